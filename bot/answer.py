"""The answer, a frozen value that every channel renders and whose JSON form other programs rely on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from knowledge.document import Status, Units, Validity


def clause_url(document_id: str, key: str, version: int | None = None) -> str:
    """Return the stable address of a clause's page, below the service's root; `version` where it isn't the live one."""
    query = f"?version={version}" if version else ""
    return f"/clauses/{quote(document_id, safe='')}/{quote(key, safe='')}{query}"


def label_of(path: str, heading: str | None) -> str:
    """Return path and heading as a person reads them, such as `二（三）9 优化金融资源配置`."""
    return f"{path} {heading}" if heading else path


class Kind(StrEnum):
    """What an answer is: a clause asserted, topics to pick from, not covered, small talk, or a person's turn."""

    ANSWER = "answer"
    CHOICES = "choices"
    NONE = "none"
    SMALLTALK = "smalltalk"
    PERSON = "person"


PAUSED = "paused"
"""The stored kind of an answer that is switched off: `none` to who asks, though the documents aren't silent."""

KINDS: Mapping[str, str] = {
    Kind.ANSWER: "答上了",
    Kind.CHOICES: "请对方选",
    Kind.NONE: "没有答上",
    Kind.SMALLTALK: "闲聊",
    Kind.PERSON: "转人工",
    PAUSED: "停答",
}
"""What became of a question, in words for staff, by its kind as it is stored."""


def kind_of(stored: str) -> Kind:
    """Return the kind of a stored answer, as who asked got it."""
    return Kind.NONE if stored == PAUSED else Kind(stored)


@dataclass(frozen=True, slots=True)
class ClauseRef:
    """Where a clause stands: document id and title, version number, printed path, unique key, heading.

    `live` is False where that version has been replaced by a later one.
    """

    document: str
    document_title: str
    version: int
    path: str
    key: str
    heading: str | None
    live: bool = True

    @property
    def url(self) -> str:
        """Return the stable address of the clause's page, below the service's root."""
        return clause_url(self.document, self.key, None if self.live else self.version)

    @property
    def label(self) -> str:
        """Return path and heading as a person reads them, such as `二（三）9 优化金融资源配置`."""
        return label_of(self.path, self.heading)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to pick: a clause (path and document given) or a topic; sending the heading picks it."""

    heading: str
    document: str | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """Another clause worth a look; sending its label as the question picks it."""

    document: str
    path: str
    key: str
    heading: str | None

    @property
    def label(self) -> str:
        """Return path and heading as a person reads them."""
        return label_of(self.path, self.heading)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question gets (`contract.md`, "An answer").

    A person is shown, in this order: `notices` (the period is over; for the kinds without a clause, the whole
    message), `key_sentences` as quotations, `unit_lines` (before these with `units_first`, where the question is
    who is in charge), `source`, `advice` (whom to ask for today's figure).
    `question_id` is what a vote or a button names; None where nothing was stored. `as_of` is the day that was
    asked about, None for today. `paused`: what would have been said is switched off.
    """

    kind: Kind
    question: str
    notices: tuple[str, ...] = ()
    session: str | None = None
    question_id: int | None = None
    clause: ClauseRef | None = None
    key_sentences: tuple[str, ...] = ()
    units: Units | None = None
    validity: Validity | None = None
    status: Status | None = None
    choices: tuple[Choice, ...] = ()
    related: tuple[Related, ...] = ()
    unit_lines: tuple[str, ...] = ()
    source: str | None = None
    advice: tuple[str, ...] = ()
    as_of: date | None = None
    units_first: bool = False
    paused: bool = False

    @property
    def stored_kind(self) -> str:
        """Return the kind as it is stored and counted."""
        return PAUSED if self.paused else self.kind.value

    @property
    def text(self) -> str:
        """Return the whole answer as plain text, a paragraph a block; choices are a list."""
        quotations = "\n".join(quoted(sentence) for sentence in self.key_sentences)
        units = "\n".join(self.unit_lines)
        blocks = [*self.notices, *((units, quotations) if self.units_first else (quotations, units))]
        blocks += [self.source or "", "\n".join(self.advice)]
        blocks += ["\n".join(f"• {choice.heading}" for choice in self.choices)]
        return "\n\n".join(block for block in blocks if block)

    def to_json(self) -> dict[str, Any]:
        """Return the answer as the contract's JSON object."""
        answered = self.kind is Kind.ANSWER
        clause, units, validity = self.clause, self.units, self.validity
        return {
            "session": self.session,
            "kind": self.kind.value,
            "question": self.question,
            "text": self.text,
            "clause": {
                "document": clause.document,
                "version": clause.version,
                "path": clause.path,
                "heading": clause.heading,
                "url": clause.url,
            }
            if answered and clause
            else None,
            "key_sentences": list(self.key_sentences),
            "units": {"lead": units.lead, "others": list(units.others)} if answered and units else None,
            "validity": {
                "from": _day(validity.start),
                "to": _day(validity.end),
                "status": self.status.value if self.status else None,
            }
            if answered and validity
            else None,
            "choices": [{"document": c.document, "path": c.path, "heading": c.heading} for c in self.choices],
            "related": [{"document": r.document, "path": r.path, "heading": r.heading} for r in self.related],
            "question_id": self.question_id,
            "notices": list(self.notices),
            "unit_lines": list(self.unit_lines),
            "units_first": self.units_first,
            "source": self.source,
            "advice": list(self.advice),
            "as_of": _day(self.as_of),
        }


def quoted(sentence: str) -> str:
    """Return a sentence of a clause between the corner brackets that no policy text of ours uses itself."""
    return f"「{sentence}」"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
