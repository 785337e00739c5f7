"""Which questions a draft is rehearsed with, and over which libraries."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot import store as bot_store
from bot.loading import Kept, assemble, live_outlines, picture_file, prepare_library, read_taught
from bot.picture import Picture, write_picture
from bot.reading import OnProgress
from bot.rehearsal import MOST_REAL_QUESTIONS, Labelled, Rehearsal, labelled_questions, rehearse
from bot.vocabulary import FEW_CLAUSES
from knowledge.document import Document, Phrasing
from knowledge.store import editions as edition_store
from knowledge.store.versions import Outline

MOST_OF_CHANGED = 1_000
"""So many phrasings of the documents that change are asked; those whose clause has changed come first."""

MOST_OF_OTHERS = 25
"""So many phrasings of the other documents are asked, to see whether a new text takes answers from them."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A document of a draft, and those of its phrasings whose clause has changed."""

    document: Document
    for_review: tuple[Phrasing, ...]


async def rehearse_draft(
    engine: AsyncEngine,
    draft: str,
    *,
    kept: Kept,
    picture: Picture | None,
    today: date,
    outlines: Sequence[Outline],
    changed: Sequence[Changed],
    on_progress: OnProgress | None,
) -> Rehearsal:
    """Ask labelled and the newest real questions over what is live and over what would be.

    `outlines` are all versions, `picture` is the last one of what is live. Where the draft is large, that of what
    would be is kept in its place: services find it there once it is published, and index nothing again. A small
    draft is indexed sooner than written.
    """
    live = [one.edition for one in live_outlines(outlines).values()]
    known, real = await _questions(engine, live, changed) if live else ([], [])
    asked = _chosen(known, changed)
    if not asked and not real:
        return Rehearsal()
    old = await prepare_library(engine, kept=kept, earlier=picture, outlines=outlines)
    lessons = await read_taught(engine)
    would_be = await prepare_library(engine, kept=kept, draft=draft, earlier=old, outlines=outlines)
    rehearsal, _ = await asyncio.gather(
        asyncio.to_thread(
            rehearse,
            assemble(old, kept, lessons),
            assemble(would_be, kept, lessons),
            today,
            labelled=asked,
            known=len(known),
            real=real,
            on_progress=partial(on_progress, "试问问题") if on_progress else None,
        ),
        _keep_if_large(would_be, picture_file(engine, kept), changed),
    )
    return rehearsal


async def _keep_if_large(picture: Picture, file: Path, changed: Sequence[Changed]) -> None:
    if sum(len(one.document.clauses) for one in changed) > FEW_CLAUSES:
        await asyncio.to_thread(write_picture, picture, file)


async def _questions(
    engine: AsyncEngine, live: Sequence[int], changed: Sequence[Changed]
) -> tuple[list[Labelled], list[str]]:
    """Return the labelled questions of what is live (its editions) and would be, and the newest real ones."""
    async with engine.connect() as connection, AsyncSession(connection) as session:
        before = await edition_store.read_phrasings(session, live)
        real = await bot_store.recent_questions(connection, MOST_REAL_QUESTIONS)
    new = {one.document.id for one in changed}
    after = [asked for asked in before if asked[0] not in new]
    after += [(one.document.id, phrasing) for one in changed for phrasing in one.document.phrasings]
    return labelled_questions(before, after), real


def _chosen(known: Sequence[Labelled], changed: Sequence[Changed]) -> list[Labelled]:
    """Return what is asked of all that could be."""
    first = {(one.document.id, phrasing.question) for one in changed for phrasing in one.for_review}
    ids = {one.document.id for one in changed}
    own = [one for one in known if one.document in ids]
    touched = [one for one in own if (one.document, one.question) in first]
    rest = [one for one in own if (one.document, one.question) not in first]
    others = [one for one in known if one.document not in ids]
    asked = spread(touched, MOST_OF_CHANGED)
    return [*asked, *spread(rest, MOST_OF_CHANGED - len(asked)), *spread(others, MOST_OF_OTHERS)]


def spread(labelled: Sequence[Labelled], most: int) -> list[Labelled]:
    """Return up to `most`, from all over the list."""
    count = min(most, len(labelled))
    return [labelled[turn * len(labelled) // count] for turn in range(count)]
