"""The one root of what can go wrong with the policies, and what the system says in plain words."""

import errno

_REASONS = {
    errno.ENOENT: "没有这个文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "它是一个文件夹",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EEXIST: "同名的文件已经存在",
    errno.ENOSPC: "磁盘满了",
    errno.EROFS: "磁盘是只读的",
}


class KnowledgeError(Exception):
    """A clause file, a departments file or the store can't be used; the text is one plain sentence for people."""


def wrong_line(error: UnicodeDecodeError) -> int:
    """Return the line, from 1, of the first byte that is no text."""
    return error.object[: error.start].count(b"\n") + 1


def reason(error: OSError) -> str:
    """Return in Chinese why the system refused, or its own words where they aren't known."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)
