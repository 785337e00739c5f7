"""From a question and what retrieval found to an answer; pure, so that a stored answer can be made again."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot import wording
from bot.answer import Answer, Choice, ClauseRef, Kind, Related
from bot.library import Library, Located, Topic
from bot.smalltalk import read_talk, without_talk
from knowledge.document import Clause
from retrieval.places import places_in
from retrieval.search import Finding, Verdict

LONGEST_QUESTION = 5000
"""A longer question (in characters) isn't read."""

FEWEST_CHOICES, MOST_CHOICES = 2, 5
MOST_RELATED = 3
NEAREST_FROM = 0.1
"""From this confidence on, clauses near to an uncovered question are worth naming, if they cover any of it."""


class QuotationError(Exception):
    """Something was to be quoted that isn't a span of the published clause."""


def compose(question: str, library: Library, today: date) -> tuple[Answer, float]:
    """Return the answer to any text, and how sure it is (0 to 1)."""
    published = list(library.documents.values())
    if len(question) > LONGEST_QUESTION:
        return Answer(Kind.NONE, question, (wording.TOO_LONG,)), 1.0
    if talk := read_talk(question):
        return Answer(Kind.SMALLTALK, question, (wording.small_talk(talk, published),)), 1.0
    if not published:
        return Answer(Kind.NONE, question, (wording.NOTHING_PUBLISHED,)), 1.0
    asked = without_talk(question)
    if picked := _picked(asked, library, today):
        return replace(picked, question=question), 1.0
    if place := _place_elsewhere(asked, library):
        return Answer(Kind.NONE, question, wording.elsewhere(place, published)), 1.0
    finding = library.searcher.search(asked)
    return _from_finding(question, finding, library, today), finding.confidence


def _picked(question: str, library: Library, today: date) -> Answer | None:
    """Return what a heading sent as the question picks: its clause, or a topic's clauses."""
    named = library.named(question)
    if not named and (topic := library.topic(question)):
        named = topic.clauses
    if len(named) == 1:
        sentences = library.searcher.key_sentences(library.number_of(named[0]), question)
        return answer_from(question, named[0], _spoken(named[0], sentences), library=library, today=today)
    return _choices(question, wording.WHICH_CLAUSE, clause_choices(named)) if named else None


def _place_elsewhere(question: str, library: Library) -> str | None:
    """Return a city or province that the question names and no published document speaks of."""
    places = places_in(library.searcher.words(question))
    if any(library.mentions(place) for place in places):
        return None
    return places[0] if places else None


def _from_finding(question: str, finding: Finding, library: Library, today: date) -> Answer:
    found = [library.clauses[number] for number in finding.entries]
    if finding.verdict is Verdict.ASSERT:
        sentences = _spoken(found[0], finding.sentences)
        return answer_from(question, found[0], sentences, library=library, today=today, near=found[1:])
    if finding.verdict is Verdict.ASK:
        if len(found) > 1:
            return _choices(question, wording.WHICH_CLAUSE, clause_choices(found))
        topics = _topics(library.topics) or clause_choices(library.clauses[:MOST_CHOICES])
        return _choices(question, wording.TOO_VAGUE, [*clause_choices(found), *topics])
    is_near = finding.evidence.coverage > 0 and finding.confidence >= NEAREST_FROM
    near = found[:MOST_RELATED] if is_near else []
    notices = wording.not_covered(question, library.directory)
    return Answer(Kind.NONE, question, notices, related=tuple(map(_related, near)))


def answer_from(
    question: str,
    located: Located,
    sentences: Sequence[str],
    *,
    library: Library,
    today: date,
    near: Sequence[Located] = (),
) -> Answer:
    """Return the answer that asserts a clause; raises QuotationError where a sentence isn't a span of it."""
    published, clause = located.published, located.clause
    for sentence in sentences:
        if sentence not in clause.body:
            raise QuotationError(f"not a span of {published.document.id} {clause.key}")
    validity = published.document.validity
    status = validity.status(today)
    notice = wording.validity_notice(validity, status)
    reference = _reference(located)
    related = [_related(other) for other in near] or _beside(located, library)
    return Answer(
        kind=Kind.ANSWER,
        question=question,
        notices=(notice,) if notice else (),
        clause=reference,
        key_sentences=tuple(sentences),
        units=clause.units,
        validity=validity,
        status=status,
        related=tuple(related[:MOST_RELATED]),
        unit_lines=wording.unit_lines(clause.units, library.directory),
        source=wording.source(published, reference.label),
        advice=wording.advice(
            sentences, clause.units, question=question, status=status, directory=library.directory
        )
        + (() if sentences else (wording.SENTENCE_TOO_LONG,)),
    )


def _reference(located: Located) -> ClauseRef:
    published, clause = located.published, located.clause
    return ClauseRef(
        document=published.document.id,
        document_title=published.document.title,
        version=published.version,
        path=clause.path,
        key=clause.key,
        heading=clause.heading,
    )


def _beside(located: Located, library: Library) -> list[Related]:
    neighbours = library.neighbours(located.published.document.id, located.clause.key)
    return [
        _related(Located(located.published, clause)) for clause in neighbours if isinstance(clause, Clause)
    ]


def _spoken(located: Located, numbers: Sequence[int]) -> tuple[str, ...]:
    return tuple(located.sentences[number] for number in numbers)


def _choices(question: str, text: str, choices: Sequence[Choice]) -> Answer:
    """Return the answer that offers up to MOST_CHOICES; a single one is no choice."""
    different = tuple({choice.heading: choice for choice in choices}.values())[:MOST_CHOICES]
    if len(different) < FEWEST_CHOICES:
        return Answer(Kind.NONE, question, (wording.SAY_MORE,))
    return Answer(Kind.CHOICES, question, (text,), choices=different)


def _topics(topics: Sequence[Topic]) -> list[Choice]:
    return [Choice(topic.heading, topic.clauses[0].published.document.id) for topic in topics]


def clause_choices(clauses: Sequence[Located]) -> list[Choice]:
    """Return clauses to pick from, each under the shortest of its names that no other of them has."""
    counts = Counter(name for located in clauses for name in located.names)
    return [
        Choice(
            next((name for name in located.names if counts[name] == 1), located.names[-1]),
            located.published.document.id,
            located.clause.path,
        )
        for located in clauses
    ]


def _related(located: Located) -> Related:
    clause = located.clause
    return Related(located.published.document.id, clause.path, clause.key, clause.heading)


def to_stored(answer: Answer) -> dict[str, Any]:
    """Return what, besides the clause, has to be kept of an answer to make it again, as JSON values."""
    return {
        "notices": list(answer.notices),
        "sentences": list(answer.key_sentences),
        "choices": [[c.heading, c.document, c.path] for c in answer.choices],
        "related": [[r.document, r.path, r.key, r.heading] for r in answer.related],
    }


def from_stored(row: Any, library: Library, today: date) -> Answer | None:
    """Make a stored answer again; None where its clause has been changed or withdrawn since."""
    kept = row.answer
    related = tuple(Related(*values) for values in kept["related"])
    if row.kind == Kind.ANSWER:
        located = library.locate(row.document, row.clause)
        if located is None or located.published.version != row.version:
            return None
        answer = answer_from(row.text, located, kept["sentences"], library=library, today=today)
    else:
        choices = tuple(Choice(*values) for values in kept["choices"])
        answer = Answer(Kind(row.kind), row.text, tuple(kept["notices"]), choices=choices)
    return replace(answer, question_id=row.id, related=related)
