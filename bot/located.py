"""Clauses with the versions that they stand in, and the topics that they are below."""

from dataclasses import dataclass
from functools import cached_property

from bot.names import clause_names
from knowledge.document import Clause, Published
from knowledge.sentences import split_sentences
from knowledge.standing import Standing


@dataclass(frozen=True)
class Located:
    """A clause with the version that it stands in, and its number in the searcher."""

    number: int
    standing: Standing
    clause: Clause

    @property
    def published(self) -> Published:
        """Return the version that the clause stands in."""
        return self.standing.published

    @property
    def names(self) -> tuple[str, ...]:
        """Return what the clause can be asked for by, the shortest first; the last is no other clause's."""
        return clause_names(self.published.document, self.clause)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Return the sentences of the clause's body, each a span of it."""
        return split_sentences(self.clause.body)


@dataclass(frozen=True)
class Topic:
    """A heading with numbered parts: what it is called, and the clauses below it."""

    heading: str
    clauses: tuple[Located, ...]
