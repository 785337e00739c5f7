"""The frozen values that cross rooms: a document, its clauses, who is responsible, and how long it holds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Level(StrEnum):
    """How bad a problem is: a warning is published and shown, an error refuses the file."""

    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a file, at which line (from 1), and what to do; the message is Chinese, for admins.

    `file` names the file where it isn't the clause file itself but one that belongs to it.
    """

    line: int
    message: str
    level: Level = Level.WARNING
    file: str | None = None

    def placed(self, file: str) -> str:
        """Return the problem behind its place, `FILE:LINE: …`; `file` is the clause file's label."""
        return f"{self.file or file}:{self.line}: {self.message}"


class Status(StrEnum):
    """Whether a document is in force on a day."""

    UPCOMING = "upcoming"
    CURRENT = "current"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Validity:
    """The first and the last day of force, both included; None where the document doesn't say."""

    start: date | None = None
    end: date | None = None

    def status(self, day: date) -> Status:
        """Return whether `day` lies before, within or after the period."""
        if self.start is None and self.end is None:
            return Status.UNKNOWN
        if self.start is not None and day < self.start:
            return Status.UPCOMING
        if self.end is not None and day > self.end:
            return Status.EXPIRED
        return Status.CURRENT


@dataclass(frozen=True, slots=True)
class Units:
    """The responsible units as printed, in print order, and the one that leads (one of them, or None)."""

    names: tuple[str, ...] = ()
    lead: str | None = None

    @property
    def others(self) -> tuple[str, ...]:
        """Return the units that don't lead, in print order."""
        return tuple(name for name in self.names if name != self.lead)


@dataclass(frozen=True, slots=True)
class Clause:
    """The lowest numbered block with a text of its own.

    `path` is the printed numbering with its ancestors' (`二（三）9`), `key` the same made unique within the
    document (`~2` added to a repeated one); `sections` are the headings above it, outermost first; `body` is
    the published text without number, heading and closing units bracket; `line` counts from 1.
    """

    path: str
    key: str
    heading: str | None
    body: str
    units: Units
    line: int
    sections: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Return what a person calls the clause: its heading, or the start of its text."""
        return self.heading or (self.body if len(self.body) <= 20 else self.body[:20] + "…")


class Part(StrEnum):
    """What a piece of a document's text is.

    NUMBER, HEADING, CLAUSE (the body) and UNITS (a closing units bracket) make up numbered blocks; NOTICE is the
    printing notice with addressees and document number; FURNITURE are page numbers and running heads; FRONT is
    the front matter.
    """

    FRONT = "front"
    TITLE = "title"
    NOTICE = "notice"
    PREAMBLE = "preamble"
    NUMBER = "number"
    HEADING = "heading"
    CLAUSE = "clause"
    UNITS = "units"
    SIGNATURE = "signature"
    ANNEX = "annex"
    TABLE = "table"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file that holds text: its number (from 1), the text, and what it is where the format tells."""

    number: int
    text: str
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a file's front matter says of its document; it overrides what the text says. None: says nothing."""

    id: str | None = None
    title: str | None = None
    issuer: str | None = None
    doc_number: str | None = None
    issued: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    replaces: tuple[str, ...] = ()
    region: str | None = None


UNCOVERED = "无"
"""Stands for the path of a phrasing that no clause of its document answers."""


@dataclass(frozen=True, slots=True)
class Phrasing:
    """How people ask for a clause: the clause's path, how the sentence that answers begins, the question.

    With UNCOVERED for the path it is what people ask that the document doesn't answer.
    """

    path: str
    sentence: str
    question: str
    line: int

    @property
    def is_uncovered(self) -> bool:
        """Return whether the document doesn't answer the question."""
        return self.path == UNCOVERED


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a document as published, in order: what it is, its text, its line, its clause's key.

    The pieces of one line stand side by side; all pieces together are the file's text, less what isn't seen.
    """

    part: Part
    text: str
    line: int
    clause: str | None = None


_SAID = (
    "text_hash",
    "title",
    "issuer",
    "doc_number",
    "issued",
    "validity",
    "replaces",
    "region",
    "clauses",
    "phrasings",
)


@dataclass(frozen=True, slots=True)
class Document:
    """A split clause file. `text_hash` tells whether two files say the same (SHA-256, hexadecimal).

    `replaces` names documents that it puts out of force: by id, title or document number, as stated.
    """

    id: str
    title: str
    issuer: str | None
    doc_number: str | None
    issued: date | None
    validity: Validity
    clauses: tuple[Clause, ...]
    pieces: tuple[Piece, ...]
    text_hash: str
    problems: tuple[Problem, ...] = field(default=())
    replaces: tuple[str, ...] = ()
    region: str | None = None
    phrasings: tuple[Phrasing, ...] = ()

    def says_the_same(self, other: "Document") -> bool:
        """Return whether both have the same text, and the same was understood of it."""
        return all(getattr(self, name) == getattr(other, name) for name in _SAID)

    def clause_at(self, path: str) -> Clause | None:
        """Return the clause with a path (the first of several), or with this key; None where there is none."""
        pathed = (clause for clause in self.clauses if clause.path == path)
        keyed = (clause for clause in self.clauses if clause.key == path)
        return next(pathed, None) or next(keyed, None)

    def errors(self) -> Iterator[Problem]:
        """Yield the problems that refuse the file."""
        return (problem for problem in self.problems if problem.level is Level.ERROR)


@dataclass(frozen=True, slots=True)
class Published:
    """A version of a document: its text and its number (from 1), and whether it is the live one."""

    document: Document
    version: int
    live: bool = True
