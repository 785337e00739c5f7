"""Labelled question sets: reading a file of them, and judging an answer by what the label says."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answer import Answer, Kind
from bot.errors import BotError
from knowledge.errors import reason, wrong_line
from retrieval.search import KEY_SENTENCES_LIMIT

MEASURES = ("clause", "choice", "lead", "invented", "phrase", "silent", "false", "asked")
"""What a set is scored by, in the order in which it is shown."""

UNWANTED = frozenset({"invented", "silent", "false"})
"""Measures of which a hit is a miss."""

_MOST_SHOWN = 2
_WANTED = '{"id": …, "query": …} 或 {"id": …, "turns": [{"query": …}]}'


@dataclass(frozen=True, slots=True)
class Row:
    """A question or a turn of a dialogue, with what should be answered.

    `clauses` are the accepted paths, best first; none where no clause may be asserted. `lead` and `phrase` are
    those of the best one. Rows of one `dialogue` are one conversation.
    """

    id: str
    query: str
    kind: str
    clauses: tuple[str, ...] = ()
    lead: str | None = None
    phrase: str | None = None
    dialogue: str | None = None


def read_question_set(path: Path) -> tuple[Row, ...]:
    """Return the rows of a file; raises BotError, one sentence, at the first line that can't be used."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BotError(f"{path}: 读不了这个文件（{reason(error)}）；请检查路径和权限。") from error
    except UnicodeDecodeError as error:
        raise BotError(f"{path}:{wrong_line(error)}: 不是 UTF-8 文本；请另存为 UTF-8 编码。") from error
    rows: list[Row] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            rows += _rows(line, number)
        except ValueError as error:
            raise BotError(f"{path}:{number}: {error}") from None
    if not rows:
        raise BotError(f"{path}:1: 文件里没有问题；请每行写一个 {_WANTED}。")
    return tuple(rows)


def _rows(line: str, number: int) -> Iterable[Row]:
    """Return the rows of a line; raises ValueError saying what is wrong with it."""
    try:
        item = json.loads(line)
    except (ValueError, RecursionError):  # a ValueError also where a number has thousands of digits
        raise ValueError(f"这一行不是 JSON；请改成 {_WANTED}。") from None
    if not isinstance(item, dict):
        raise ValueError(f"这一行不是一个 JSON 对象；请改成 {_WANTED}。")
    id = _id(item.get("id", number))
    if "turns" not in item:
        return [_row(item, id, _text(item, "kind") or "")]
    turns = item["turns"]
    if not isinstance(turns, list) or not turns or not all(isinstance(turn, dict) for turn in turns):
        raise ValueError('turns 要写成 [{"query": …}, …]，至少一轮；请改正。')
    return [
        _row(turn, f"{id}/{place}", "opening" if place == 1 else "later", dialogue=f"{number} {id}")
        for place, turn in enumerate(turns, 1)
    ]


def _row(item: Mapping[str, Any], id: str, kind: str, dialogue: str | None = None) -> Row:
    query, clauses = item.get("query"), item.get("clauses") or []
    if not isinstance(query, str):
        raise ValueError("这一行没有文字形式的 query；请补上。")
    if not isinstance(clauses, list) or not all(isinstance(path, str) for path in clauses):
        raise ValueError('clauses 要写成条款编号的列表，如 ["二（三）9"]；请改正。')
    return Row(id, query, kind, tuple(clauses), _text(item, "lead"), _text(item, "phrase"), dialogue)


def _id(value: object) -> str:
    if not isinstance(value, str | int):
        raise ValueError("id 要写成文字或整数；请改正。")
    return str(value)


def _text(item: Mapping[str, Any], name: str) -> str | None:
    value = item.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{name} 要写成文字或 null；请改正。")
    return value


def judge(row: Row, answer: Answer) -> dict[str, bool]:
    """Return the measures that apply to a row, each with whether the answer is a hit."""
    if not row.clauses:
        asked = {"asked": answer.kind is Kind.CHOICES} if row.kind == "ambiguous" else {}
        return {"false": answer.kind is Kind.ANSWER, **asked}
    path = answer.clause.path if answer.clause else None
    right = answer.kind is Kind.ANSWER and path in row.clauses
    is_best = path == row.clauses[0]
    offered = answer.kind is Kind.CHOICES and any(choice.path in row.clauses for choice in answer.choices)
    lead = answer.units.lead if answer.units else None
    result = {
        "clause": right,
        "choice": right or offered,
        "silent": answer.kind not in (Kind.ANSWER, Kind.CHOICES),
    }
    if row.lead and not (right and not is_best):
        result["lead"] = right and lead == row.lead
    if not row.lead and right and is_best:
        result["invented"] = lead is not None
    if row.phrase and row.kind != "dept":
        result["phrase"] = _says(answer.key_sentences, row.phrase)
    return result


def missed(measures: Mapping[str, bool]) -> tuple[str, ...]:
    """Return the measures of a row that came out wrong; a choice that is offered doesn't mend its clause."""
    return tuple(name for name, hit in measures.items() if hit is (name in UNWANTED) and name != "choice")


def _says(sentences: Iterable[str], phrase: str) -> bool:
    shown = [_squeezed(sentence) for sentence in sentences]
    short = len(shown) <= _MOST_SHOWN and sum(map(len, shown)) <= KEY_SENTENCES_LIMIT
    return short and _squeezed(phrase) in "".join(shown)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
