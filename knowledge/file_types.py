"""What a file is by its first bytes, and the refusal of one that isn't what its name says."""

import re

from knowledge.errors import KnowledgeError

_MAGIC = (
    (b"\x89PNG\r\n", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"II*\0", "TIFF 图片"),
    (b"MM\0*", "TIFF 图片"),
    (b"PK\x03\x04", "Word、Excel 或压缩包"),
    (b"PK\x05\x06", "空的压缩包"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版或加密的 Office 文件"),
    (b"{\\rtf", "RTF 文件"),
    (b"\x1f\x8b", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"Rar!", "压缩包"),
    (b"\x7fELF", "程序"),
    (b"MZ\x90", "程序"),
    (b"SQLite format 3\0", "数据库"),
)
_PDF, _WEB_PAGE = "PDF 文件", "网页"
_HTML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_EXPECTED = {
    ".docx": ("Word、Excel 或压缩包",),
    ".pdf": (_PDF,),
    ".html": (_WEB_PAGE, None),
    ".htm": (_WEB_PAGE, None),
    ".txt": (None,),
    ".md": (None,),
    ".tsv": (None,),
}


def check_type(data: bytes, suffix: str, label: str) -> None:
    """Raise KnowledgeError where bytes are of another sort than the name's ending says."""
    if not data:
        raise KnowledgeError(f"{label}:1: 文件是空的；请放入文件正文后再试。")
    kind = _kind(data)
    if kind in _EXPECTED[suffix]:
        return
    if kind == "旧版或加密的 Office 文件":
        todo = "请去掉密码，在 Word 或 WPS 里另存为 .docx 后再试"
    else:
        todo = "请换成正确的文件，或改对名字的结尾"
    raise KnowledgeError(f"{label}:1: 名字以 {suffix} 结尾，内容却{_described(kind, suffix)}；{todo}。")


def _kind(data: bytes) -> str | None:
    if b"%PDF-" in data[:1024]:
        return _PDF
    if _HTML.match(data[:1024]):
        return _WEB_PAGE
    return next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)


def _described(kind: str | None, suffix: str) -> str:
    if kind is not None:
        return f"是{kind}"
    return "不是 PDF 文件" if suffix == ".pdf" else "不是 Word 文件"
