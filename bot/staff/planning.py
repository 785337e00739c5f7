"""What of some wishes is to be stored, and why the rest can't be."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import BotError
from bot.lessons import compared
from bot.library import Library
from bot.staff.settling import live_texts
from bot.staff.store import taught as store
from bot.staff.wishes import Place, Wish, fitting, refuse_if_in_file, refuse_if_taught, worded
from knowledge.mending import mend
from knowledge.store.editions import Text


@dataclass(slots=True)
class Plan:
    """Rows to store (keys: TaughtRow's columns, but who and when), and for each wish which they are, and refusals."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    places: list[range] = field(default_factory=list)
    refusals: list[tuple[BotError, ...]] = field(default_factory=list)


async def planned(connection: AsyncConnection, wishes: Sequence[Wish], library: Library) -> Plan:
    """Return what is to be stored of wishes; each sees those before it as taught already."""
    texts = await live_texts(connection, {place.document for wish in wishes for place in wish.places})
    taught: dict[str, list[Place]] = {}
    for row in await store.same(connection, [compared(mend(wish.question)) for wish in wishes]):
        taught.setdefault(row.normal, []).append(Place(row.document, row.clause))
    plan = Plan()
    for wish in wishes:
        begun = len(plan.rows)
        plan.refusals.append(_plan(plan, wish, library, texts=texts, taught=taught))
        plan.places.append(range(begun, len(plan.rows)))
    return plan


def _plan(
    plan: Plan, wish: Wish, library: Library, *, texts: dict[str, Text], taught: dict[str, list[Place]]
) -> tuple[BotError, ...]:
    """Add the rows of a wish and return the refusals; several clauses of one wish don't contradict each other."""
    try:
        question = worded(wish.question, library)
    except BotError as refusal:
        return (refusal,)
    others, refusals = taught.setdefault(compared(question), []), []
    before = list(others)
    for number, named in enumerate(wish.places):
        try:
            sentence = "" if number else wish.sentence
            clause, text_hash, start = fitting(named, sentence, texts.get(named.document))
            place = Place(named.document, clause)
            refuse_if_in_file(question, place, library)
            refuse_if_taught(place, others if place in others else before)
        except BotError as refusal:
            refusals.append(refusal)
            continue
        others.append(place)
        plan.rows.append(
            {
                "document": place.document,
                "clause": clause,
                "clause_hash": text_hash,
                "sentence": start,
                "question": question,
                "normal": compared(question),
                "public": wish.public,
                "state": store.LIVE,
            }
        )
    return tuple(refusals)
