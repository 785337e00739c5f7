"""From a question and what retrieval found to an answer; pure, so that a stored answer can be made again."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot import wording
from bot.answer import Answer, Choice, Kind, Related, kind_of
from bot.days import read_day
from bot.elsewhere import place_elsewhere, without_elsewhere, without_home
from bot.library import Library
from bot.located import Located, Topic
from bot.misuse import wants_to_cheat
from bot.offices import asks_who, without_guess
from bot.quoting import MOST_RELATED, answer_from, related_to
from bot.smalltalk import read_talk, without_talk
from bot.taxes import tax_not_covered
from retrieval.bm25 import Mask
from retrieval.search import Finding, Verdict

LONGEST_QUESTION = 5000
"""A longer question (in characters) isn't read."""

_ASKS_HOW = re.compile(
    "怎么[办弄申搞进去拿领走]|咋[办弄申搞进去拿领走]|如何[办申进去拿领]|哪里|哪儿|去哪|到哪"
)
FEWEST_CHOICES, MOST_CHOICES = 2, 5
NEAREST_FROM = 0.05
"""From this confidence on, clauses near to an uncovered question are worth naming, if they cover any of it."""


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
    meaning: str | None = None,
) -> tuple[Answer, float]:
    """Return the answer to any text, and how sure it is (0 to 1).

    With `as_of`, or where the question itself names such a day, what was in force then answers; else the live
    texts do, in force or not. `without` are normalised questions whose phrasings don't count. `meaning` is what the
    question asks for, where its words alone don't say it.
    """
    if len(question) > LONGEST_QUESTION:
        return Answer(Kind.NONE, question, (wording.TOO_LONG,)), 1.0
    if meaning is None and (talk := read_talk(question)):
        return Answer(Kind.SMALLTALK, question, (wording.small_talk(talk, library.live),)), 1.0
    if not library.live:
        return Answer(Kind.NONE, question, (wording.NOTHING_PUBLISHED,)), 1.0
    if wants_to_cheat(question):
        return Answer(Kind.NONE, question, (wording.NO_HELP_TO_CHEAT,)), 1.0
    words = without_talk(question) if meaning is None else meaning
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
    if tax_not_covered(words, library):
        return Answer(
            Kind.NONE, question, asked.preface + wording.not_covered(question, library.directory)
        ), 1.0
    words = without_guess(words, library.directory)
    if place := place_elsewhere(words, library):
        about_us = _search(asked, without_elsewhere(words, library))
        if about_us.verdict is Verdict.ASSERT:
            return _from_finding(asked, about_us), about_us.confidence
        return Answer(Kind.NONE, question, wording.elsewhere(place, library.live)), 1.0
    finding = _search(asked, without_home(words, library))
    if library.searcher.read(words).is_vague:
        return _offer_topics(asked), finding.confidence
    return _from_finding(asked, finding), finding.confidence


def _search(asked: _Asked, words: str) -> Finding:
    """Return what is found; who is in charge is asked of clauses that say it, where there are such."""
    library = asked.library
    preferred = library.in_force(asked.day, asked.as_of)
    if asks_who(asked.question) or _ASKS_HOW.search(asked.question):
        preferred = library.with_lead if preferred is None else preferred & library.with_lead
    return library.searcher.search(words, allowed=asked.allowed, preferred=preferred, without=asked.without)


def _picked(asked: _Asked, words: str) -> Answer | None:
    """Return what a heading sent as the question picks: its clause, or a topic's clauses."""
    library = asked.library
    named = library.named(words, asked.allowed)
    if not named and (topic := library.topic(words, asked.allowed)):
        named = topic.clauses
    if len(named) == 1:
        return _assert(asked, named[0], library.searcher.key_sentences(named[0].number, words))
    return _choices(asked, wording.WHICH_CLAUSE, clause_choices(named)) if named else None


def _from_finding(asked: _Asked, finding: Finding) -> Answer:
    library = asked.library
    found = [library.clauses[number] for number in finding.entries]
    if finding.verdict is Verdict.ASSERT:
        return _assert(asked, found[0], finding.sentences, near=found[1:])
    if finding.verdict is Verdict.ASK:
        if len(found) > 1:
            return _choices(asked, wording.WHICH_CLAUSE, clause_choices(found))
        return _offer_topics(asked, clause_choices(found))
    is_near = finding.evidence.coverage > 0 and finding.confidence >= NEAREST_FROM
    near = found[:MOST_RELATED] if is_near else []
    notices = asked.preface + wording.not_covered(asked.question, library.directory)
    return Answer(Kind.NONE, asked.question, notices, related=tuple(map(related_to, near)))


def _offer_topics(asked: _Asked, first: Sequence[Choice] = ()) -> Answer:
    """Return the answer to what is too vague: the topics, where there are none the first clauses."""
    library = asked.library
    topics = _topics(library.topics(MOST_CHOICES, asked.allowed))
    others = topics or clause_choices(library.first(MOST_CHOICES, asked.allowed))
    return _choices(asked, wording.TOO_VAGUE, [*first, *others])


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
        said = (notice for notice in kept["notices"] if notice in wording.OF_THE_CONVERSATION)
        answer = replace(answer, notices=(*said, *answer.notices))
    else:
        choices = tuple(Choice(*values) for values in kept["choices"])
        answer = Answer(kind_of(row.kind), row.text, tuple(kept["notices"]), choices=choices, as_of=as_of)
    return replace(answer, question_id=row.id, related=related)
