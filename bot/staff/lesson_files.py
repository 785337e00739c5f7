"""Files of questions of which it is known what answers them: read as wishes, each with its line."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import BotError
from bot.staff.wishes import Place, Wish
from knowledge.errors import reason, wrong_line
from knowledge.phrasings import read_phrasings

_ENDING = ".questions.tsv"
_WANTED = '{"query": …, "relevant": ["文件编号/条款编号"]}'


@dataclass(frozen=True, slots=True)
class LessonFile:
    """What a file asks to teach, and what is wrong with it, both by line; `unlabelled` lines name no clause."""

    wishes: tuple[tuple[int, Wish], ...]
    problems: tuple[tuple[int, str], ...]
    unlabelled: int = 0


class Clauses:
    """The live clauses, found by how a file may name them."""

    def __init__(self, clauses: Iterable[Place]) -> None:
        """Take all of them."""
        self._whole: dict[str, Place] = {}
        self._short: dict[str, list[Place]] = {}
        for place in clauses:
            self._whole[f"{place.document}/{place.clause}"] = place
            for name in {place.document, place.clause}:
                self._short.setdefault(name, []).append(place)

    def named(self, name: str) -> Place:
        """Return the clause named 文件编号/条款编号, by its number alone, or by its document's id alone.

        Raises ValueError, with a sentence, where there is none such, or several.
        """
        found = [self._whole[name]] if name in self._whole else self._short.get(name, [])
        if len(found) == 1:
            return found[0]
        many = f"“{name[:80]}”不止一条" if found else f"已发布的文件里没有“{name[:80]}”"
        raise ValueError(f"{many}；请写成“文件编号/条款编号”。")


def read_lesson_file(path: Path, clauses: Clauses) -> LessonFile:
    """Read a file: JSON lines with `relevant` or `clauses`, or NAME.questions.tsv for the document NAME.

    Of `clauses`, accepted ones, the first is taught, of a dialogue its first question; all of `relevant` are. Raises
    BotError where it can't be read at all.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BotError(f"{path}: 读不了这个文件（{reason(error)}）；请检查路径和权限。") from error
    except UnicodeDecodeError as error:
        raise BotError(f"{path}:{wrong_line(error)}: 不是 UTF-8 文本；请另存为 UTF-8 编码。") from error
    if path.name.endswith(_ENDING):
        return _from_columns(text, path.name.removesuffix(_ENDING))
    return _from_lines(text.split("\n"), clauses)


def _from_columns(text: str, document: str) -> LessonFile:
    phrasings, problems = read_phrasings(text)
    wishes = [(p.line, Wish(p.question, (Place(document, p.path),), p.sentence)) for p in phrasings]
    return LessonFile(tuple(wishes), tuple((each.line, each.message) for each in problems))


def _from_lines(lines: Sequence[str], clauses: Clauses) -> LessonFile:
    wishes: list[tuple[int, Wish]] = []
    problems: list[tuple[int, str]] = []
    unlabelled = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            question, names = _labelled(line)
            places = tuple(dict.fromkeys(map(clauses.named, names)))
        except ValueError as error:
            problems.append((number, str(error)))
            continue
        if places:
            wishes.append((number, Wish(question, places)))
        else:
            unlabelled += 1
    return LessonFile(tuple(wishes), tuple(problems), unlabelled)


def _labelled(line: str) -> tuple[str, list[str]]:
    """Return the question of a line and the names of its clauses; raises ValueError saying what is wrong with it."""
    try:
        item = json.loads(line)
    except (ValueError, RecursionError):  # a ValueError also where a number has thousands of digits
        raise ValueError(f"这一行不是 JSON；请改成 {_WANTED}。") from None
    turns = item.get("turns") if isinstance(item, dict) else None
    row: Any = turns[0] if isinstance(turns, list) and turns else item
    if not isinstance(row, dict):
        raise ValueError(f"这一行不是一个 JSON 对象；请改成 {_WANTED}。")
    if not isinstance(row.get("query"), str):
        raise ValueError("这一行没有文字形式的 query；请补上。")
    if "relevant" in row:
        return row["query"], _names(row, "relevant")
    return row["query"], _names(row, "clauses")[:1]


def _names(row: Mapping[str, Any], field: str) -> list[str]:
    names = row.get(field) or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f'{field} 要写成条款的列表，如 ["二（三）9"]；请改正。')
    return names
