"""A question in a conversation, and the answers that follow-ups are made of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot import wording
from bot.answer import Answer, Kind
from bot.bearings import Bearings
from bot.compose import compose
from bot.context import Context, Turn
from bot.days import asks_about_now
from bot.followups import FollowUp
from bot.library import Library
from bot.located import Located
from bot.quoting import answer_from

Reply = tuple[Answer, float]


@dataclass(frozen=True)
class Talk:
    """A question in a conversation, and the answers that follow-ups are made of."""

    question: str
    follow: FollowUp
    bearings: Bearings
    today: date
    given: date | None

    @property
    def library(self) -> Library:
        """Return what answers."""
        return self.bearings.library

    @property
    def context(self) -> Context:
        """Return what the conversation has shown."""
        return self.bearings.context

    @property
    def shown(self) -> Turn | None:
        """Return the turn that a bare follow-up refers to."""
        return self.context.shown

    def as_of(self, turn: Turn | None) -> date | None:
        """Return the day by which a follow-up to a turn is answered."""
        if self.given or turn is None or asks_about_now(self.question):
            return self.given
        return turn.as_of

    @property
    def is_vague(self) -> bool:
        """Return whether the message names no topic of its own."""
        return not self.follow.topic or self.library.searcher.read(self.follow.topic).is_vague

    def alone(self, meaning: str | None = None, as_of: date | None = None) -> Reply:
        """Answer the question by its own words, or by what they mean."""
        day = self.given or as_of
        return compose(self.question, self.library, self.today, as_of=day, meaning=meaning)

    def ask_back(self) -> Reply:
        """Ask what the question is about: which of the choices, where some have just been offered."""
        if self.context.is_asked_back:
            notices, choices = (wording.WHICH_CLAUSE,), self.context.offered
            as_of = self.context.turns[0].as_of
            return Answer(Kind.CHOICES, self.question, notices, choices=choices, as_of=as_of), 1.0
        return self.alone("")

    def nothing_shown(self) -> Reply | None:
        """Return the answer to a bare follow-up that refers to nothing; None where its own words may do."""
        return self.ask_back() if self.context.is_asked_back else None

    def quote(self, located: Located, sentences: Sequence[str], turn: Turn | None, *said: str) -> Reply:
        """Answer with sentences of a clause."""
        as_of = self.as_of(turn)
        answer = answer_from(
            self.question, located, sentences, library=self.library, today=self.today, as_of=as_of
        )
        return replace(answer, notices=(*said, *answer.notices)), 1.0

    def current(self, turn: Turn | None) -> Located | None:
        """Return the clause that a turn showed, where it still is one."""
        return self.bearings.locate(turn, self.as_of(turn))

    def only_document(self) -> Sequence[Located] | None:
        """Return the clauses of the only live document; None where there are more."""
        if len(self.library.live) > 1:
            return None
        first = self.library.first(1, self.library.allowed(self.given))
        return self.bearings.siblings(first[0]) if first else None

    def recall(self, found: Reply) -> Reply:
        """Return what was found, or where that is unsure the clause that is talked about, if it is among it."""
        answer = found[0]
        turn = self.bearings.recalled(self.follow.topic) if self.follow.goes_back else self.shown
        located = self.current(turn)
        if turn is None or located is None or answer.kind is Kind.ANSWER:
            return found
        document, path = located.published.document.id, located.clause.path
        among = any((choice.document, choice.path) == (document, path) for choice in answer.choices)
        if not (among and self.bearings.content(self.follow.topic)) and not self.follow.goes_back:
            return found
        return self.quote(located, self.bearings.key_sentences(located, self.follow.topic), turn)
