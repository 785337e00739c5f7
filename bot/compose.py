"""From a question and what retrieval found to an answer; pure, so that a stored answer can be made again."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot import wording
from bot.answer import Answer, Choice, ClauseRef, Kind, Related
from bot.days import asks_about_now, read_day
from bot.library import Library
from bot.located import Located, Topic
from bot.smalltalk import read_talk, without_talk
from knowledge.document import Clause, Status, Units
from retrieval.bm25 import Mask
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


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of which library; `as_of` is the day asked about (None: today), `allowed` what may answer."""

    question: str
    library: Library
    today: date
    as_of: date | None
    without: frozenset[str]

    @property
    def day(self) -> date:
        return self.as_of or self.today

    @property
    def allowed(self) -> Mask | None:
        return self.library.allowed(self.as_of)

    @property
    def preface(self) -> tuple[str, ...]:
        return (wording.as_of_notice(self.as_of),) if self.as_of else ()


def compose(
    question: str,
    library: Library,
    today: date,
    *,
    as_of: date | None = None,
    without: frozenset[str] = frozenset(),
) -> tuple[Answer, float]:
    """Return the answer to any text, and how sure it is (0 to 1).

    With `as_of`, or where the question itself names such a day, what was in force then answers; else the live
    texts do, in force or not. `without` are normalised questions whose phrasings don't count.
    """
    if len(question) > LONGEST_QUESTION:
        return Answer(Kind.NONE, question, (wording.TOO_LONG,)), 1.0
    if talk := read_talk(question):
        return Answer(Kind.SMALLTALK, question, (wording.small_talk(talk, library.live),)), 1.0
    if not library.live:
        return Answer(Kind.NONE, question, (wording.NOTHING_PUBLISHED,)), 1.0
    words = without_talk(question)
    if as_of is None and (dated := read_day(words, today)):
        as_of, words = library.day_within(dated.span), dated.question
    answer, sure = _answer(_Asked(question, library, today, as_of, without), words)
    return replace(answer, as_of=as_of), sure


def _answer(asked: _Asked, words: str) -> tuple[Answer, float]:
    """Return the answer to what is left of a question without small talk and without its day."""
    question, library = asked.question, asked.library
    if asked.as_of and not library.covers(asked.as_of):
        notices = wording.nothing_in_force(asked.as_of, words, library.directory)
        return Answer(Kind.NONE, question, notices), 1.0
    if picked := _picked(asked, words):
        return picked, 1.0
    if place := _place_elsewhere(words, library):
        return Answer(Kind.NONE, question, wording.elsewhere(place, library.live)), 1.0
    finding = library.searcher.search(
        words,
        allowed=asked.allowed,
        preferred=library.in_force(asked.day, asked.as_of),
        without=asked.without,
    )
    return _from_finding(asked, finding), finding.confidence


def _picked(asked: _Asked, words: str) -> Answer | None:
    """Return what a heading sent as the question picks: its clause, or a topic's clauses."""
    library = asked.library
    named = library.named(words, asked.allowed)
    if not named and (topic := library.topic(words, asked.allowed)):
        named = topic.clauses
    if len(named) == 1:
        return _assert(asked, named[0], library.searcher.key_sentences(named[0].number, words))
    return _choices(asked, wording.WHICH_CLAUSE, clause_choices(named)) if named else None


def _place_elsewhere(question: str, library: Library) -> str | None:
    """Return a city or province that the question names and no published document speaks of or is from."""
    places = places_in(library.searcher.words(question))
    if any(library.mentions(place) for place in places):
        return None
    return places[0] if places else None


def _from_finding(asked: _Asked, finding: Finding) -> Answer:
    library = asked.library
    found = [library.clauses[number] for number in finding.entries]
    if finding.verdict is Verdict.ASSERT:
        return _assert(asked, found[0], finding.sentences, near=found[1:])
    if finding.verdict is Verdict.ASK:
        if len(found) > 1:
            return _choices(asked, wording.WHICH_CLAUSE, clause_choices(found))
        topics = _topics(library.topics(MOST_CHOICES, asked.allowed))
        others = topics or clause_choices(library.first(MOST_CHOICES, asked.allowed))
        return _choices(asked, wording.TOO_VAGUE, [*clause_choices(found), *others])
    is_near = finding.evidence.coverage > 0 and finding.confidence >= NEAREST_FROM
    near = found[:MOST_RELATED] if is_near else []
    notices = asked.preface + wording.not_covered(asked.question, library.directory)
    return Answer(Kind.NONE, asked.question, notices, related=tuple(map(_related, near)))


def _assert(asked: _Asked, located: Located, numbers: Sequence[int], near: Sequence[Located] = ()) -> Answer:
    sentences = [located.sentences[number] for number in numbers]
    return answer_from(
        asked.question,
        located,
        sentences,
        library=asked.library,
        today=asked.today,
        as_of=asked.as_of,
        near=near,
    )


def answer_from(
    question: str,
    located: Located,
    sentences: Sequence[str],
    *,
    library: Library,
    today: date,
    as_of: date | None = None,
    near: Sequence[Located] = (),
) -> Answer:
    """Return the answer that asserts a clause; raises QuotationError where a sentence isn't a span of it."""
    published, clause = located.published, located.clause
    for sentence in sentences:
        if sentence not in clause.body:
            raise QuotationError(f"not a span of {published.document.id} {clause.key}")
    status = located.standing.validity.status(as_of or today)
    now = as_of is None and asks_about_now(question)
    reference = _reference(located)
    related = [_related(other) for other in near] or _beside(located, library)
    advice = wording.advice(
        sentences, clause.units, question=question, status=status, now=now, directory=library.directory
    )
    return Answer(
        kind=Kind.ANSWER,
        question=question,
        notices=_notices(located, library, status, as_of=as_of, now=now),
        clause=reference,
        key_sentences=tuple(sentences),
        units=clause.units,
        validity=located.standing.validity,
        status=status,
        related=tuple(related[:MOST_RELATED]),
        unit_lines=wording.unit_lines(clause.units, library.directory),
        source=wording.source(published, reference.label),
        advice=advice + (() if sentences else (wording.SENTENCE_TOO_LONG,)),
        as_of=as_of,
    )


def _notices(
    located: Located, library: Library, status: Status, *, as_of: date | None, now: bool
) -> tuple[str, ...]:
    """Return what has to be said before the quotation."""
    standing = located.standing
    notice = wording.validity_notice(standing.validity, status, successor=standing.successor, now=now)
    said = (notice,) if notice else ()
    if as_of is None:
        return said
    changed = (wording.CHANGED_SINCE,) if _has_changed(located, library) else ()
    return wording.as_of_notice(as_of), *said, *changed


def _has_changed(located: Located, library: Library) -> bool:
    """Return whether the live text of a clause is another one, or it has none any more."""
    if located.published.live:
        return False
    live = library.clause(located.published.document.id, located.clause.key)
    return live is None or _says(live[1]) != _says(located.clause)


def _says(clause: Clause) -> tuple[str | None, str, Units]:
    return clause.heading, clause.body, clause.units


def _reference(located: Located) -> ClauseRef:
    published, clause = located.published, located.clause
    return ClauseRef(
        document=published.document.id,
        document_title=published.document.title,
        version=published.version,
        path=clause.path,
        key=clause.key,
        heading=clause.heading,
        live=published.live,
    )


def _beside(located: Located, library: Library) -> list[Related]:
    document, version = located.published.document, located.published.version
    neighbours = library.neighbours(document.id, located.clause.key, version)
    return [Related(document.id, clause.path, clause.key, clause.heading) for clause in neighbours if clause]


def _choices(asked: _Asked, text: str, choices: Sequence[Choice]) -> Answer:
    """Return the answer that offers up to MOST_CHOICES; a single one is no choice."""
    question = asked.question
    if day := asked.as_of:
        choices = [replace(choice, heading=wording.then(day, choice.heading)) for choice in choices]
    different = tuple({choice.heading: choice for choice in choices}.values())[:MOST_CHOICES]
    if len(different) < FEWEST_CHOICES:
        return Answer(Kind.NONE, question, (*asked.preface, wording.SAY_MORE))
    return Answer(Kind.CHOICES, question, (*asked.preface, text), choices=different)


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
        "as_of": answer.as_of.isoformat() if answer.as_of else None,
    }


def from_stored(row: Any, library: Library, today: date) -> Answer | None:
    """Make a stored answer again; None where its clause has been changed or withdrawn since."""
    kept = row.answer
    related = tuple(Related(*values) for values in kept["related"])
    day = kept.get("as_of")  # rows from before there was any have none
    as_of = date.fromisoformat(day) if day else None
    if row.kind == Kind.ANSWER:
        located = library.locate(row.document, row.clause, row.version)
        if located is None or not (located.standing.rules_on(as_of) if as_of else located.published.live):
            return None
        answer = answer_from(row.text, located, kept["sentences"], library=library, today=today, as_of=as_of)
    else:
        choices = tuple(Choice(*values) for values in kept["choices"])
        answer = Answer(Kind(row.kind), row.text, tuple(kept["notices"]), choices=choices, as_of=as_of)
    return replace(answer, question_id=row.id, related=related)
