"""What a conversation has shown so far, as far as what comes next can refer to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.answer import Choice, Kind, kind_of
from bot.smalltalk import Talk, read_talk

LIFETIME = timedelta(minutes=30)
"""After so long without a question, nothing is referred to any more."""

MOST_TURNS = 20

_ABOUT_SOMETHING = frozenset({Kind.ANSWER, Kind.CHOICES, Kind.NONE})


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what it was shown: a clause (document, version, key) with sentences of it, or choices."""

    question: str
    kind: Kind
    clause: tuple[str, int, str] | None = None
    sentences: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """The turns of a conversation that count, newest first, without small talk.

    Thanks or a farewell end what was talked about. 那归谁管 refers to the newest turn: small talk in between
    leaves it where it was; after a question that nothing covers, or choices, there is nothing to refer to, for
    the asker's mind is on that, and a guess would be an answer to something else.
    """

    turns: tuple[Turn, ...] = ()

    @property
    def shown(self) -> Turn | None:
        """Return the newest turn if it showed a clause."""
        return self.turns[0] if self.turns and self.turns[0].clause else None

    @property
    def answered(self) -> tuple[Turn, ...]:
        """Return the turns that showed a clause, newest first."""
        return tuple(turn for turn in self.turns if turn.clause)

    @property
    def offered(self) -> tuple[Choice, ...]:
        """Return the choices that were offered last."""
        return next((turn.choices for turn in self.turns if turn.choices), ())

    @property
    def is_asked_back(self) -> bool:
        """Return whether the newest turn offered choices."""
        return bool(self.turns and self.turns[0].choices)

    def sentences_of(self, clause: tuple[str, int, str]) -> frozenset[str]:
        """Return the sentences of a clause that have been shown."""
        return frozenset(s for turn in self.turns if turn.clause == clause for s in turn.sentences)


def in_utc(moment: datetime) -> datetime:
    """Return a stored moment with its time zone; SQLite keeps none, and UTC is meant."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def asked_at(row: Any) -> datetime:
    """Return when a stored question was asked."""
    return in_utc(row.asked_at)


def context_of(rows: Iterable[Any], now: datetime) -> Context:
    """Return the context from a conversation's questions as they are stored, newest first."""
    turns: list[Turn] = []
    for row in rows:
        asked = asked_at(row)
        if now - asked > LIFETIME:
            break
        now = min(now, asked)
        if row.kind == Kind.SMALLTALK and read_talk(row.text) in (Talk.THANKS, Talk.FAREWELL):
            break
        if kind_of(row.kind) in _ABOUT_SOMETHING:
            turns.append(_turn(row))
    return Context(tuple(turns))


def _turn(row: Any) -> Turn:
    kept = row.answer
    day = kept.get("as_of")
    return Turn(
        row.text,
        kind_of(row.kind),
        (row.document, row.version, row.clause) if row.kind == Kind.ANSWER else None,
        tuple(kept["sentences"]),
        tuple(Choice(*values) for values in kept["choices"]),
        date.fromisoformat(day) if day else None,
    )
