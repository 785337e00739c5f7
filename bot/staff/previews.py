"""What a preview's page shows, as plain values that are stored with the draft; and what stands around a problem."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.difference import Change, compare_words
from bot.preview import answered_by, label, period, rehearsed, taught_for_review, units_changes, worst_first
from bot.rehearsal import Turn
from bot.staged import Staged
from bot.staging import Preview
from knowledge.decoding import decode
from knowledge.document import Clause, Document, Problem
from knowledge.errors import KnowledgeError
from knowledge.mending import printable

MOST_DOCUMENTS, MOST_CHANGES, MOST_TURNS, MOST_PROBLEMS = 50, 400, 200, 100
"""So much of a preview is kept for its page; of a whole statute book nobody reads more in one go."""

_LEAST_CHANGES = 5  # of each document, whatever those before it have taken

_LINES_AROUND = 2
_LONGEST_LINE = 400
_LINED = (".txt", ".md")  # their lines are those that a person sees in an editor
_PLACED = re.compile(r"(?P<file>.+?):(?P<line>\d+): (?P<message>.+)", re.DOTALL)

Plain = dict[str, Any]


def plain_preview(preview: Preview, hashed: Callable[[str], str]) -> Plain:
    """Return what the page of a preview shows, as JSON values.

    Of a real question only what `hashed` makes of it is kept: whoever asked it may erase it meanwhile.
    """
    shown = preview.staged[:MOST_DOCUMENTS]
    turns = worst_first(preview.rehearsal.turns)
    return {
        "doubtful": preview.doubtful,
        "beside": preview.beside,
        "documents": list(_plain_documents(shown)),
        "documents_left": len(preview.staged) - len(shown),
        "unchanged": [
            [title, version] for title, version in list(preview.unchanged.values())[:MOST_DOCUMENTS]
        ],
        "gone": list(preview.gone.values())[:MOST_DOCUMENTS],
        "rehearsed": rehearsed(preview.rehearsal),
        "turns": [_plain_turn(turn, hashed) for turn in turns[:MOST_TURNS]],
        "turns_left": max(0, len(turns) - MOST_TURNS),
    }


def _plain_documents(staged: Sequence[Staged]) -> Iterator[Plain]:
    left = MOST_CHANGES
    for one in staged:
        shown = one.difference.changes[: max(left, _LEAST_CHANGES)]
        left -= len(shown)
        yield _plain_document(one, shown)


def _plain_document(one: Staged, changes: Sequence[Change]) -> Plain:
    document = one.document
    problems = document.problems[:MOST_PROBLEMS]
    return {
        "id": document.id,
        "title": printable(document.title),
        "file": printable(Path(one.file).name),
        "live": one.live,
        "clauses": len(document.clauses),
        "issuer": document.issuer,
        "number": document.doc_number,
        "period": period(document),
        "same_title": list(one.same_title),
        "earlier": one.earlier,
        "carried": one.carried,
        "phrasings_before": one.phrasings_before,
        "phrasings": len(document.phrasings),
        "taught": taught_for_review(one.taught) if one.taught else "",
        "review": [[p.question, p.path, p.line] for p in one.for_review[:MOST_CHANGES]],
        "review_left": max(0, len(one.for_review) - MOST_CHANGES),
        "changes": plain_changes(changes),
        "changes_left": len(one.difference.changes) - len(changes),
        "problems": [_plain_problem(problem, document, one.file) for problem in problems],
        "problems_left": len(document.problems) - len(problems),
    }


def plain_changes(changes: Sequence[Change]) -> list[Plain]:
    """Return the first changes, each with its words in stretches [before, after]."""
    return [_plain_change(change) for change in changes[:MOST_CHANGES]]


def _plain_change(change: Change) -> Plain:
    before, after = change.before, change.after
    if before and after:
        word = "修改" if change.changed else "改号"
        words = compare_words(before.body, after.body) if change.changed else ()
        return {
            "word": word,
            "label": label(after),
            "was": label(before) if label(before) != label(after) else "",
            "words": [[printable(each.old), printable(each.new)] for each in words],
            "units": list(units_changes(before.units, after.units)),
        }
    only = after or before
    return _plain_only(only, added=after is not None) if only else {}


def _plain_only(clause: Clause, *, added: bool) -> Plain:
    text, units = printable(clause.body), "、".join(clause.units.names)
    return {
        "word": "新增" if added else "删去",
        "label": label(clause),
        "was": "",
        "words": [["", text] if added else [text, ""]],
        "units": [f"责任单位：{units}"] if added and units else [],
    }


def _plain_turn(turn: Turn, hashed: Callable[[str], str]) -> Plain:
    known = turn.wanted is not None
    return {
        "question": turn.question if known else None,
        "hash": None if known else hashed(turn.question),
        "better": turn.better,
        "before": answered_by(turn.before),
        "after": answered_by(turn.after),
        "was": printable(turn.before.text),
        "will": printable(turn.after.text),
    }


def _plain_problem(problem: Problem, document: Document, file: str) -> Plain:
    lines: dict[int, str] = {}
    if problem.file is None:
        for piece in document.pieces:
            lines[piece.line] = lines.get(piece.line, "") + piece.text
    return {
        "file": printable(Path(problem.file or file).name),
        "line": problem.line,
        "message": printable(problem.message),
        "around": _around(lines, problem.line),
    }


def plain_problems(document: Document) -> list[Plain]:
    """Return a document's problems, each with the lines around it."""
    return [_plain_problem(problem, document, document.id) for problem in document.problems[:MOST_PROBLEMS]]


def plain_refusals(said: str, folder: Path | None) -> Plain:
    """Return the sentences that refuse files, those of a text beside the lines that they are about."""
    return {"problems": [_refusal(sentence, folder) for sentence in said.splitlines()]}


def _refusal(sentence: str, folder: Path | None) -> Plain:
    sentence = printable(sentence.replace(f"{folder}/", "") if folder else sentence)
    placed = _PLACED.fullmatch(sentence)
    if placed is None:
        return {"file": "", "line": 0, "message": sentence, "around": []}
    line = int(placed["line"])
    lines = _lines_of(folder / placed["file"]) if folder else {}
    return {
        "file": placed["file"],
        "line": line,
        "message": placed["message"],
        "around": _around(lines, line),
    }


def _lines_of(path: Path) -> Mapping[int, str]:
    """Return the lines of a text that was sent; none where it is no text or can't be read."""
    if path.suffix not in _LINED or not path.is_file():
        return {}
    try:
        text = decode(path.read_bytes(), path.name)
    except (KnowledgeError, OSError):
        return {}
    return dict(enumerate(text.splitlines(), 1))


def _around(lines: Mapping[int, str], line: int) -> list[list[Any]]:
    return [[number, printable(text[:_LONGEST_LINE])] for number, text in _near(lines, line)]


def _near(lines: Mapping[int, str], line: int) -> Iterator[tuple[int, str]]:
    for number in range(line - _LINES_AROUND, line + _LINES_AROUND + 1):
        if number in lines:
            yield number, lines[number]
