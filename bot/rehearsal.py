"""Asking the same questions over the old and the new text before anything is published."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.answer import Answer, Kind
from bot.compose import compose
from bot.library import Library
from knowledge.document import UNCOVERED, Phrasing
from retrieval.normalise import normalise

MOST_REAL_QUESTIONS = 500
"""So many of the newest real questions are asked again."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question of which it is known which clause of a document answers it, in the old and in the new text."""

    question: str
    document: str
    path_before: str
    path_after: str

    def is_right_before(self, answer: Answer) -> bool:
        """Return whether an answer from the old text is the one wanted."""
        return _is_right(answer, self.document, self.path_before)

    def is_right_after(self, answer: Answer) -> bool:
        """Return whether an answer from the new text is the one wanted."""
        return _is_right(answer, self.document, self.path_after)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question whose answer would change; `wanted` is the clause that should answer, where that is known."""

    question: str
    before: Answer
    after: Answer
    wanted: Labelled | None = None

    @property
    def better(self) -> bool | None:
        """Return whether a labelled question is answered right only by the new text; None where that is no matter."""
        if self.wanted is None:
            return None
        was, is_ = self.wanted.is_right_before(self.before), self.wanted.is_right_after(self.after)
        return None if was == is_ else is_


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How many questions were asked, how many labelled ones were right before and after, and what would change.

    `labelled` of the `known` labelled questions were asked.
    """

    known: int = 0
    labelled: int = 0
    right_before: int = 0
    right_after: int = 0
    real: int = 0
    turns: tuple[Turn, ...] = ()


def labelled_questions(
    before: Iterable[tuple[str, Phrasing]], after: Iterable[tuple[str, Phrasing]]
) -> list[Labelled]:
    """Return the phrasings (with their document's id) of the old and the new texts as questions to be judged."""
    old = {(document, p.question): p.path for document, p in before}
    new = {(document, p.question): p.path for document, p in after}
    return [
        Labelled(question, document, old.get(asked, new.get(asked, "")), new.get(asked, old.get(asked, "")))
        for asked in {**old, **new}
        for document, question in [asked]
    ]


def rehearse(
    before: Library,
    after: Library,
    today: date,
    *,
    labelled: Sequence[Labelled],
    known: int,
    real: Sequence[str],
    on_progress: Callable[[int, int], None] | None = None,
) -> Rehearsal:
    """Ask all questions of both libraries; each labelled one is judged without its own phrasing in the index."""
    turns: list[Turn] = []
    right_before = right_after = 0
    asked: list[tuple[str, Labelled | None]] = [(one.question, one) for one in labelled]
    names = {normalise(one.question) for one in labelled}
    asked += [(question, None) for question in real if normalise(question) not in names]
    for number, (question, wanted) in enumerate(asked, 1):
        without = frozenset({normalise(question)}) if wanted else frozenset()
        old, _ = compose(question, before, today, without=without)
        new, _ = compose(question, after, today, without=without)
        right_before += wanted is not None and wanted.is_right_before(old)
        right_after += wanted is not None and wanted.is_right_after(new)
        if _shown(old) != _shown(new):
            turns.append(Turn(question, old, new, wanted))
        if on_progress:
            on_progress(number, len(asked))
    return Rehearsal(
        known, len(labelled), right_before, right_after, len(asked) - len(labelled), tuple(turns)
    )


def _is_right(answer: Answer, document: str, path: str) -> bool:
    clause = answer.clause
    if path == UNCOVERED:
        return clause is None or clause.document != document
    return bool(clause and (clause.document, clause.path) == (document, path))


def _shown(answer: Answer) -> tuple[object, ...]:
    """Return what a person would notice to be another answer."""
    if answer.kind is not Kind.ANSWER:
        return answer.kind, answer.choices
    clause = answer.clause
    return (
        answer.kind,
        clause and (clause.document, clause.path),
        answer.key_sentences,
        answer.units,
        answer.notices,
    )
