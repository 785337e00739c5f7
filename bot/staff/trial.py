"""Rehearsing what somebody wants to teach, before it is kept: which questions would be answered otherwise."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from bot import store as bot_store
from bot.compose import compose
from bot.database import open_database
from bot.lessons import Lesson, Lessons
from bot.library import Library
from bot.loading import assemble, prepare_library, read_kept, read_taught
from bot.preview import answered_by
from bot.rehearsal import Labelled, Rehearsal, Turn, labelled_questions, rehearse
from bot.rehearsing import spread
from bot.settings import Settings
from bot.staff.settling import live_texts
from bot.staff.wishes import Wish, fitting, synonym, worded
from bot.workers import run_apart
from knowledge.document import UNCOVERED, Phrasing
from knowledge.store import editions as edition_store
from knowledge.store import versions as version_store

MOST_REAL = 1_000
"""So many of the newest real questions are asked."""

MOST_NEAR, MOST_SPREAD = 100, 100
"""So many labelled questions are asked: those that are most like what is taught, and some from all over."""

MOST_OWN = 100
"""So many of the questions to be taught are themselves asked."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody wants to teach: questions, synonyms (what people say, the documents' terms with 、 between).

    `asked` is the question that they are looking at, empty where there is none.
    """

    wishes: tuple[Wish, ...] = ()
    synonyms: tuple[tuple[str, str], ...] = ()
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A question with what answers it before and after, in few words; `better` is None where nobody has said."""

    question: str
    before: str
    after: str
    better: bool | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """What a proposal would change, the worst first.

    `labelled` of the `known` labelled questions were asked, each without its own phrasing, `right_before` and
    `right_after` of them answered right, and `real` real ones. `own` are the question that is looked at, first, and
    those to be taught.
    """

    known: int
    labelled: int
    right_before: int
    right_after: int
    real: int
    changes: tuple[Change, ...]
    own: tuple[Change, ...]


async def try_out(settings: Settings, proposal: Proposal, *, today: date) -> Trial:
    """Rehearse a proposal in a worker process, so that no answer waits for it; raises BotError as teaching does."""
    return await run_apart(_try_apart, settings, proposal, today)


def _try_apart(settings: Settings, proposal: Proposal, today: date) -> Trial:
    async def run() -> Trial:
        async with open_database(settings) as engine:
            return await rehearsed_trial(engine, settings, proposal, today=today)

    return asyncio.run(run())


async def rehearsed_trial(
    engine: AsyncEngine,
    settings: Settings,
    proposal: Proposal,
    *,
    today: date,
    on_progress: Callable[[int, int], None] | None = None,
) -> Trial:
    """Rehearse a proposal in this process."""
    kept = read_kept(settings.policies, cache=settings.data / "cache")
    lessons = await read_taught(engine)
    picture = await prepare_library(engine, kept=kept)
    before = assemble(picture, kept, lessons)
    async with engine.connect() as connection:
        more = await _lessons(connection, proposal, before)
        labelled = await _labelled(connection, lessons, before)
        real = await bot_store.recent_questions(connection, MOST_REAL)
    both = Lessons((*lessons.phrasings, *more.phrasings), (*lessons.synonyms, *more.synonyms))
    after = assemble(picture, kept, both)
    texts = [each.question for each in more.phrasings] + [said for said, _ in more.synonyms]
    asked = _chosen(labelled, texts)
    rehearsal = rehearse(
        before, after, today, labelled=asked, known=len(labelled), real=real, on_progress=on_progress
    )
    own = [
        Change(
            text,
            before=answered_by(compose(text, before, today)[0]),
            after=answered_by(compose(text, after, today)[0]),
        )
        for text in dict.fromkeys([*filter(None, [proposal.asked]), *texts[:MOST_OWN]])
    ]
    return _trial(rehearsal, own)


async def _lessons(connection: AsyncConnection, proposal: Proposal, library: Library) -> Lessons:
    """Return what would be taught; raises BotError where it can't be."""
    wishes = proposal.wishes
    texts = await live_texts(connection, {place.document for wish in wishes for place in wish.places})
    phrasings = []
    for wish in wishes:
        question = worded(wish.question, library)
        for number, place in enumerate(wish.places):
            sentence = "" if number else wish.sentence
            clause, text_hash, start = fitting(place, sentence, texts.get(place.document))
            phrasings.append(Lesson(place.document, clause, text_hash, question, start, wish.public))
    return Lessons(tuple(phrasings), tuple(synonym(*pair, library) for pair in proposal.synonyms))


async def _labelled(connection: AsyncConnection, lessons: Lessons, library: Library) -> list[Labelled]:
    """Return all questions of which it is known what answers them: the files' and those taught."""
    async with AsyncSession(connection) as session:
        live = await version_store.live_editions(session)
        known = await edition_store.read_phrasings(session, list(live.values()))
    for lesson in lessons.phrasings:
        located = library.locate(lesson.document, lesson.clause)
        path = located.clause.path if located else lesson.clause
        if located or lesson.clause == UNCOVERED:
            known.append((lesson.document, Phrasing(path, lesson.sentence, lesson.question, 0)))
    return labelled_questions(known, known)


def _chosen(labelled: Sequence[Labelled], texts: Iterable[str]) -> list[Labelled]:
    """Return those that share the most pairs of characters with what is taught, and some of the others."""
    pairs = {text[place : place + 2] for text in texts for place in range(len(text) - 1)}

    def shared(one: Labelled) -> int:
        return -sum(one.question[place : place + 2] in pairs for place in range(len(one.question) - 1))

    ranked = sorted(labelled, key=shared)
    return [*ranked[:MOST_NEAR], *spread(ranked[MOST_NEAR:], MOST_SPREAD)]


def _trial(rehearsal: Rehearsal, own: Sequence[Change]) -> Trial:
    worst_first = sorted(rehearsal.turns, key=lambda turn: {False: 0, None: 1, True: 2}[turn.better])
    return Trial(
        known=rehearsal.known,
        labelled=rehearsal.labelled,
        right_before=rehearsal.right_before,
        right_after=rehearsal.right_after,
        real=rehearsal.real,
        changes=tuple(map(_change, worst_first)),
        own=tuple(own),
    )


def _change(turn: Turn) -> Change:
    return Change(turn.question, answered_by(turn.before), answered_by(turn.after), turn.better)
