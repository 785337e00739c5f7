"""What admins have switched off: its answers are paused, and people are told whom to ask meanwhile."""

from dataclasses import dataclass

from bot import wording
from bot.answer import Answer, Kind
from bot.library import Library
from knowledge.document import Clause

_TALK = frozenset({Kind.SMALLTALK, Kind.PERSON})


@dataclass(frozen=True, slots=True)
class Silences:
    """What is switched off: the bot, clauses (document id, key), topics (document id, heading above its clauses)."""

    bot: bool = False
    clauses: frozenset[tuple[str, str]] = frozenset()
    topics: frozenset[tuple[str, str]] = frozenset()

    def covers(self, document: str, clause: Clause) -> bool:
        """Return whether nothing is to be answered from a clause."""
        return (document, clause.key) in self.clauses or any(
            (document, section) in self.topics for section in clause.sections
        )

    def applied(self, answer: Answer, library: Library) -> Answer:
        """Return an answer as it may be given: as it is, or that it is paused and whom to ask.

        Small talk and a person's turn go on. Choices do too, while the bot is on: picking one says that it is paused.
        """
        if self.bot and answer.kind not in _TALK:
            said = wording.service_paused(answer.question, library.directory)
            return Answer(Kind.NONE, answer.question, (said,), as_of=answer.as_of, paused=True)
        reference = answer.clause
        if reference is None or not (self.clauses or self.topics):
            return answer
        located = library.locate(reference.document, reference.key, reference.version)
        if located is None or not self.covers(reference.document, located.clause):
            return answer
        where = f"《{reference.document_title}》{reference.label}"
        said = wording.clause_paused(where, located.clause.units, answer.question, library.directory)
        return Answer(Kind.NONE, answer.question, (said,), as_of=answer.as_of, paused=True)
