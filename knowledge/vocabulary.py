"""Terms that stay whole when texts are cut into words: those people keep, and those a document marks."""

import re
from pathlib import Path

from knowledge.errors import KnowledgeError, reason, wrong_line

FILE_NAME = "vocabulary.txt"
LONGEST_TERM = 16
"""A quotation of more characters is a phrase, not a term."""

_MARKED = re.compile(r"“([^“”]+)”|《([^《》]+)》")
_PLAIN = re.compile(r"[\w+\-—–（）()]+")


def read_vocabulary(folder: Path) -> tuple[str, ...]:
    """Return the terms of `vocabulary.txt`, one a line, `#` comments; without the file, none.

    Raises KnowledgeError, naming the file and the line, where it isn't text.
    """
    path = folder / FILE_NAME
    if not path.exists():
        return ()
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = wrong_line(error)
        raise KnowledgeError(f"{path}:{line}: 不是 UTF-8 编码的文本；请另存为 UTF-8 编码。") from error
    except OSError as error:
        raise KnowledgeError(f"{path}: 读不出来（{reason(error)}）；请检查读取权限。") from error
    terms = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(dict.fromkeys(term for term in terms if term))


def marked_terms(text: str) -> tuple[str, ...]:
    """Return the terms that `text` sets in “…” or 《…》, each once, in order; whole phrases are left out."""
    terms = (quoted or titled for quoted, titled in _MARKED.findall(text))
    return tuple(dict.fromkeys(t for t in terms if len(t) <= LONGEST_TERM and _PLAIN.fullmatch(t)))
