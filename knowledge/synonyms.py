"""Lay terms and the terms of the documents: what people call a thing that is printed under another name."""

import re
from collections.abc import Mapping
from pathlib import Path

from knowledge.errors import KnowledgeError, reason, wrong_line

FILE_NAME = "synonyms.txt"

_BETWEEN = re.compile(r"[、,，]")


def read_synonyms(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """Return the documents' terms by the lay term, from `synonyms.txt`; without the file, none.

    A line is `借钱、拆借 = 贷款、融资`: what people say on the left, what is printed on the right; `#` comments.
    Raises KnowledgeError, naming the file and the line, where it isn't text or a line isn't of that form.
    """
    path = folder / FILE_NAME
    if not path.exists():
        return {}
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise KnowledgeError(
            f"{path}:{wrong_line(error)}: 不是 UTF-8 编码的文本；请另存为 UTF-8 编码。"
        ) from error
    except OSError as error:
        raise KnowledgeError(f"{path}: 读不出来（{reason(error)}）；请检查读取权限。") from error
    found: dict[str, dict[str, None]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        said, is_pair, printed = line.partition("#")[0].partition("=")
        lay, terms = _terms(said), _terms(printed)
        if not lay and not terms and not is_pair:
            continue
        if not lay or not terms:
            raise KnowledgeError(f"{path}:{number}: 应写成“借钱、拆借 = 贷款、融资”的样子；请改正这一行。")
        for term in lay:
            found.setdefault(term, {}).update(dict.fromkeys(terms))
    return {term: tuple(printed) for term, printed in found.items()}


def _terms(part: str) -> list[str]:
    return [term for each in _BETWEEN.split(part) if (term := each.strip())]
