"""Which version of which document answers on which day, and how long each is in force."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from knowledge.document import Document, Published, Validity

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included; `date.min` and `date.max` stand for no bound."""

    first: date = date.min
    last: date = date.max


@dataclass(frozen=True, slots=True)
class Successor:
    """The document that puts another out of force from a day on: id, title, document number."""

    id: str
    title: str
    doc_number: str | None
    start: date


@dataclass(frozen=True, slots=True)
class Standing:
    """A version that can answer: its period of force, which a successor may have cut short, and the days it rules.

    It rules the days of its period that no later version of the document covers.
    """

    published: Published
    validity: Validity
    rules: tuple[Span, ...]
    successor: Successor | None = None

    def rules_on(self, day: date) -> bool:
        """Return whether this is the version that answers as of `day`."""
        return any(span.first <= day <= span.last for span in self.rules)

    def last_ruled(self, within: Span) -> date | None:
        """Return the last day of `within` that this version rules; None where it rules none of them."""
        days = (
            min(span.last, within.last)
            for span in self.rules
            if span.first <= within.last and within.first <= span.last
        )
        return max(days, default=None)


def standings(published: Iterable[Published]) -> tuple[Standing, ...]:
    """Return the versions that can ever answer, by document and number, given all versions of all documents.

    They are the live ones, and those that rule some day. A document without a live version is withdrawn: it
    neither answers nor replaces any other.
    """
    versions: dict[str, list[Published]] = defaultdict(list)
    for one in published:
        versions[one.document.id].append(one)
    live = [one.document for several in versions.values() for one in several if one.live]
    successors = _successors(live)
    return tuple(
        standing
        for document in sorted(live, key=lambda document: document.id)
        for standing in _of_document(versions[document.id], successors.get(document.id))
    )


def _of_document(versions: Iterable[Published], successor: Successor | None) -> Iterator[Standing]:
    """Yield the versions of a document that can answer, the oldest first."""
    free = [Span()]
    found = []
    for one in sorted(versions, key=lambda one: -one.version):
        validity = _cut_short(one.document.validity, successor)
        own = Span(validity.start or date.min, validity.end or date.max)
        rules = tuple(_common(free, own))
        if one.live or rules:
            replaced = successor if validity != one.document.validity else None
            found.append(Standing(one, validity, rules, replaced))
        free = list(_without(free, own))
    yield from reversed(found)


def _cut_short(validity: Validity, successor: Successor | None) -> Validity:
    """Return a period that ends the day before the successor's begins, if it doesn't end earlier by itself."""
    if successor is None or successor.start == date.min:
        return validity
    end = successor.start - _DAY
    return validity if validity.end and validity.end <= end else replace(validity, end=end)


def _successors(live: Iterable[Document]) -> dict[str, Successor]:
    """Return by document id what replaces it; of several, the one that begins first.

    A document that doesn't say when it begins replaces nothing on any day, and one that begins before the other
    does is none of its successors.
    """
    documents = list(live)
    named: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        for name in {_name(document.id), _name(document.title), _name(document.doc_number or "")}:
            named[name].append(document)
    found: dict[str, Successor] = {}
    for newer in documents:
        for older in (older for name in newer.replaces if _name(name) for older in named[_name(name)]):
            start, begun = newer.validity.start, older.validity.start
            if older.id == newer.id or start is None or (begun and start < begun):
                continue
            if older.id not in found or start < found[older.id].start:
                found[older.id] = Successor(newer.id, newer.title, newer.doc_number, start)
    return found


def _name(text: str) -> str:
    """Return a document's id, title or number without title marks and white space."""
    return "".join(text.strip().removeprefix("《").removesuffix("》").split())


def _common(spans: Iterable[Span], own: Span) -> Iterator[Span]:
    """Yield the days of `own` that are in `spans`."""
    for span in spans:
        first, last = max(span.first, own.first), min(span.last, own.last)
        if first <= last:
            yield Span(first, last)


def _without(spans: Iterable[Span], own: Span) -> Iterator[Span]:
    """Yield the days of `spans` that aren't in `own`."""
    for span in spans:
        if own.first > own.last or own.last < span.first or own.first > span.last:
            yield span
            continue
        if span.first < own.first:
            yield Span(span.first, own.first - _DAY)
        if own.last < span.last:
            yield Span(own.last + _DAY, span.last)
