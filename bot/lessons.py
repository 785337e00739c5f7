"""What staff have taught: ways of asking and synonyms, laid over what the documents say and never mixed into it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from knowledge.document import UNCOVERED, Clause, Document
from knowledge.store.editions import hash_of
from retrieval.figures import in_figures
from retrieval.normalise import normalise


@dataclass(frozen=True, slots=True)
class Lesson:
    """A way of asking that is taught to a clause of a document (its key; UNCOVERED: the document doesn't answer it).

    `text_hash` is that of the clause's text (of the whole document) when it was taught: with another text the lesson
    doesn't count. `sentence` is how the sentence that answers begins, or empty; `public`: shown on the clause's page.
    """

    document: str
    clause: str
    text_hash: str
    question: str
    sentence: str = ""
    public: bool = False


@dataclass(frozen=True, slots=True)
class Lessons:
    """All that is taught, with the number of the newest publication when it was read; synonyms by the lay term.

    `shown` are the questions for each clause's page, by the document's id and the clause's key.
    """

    phrasings: tuple[Lesson, ...] = ()
    synonyms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    revision: int = 0
    shown: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)


NO_LESSONS = Lessons()


def compared(question: str) -> str:
    """Return a question as it is compared with others: in the spelling of `retrieval`, its amounts in figures."""
    return in_figures(normalise(question))


def clause_hash(heading: str | None, body: str) -> str:
    """Return what tells whether a clause still says what it said (SHA-256, hexadecimal)."""
    return hash_of(heading or "", body)


def hashes_of(text_hash: str, clauses: Iterable[Clause]) -> dict[str, str]:
    """Return what tells whether each clause of a document says what it said, by key; by UNCOVERED: whether all does."""
    own = {each.key: clause_hash(each.heading, each.body) for each in clauses}
    return {UNCOVERED: text_hash, **own}


def outlived(lessons: Iterable[Lesson], document: Document) -> int:
    """Return how many of the lessons of a document don't count with this text of it."""
    hashes = hashes_of(document.text_hash, document.clauses)
    return sum(hashes.get(lesson.clause) != lesson.text_hash for lesson in lessons)


def joined(
    kept: Mapping[str, tuple[str, ...]], taught: Iterable[tuple[str, tuple[str, ...]]]
) -> dict[str, tuple[str, ...]]:
    """Return the documents' terms by the lay term: those that are kept in the file, then those taught."""
    both = dict(kept)
    for said, printed in taught:
        both[said] = tuple(dict.fromkeys((*both.get(said, ()), *printed)))
    return both
