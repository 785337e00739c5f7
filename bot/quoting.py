"""The answer that asserts a clause: nothing is quoted that isn't a span of it."""

from collections.abc import Sequence
from datetime import date

from bot import offices, wording
from bot.answer import Answer, ClauseRef, Kind, Related
from bot.days import asks_about_now
from bot.library import Library
from bot.located import Located
from bot.promises import caution
from knowledge.document import Clause, Status, Units

MOST_RELATED = 3


class QuotationError(Exception):
    """Something was to be quoted that isn't a span of the published clause."""


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
    related = [related_to(other) for other in near] or _beside(located, library)
    directory = library.directory
    advice = caution(question, sentences, clause.units, directory=directory) or wording.advice(
        sentences, clause.units, question=question, status=status, now=now, directory=directory
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
        unit_lines=offices.unit_lines(question, clause.units, directory),
        source=wording.source(published, reference.label),
        advice=advice + (() if sentences else (wording.SENTENCE_TOO_LONG,)),
        as_of=as_of,
        units_first=offices.asks_who(question) or bool(offices.guessed(question, directory, clause.units)),
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


def related_to(located: Located) -> Related:
    """Return a clause as one worth a look."""
    clause = located.clause
    return Related(located.published.document.id, clause.path, clause.key, clause.heading)
