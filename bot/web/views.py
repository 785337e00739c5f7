"""What the pages show, worked out from the documents: addresses, periods, paragraphs, contents."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, takewhile
from urllib.parse import quote

from bot.wording import day
from knowledge.document import Clause, Document, Part, Piece, Status
from knowledge.sentences import split_sentences

PARAGRAPH_LENGTH = 110
"""Characters after which a clause's text continues in a new paragraph, at the next sentence."""

_HEAD = (Part.NUMBER, Part.HEADING)
_UNSEEN = (Part.FRONT, Part.FURNITURE)

_STATUS_WORDS = {
    Status.UPCOMING: "还没有施行",
    Status.CURRENT: "现行有效",
    Status.EXPIRED: "期限已结束",
    Status.UNKNOWN: "没有写明有效期",
}


@dataclass(frozen=True, slots=True)
class Period:
    """A document's period of force in words, and what it means today."""

    status: Status
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One paragraph of a document page: its kind, the words set bold, the rest, and the anchor it carries."""

    part: Part
    head: str
    text: str
    depth: int = 0
    anchor: str | None = None
    clause: Clause | None = None


@dataclass(slots=True)
class Entry:
    """A line of the contents with the lines below it; `anchor` is None for a heading without own text."""

    label: str
    anchor: str | None
    children: list["Entry"] = field(default_factory=list)


def document_url(document_id: str) -> str:
    """Return the stable address of a document's page."""
    return f"/documents/{quote(document_id, safe='')}"


def period(document: Document, today: date) -> Period:
    """Return a document's period in words, such as `2021年8月19日至2023年12月31日`."""
    start, end = document.validity.start, document.validity.end
    if start and end:
        text = f"{day(start)}至{day(end)}"
    elif start:
        text = f"{day(start)}起"
    elif end:
        text = f"至{day(end)}"
    else:
        text = ""
    status = document.validity.status(today)
    return Period(status, _STATUS_WORDS[status], text)


def paragraphs(body: str) -> Iterator[str]:
    """Yield a clause's text in paragraphs that a reader can take in, cut between sentences only."""
    for block in body.split("\n"):
        current = ""
        for sentence in _whole_sentences(block):
            if current and len(current) + len(sentence) > PARAGRAPH_LENGTH:
                yield current
                current = ""
            current += sentence
        if current:
            yield current


def _whole_sentences(text: str) -> Iterator[str]:
    """Yield sentences; the ； pieces of one stay together, for they read as one."""
    current = ""
    for piece in split_sentences(text):
        current += piece
        if not piece.endswith("；"):
            yield current
            current = ""
    if current:
        yield current


def rows(document: Document) -> Iterator[Row]:
    """Yield a document's lines as published, in order, each clause's first one with its anchor.

    Page numbers and running heads are left out: they are the paper's, not the text's.
    """
    clauses = {clause.key: clause for clause in document.clauses}
    lines = [list(pieces) for _, pieces in groupby(document.pieces, key=lambda piece: piece.line)]
    following = _following(lines, clauses)
    seen: set[str] = set()
    for pieces, after in zip(lines, following, strict=True):
        text = "".join(piece.text for piece in pieces)
        clause = clauses.get(pieces[0].clause or "")
        if clause is None:
            part = Part.HEADING if pieces[0].part is Part.NUMBER else pieces[0].part
            if part not in _UNSEEN:
                yield Row(part, "", text, _depth(part, text, after))
        elif clause.key in seen:
            yield Row(Part.CLAUSE, "", text, len(clause.sections))
        else:
            seen.add(clause.key)
            titled = any(piece.part is Part.HEADING for piece in pieces)
            printed = takewhile(lambda piece: piece.part in _HEAD, pieces) if titled else ()
            head = "".join(piece.text for piece in printed)
            yield Row(Part.CLAUSE, head, text[len(head) :], len(clause.sections), clause.key, clause)


def contents(all_rows: Iterable[Row]) -> list[Entry]:
    """Return the nested contents: the headings as printed, and every clause below its heading."""
    root = Entry("", None)
    open_entries = [root]
    for row in all_rows:
        if row.part is not Part.HEADING and row.clause is None:
            continue
        label = row.head or (f"{row.clause.path} {row.clause.title}" if row.clause else row.text)
        entry = Entry(label.rstrip("。"), row.anchor)
        del open_entries[row.depth + 1 :]
        open_entries[-1].children.append(entry)
        open_entries.append(entry)
    return root.children


def _following(lines: Sequence[Sequence[Piece]], clauses: dict[str, Clause]) -> list[Clause | None]:
    """Return for each line the clause that it belongs to or that comes next, None after the last one."""
    found: list[Clause | None] = []
    after: Clause | None = None
    for pieces in reversed(lines):
        after = clauses.get(pieces[0].clause or "") or after
        found.append(after)
    return found[::-1]


def _depth(part: Part, text: str, following: Clause | None) -> int:
    """Return how deep a heading stands: where the clause that follows has it among its sections."""
    if part is not Part.HEADING or following is None:
        return 0
    return next((n for n, section in enumerate(following.sections) if section in text), 0)
