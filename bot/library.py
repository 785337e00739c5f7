"""An immutable picture of everything published, swapped whole when something is published.

A worker process prepares its parts; the process that answers only puts them together.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import chain, islice, zip_longest
from typing import Generic, TypeVar, overload

import numpy as np

from bot.lessons import NO_LESSONS
from bot.located import Located, Topic
from bot.names import normalised_names
from bot.packing import Packed, whole, with_clauses
from bot.parts import LibraryParts, counted
from knowledge.departments import Directory
from knowledge.document import Clause, Document, Published, Status
from knowledge.standing import Span, Standing
from retrieval.bm25 import NOTHING, Mask
from retrieval.normalise import normalise
from retrieval.search import Searcher
from retrieval.tokens import Tokenizer

_MOST_UNPACKED = 500
"""Documents whose clauses are kept at hand; each takes a quarter of a millisecond to unpack."""

_MOST_WHOLE = 50
"""Whole documents that are kept at hand, for their pages."""

_MOST_MASKS = 64
_MOST_MENTIONED = 1_000
_MOST_EXAMPLES = 4


class Library:
    """The published documents, what finds their clauses, and who the departments are.

    Its documents carry the period that they are in force, which a successor may have cut short.
    """

    def __init__(
        self,
        parts: LibraryParts,
        *,
        tokenizer: Tokenizer,
        directory: Directory,
        vocabulary: tuple[str, ...] = (),
        synonyms: Mapping[str, tuple[str, ...]] = NOTHING,
        revision: int = 0,
    ) -> None:
        """Put the parts together; `tokenizer` is one that cuts as theirs were cut.

        `vocabulary` and `synonyms` (the documents' terms by what people say) are what is kept beside the documents,
        `revision` the number of the newest publication that it holds, 0 where it wasn't read from a store; what
        staff teach, `bot.learning` lays over it, and only `texts` stays the number of the texts then.
        """
        self.revision = self.texts = revision
        self.lessons = NO_LESSONS
        self.directory = directory
        self.vocabulary = vocabulary
        self.synonyms = synonyms
        self.searcher = Searcher(parts.index, tokenizer, synonyms)
        self.parts = parts
        self._places = {
            (s.published.document.id, s.published.version): n for n, s in enumerate(self.standings)
        }
        self._live = {s.published.document.id: n for n, s in enumerate(self.standings) if s.published.live}
        self.documents: Mapping[str, Published] = _Read(lru_cache(_MOST_WHOLE)(self._whole), self._live)
        self.clauses: Sequence[Located] = _Clauses(self, range(parts.index.size))
        self.standing = lru_cache(maxsize=_MOST_UNPACKED)(self._standing)
        self.located = lru_cache(maxsize=_MOST_UNPACKED)(self._located)
        self._masks: dict[tuple[date | None, date | None], Mask | None] = {}
        self._mentioned: dict[str, bool] = {}

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Return every version that can answer, its document without the text: enough to list them."""
        return self.parts.standings

    @cached_property
    def live(self) -> tuple[Published, ...]:
        """Return the live versions without their texts: enough to list them."""
        return tuple(s.published for s in self.standings if s.published.live)

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """Return up to four questions to begin with, from as many live documents as there are."""
        each = [e for e, s in zip(self.parts.examples, self.standings, strict=True) if s.published.live]
        turns = chain.from_iterable(zip_longest(*each[:_MOST_EXAMPLES]))
        return tuple(dict.fromkeys(filter(None, turns)))[:_MOST_EXAMPLES]

    @cached_property
    def led(self) -> Mapping[str, Sequence[Located]]:
        """Return the live clauses that each unit leads, by its printed name."""
        live = counted(self.standings, self.parts.starts)
        numbers = {
            name: [n for n in numbers if live is None or live[n]] for name, numbers in self.parts.led.items()
        }
        found = {name: clauses for name, clauses in numbers.items() if clauses}
        return _Read(lambda clauses: _Clauses(self, clauses), found)

    @cached_property
    def with_lead(self) -> Mask:
        """Return which entries say who leads, shape (entries,)."""
        mask = np.zeros(self.searcher.index.size, dtype=np.bool_)
        for numbers in self.parts.led.values():
            mask[list(numbers)] = True
        return mask

    @cached_property
    def _topics(self) -> Mapping[str, tuple[str, list[int]]]:
        """Return the topics by normalised heading: the heading as first printed, and the clauses below it."""
        topics: dict[str, tuple[str, list[int]]] = {}
        for (name, heading), numbers in self.parts.topics.items():
            topics.setdefault(name, (heading, []))[1].extend(numbers)
        return {name: (heading, sorted(numbers)) for name, (heading, numbers) in topics.items()}

    def _standing(self, place: int) -> Standing:
        """Return a version with its clauses, by its place among the standings."""
        return self._filled(place, with_clauses)

    def _whole(self, place: int) -> Published:
        """Return a version with its whole text."""
        return self._filled(place, whole).published

    def _filled(self, place: int, fill: Callable[[Document, Packed], Document]) -> Standing:
        bare = self.standings[place]
        document = replace(fill(bare.published.document, self.parts.packed[place]), validity=bare.validity)
        return replace(bare, published=replace(bare.published, document=document))

    def _located(self, number: int) -> Located:
        """Return the clause with this number in the searcher."""
        place = int(np.searchsorted(self.parts.starts, number, side="right")) - 1
        standing = self.standing(place)
        clause = standing.published.document.clauses[number - int(self.parts.starts[place])]
        return Located(number, standing, clause)

    def locate(self, document_id: str, key: str, version: int | None = None) -> Located | None:
        """Return the clause with this key in this version of a document (None: the live one), if there is one."""
        place = self._live.get(document_id) if version is None else self._places.get((document_id, version))
        if place is None:
            return None
        standing = self.standing(place)
        first = int(self.parts.starts[place])
        for offset, clause in enumerate(standing.published.document.clauses):
            if clause.key == key:
                return Located(first + offset, standing, clause)
        return None

    def clause(
        self, document_id: str, key: str, version: int | None = None
    ) -> tuple[Published, Clause] | None:
        """Return the document and the clause with this key; None where there is none."""
        located = self.locate(document_id, key, version)
        return (located.published, located.clause) if located else None

    def neighbours(
        self, document_id: str, key: str, version: int | None = None
    ) -> tuple[Clause | None, Clause | None]:
        """Return the clauses before and after this one in its document; None at either end."""
        located = self.locate(document_id, key, version)
        if located is None:
            return None, None
        clauses = located.published.document.clauses
        place = next(n for n, clause in enumerate(clauses) if clause.key == key)
        before = clauses[place - 1] if place else None
        return before, clauses[place + 1] if place + 1 < len(clauses) else None

    def allowed(self, as_of: date | None) -> Mask | None:
        """Return which entries may answer: the live ones, or those that rule on a day; None means all."""
        return self._mask(as_of, None)

    def in_force(self, day: date, as_of: date | None) -> Mask | None:
        """Return which of the allowed entries are in force on `day`; None where that tells none from the others."""
        return self._mask(as_of, day)

    def day_within(self, span: Span) -> date:
        """Return the last day of a span that some version rules; its last day where none does."""
        days = (standing.last_ruled(span) for standing in self.standings)
        return max((day for day in days if day is not None), default=span.last)

    def covers(self, day: date) -> bool:
        """Return whether any version rules on a day."""
        return any(standing.rules_on(day) for standing in self.standings)

    def named(self, question: str, allowed: Mask | None = None) -> tuple[Located, ...]:
        """Return the clauses whose heading, path, or path and heading `question` is, word for word."""
        name = normalise(question)
        found = (self.located(n) for n in self.parts.names.candidates(name) if allowed is None or allowed[n])
        return tuple(each for each in found if name in normalised_names(each.published.document, each.clause))

    def topic(self, question: str, allowed: Mask | None = None) -> Topic | None:
        """Return the topic whose heading `question` is, word for word; None where there is none."""
        heading, numbers = self._topics.get(normalise(question), ("", ()))
        clauses = tuple(self.located(n) for n in numbers if allowed is None or allowed[n])
        return Topic(heading, clauses) if clauses else None

    def topics(self, most: int, allowed: Mask | None = None) -> tuple[Topic, ...]:
        """Return the first topics, up to `most`."""
        found: list[Topic] = []
        for heading, numbers in self._topics.values():
            if len(found) == most:
                break
            clauses = tuple(self.located(n) for n in numbers if allowed is None or allowed[n])
            found += [Topic(heading, clauses)] if clauses else []
        return tuple(found)

    def first(self, most: int, allowed: Mask | None = None) -> tuple[Located, ...]:
        """Return the first clauses, up to `most`."""
        numbers = (n for n in range(len(self.clauses)) if allowed is None or allowed[n])
        return tuple(map(self.located, islice(numbers, most)))

    def mentions(self, name: str) -> bool:
        """Return whether any live document speaks of `name`, or is of that region."""
        if name not in self._mentioned:
            if len(self._mentioned) >= _MOST_MENTIONED:
                self._mentioned.clear()
            self._mentioned[name] = any(
                name.encode() in packed.pieces or name in (standing.published.document.region or "")
                for standing, packed in zip(self.standings, self.parts.packed, strict=True)
                if standing.published.live
            )
        return self._mentioned[name]

    def _mask(self, as_of: date | None, day: date | None) -> Mask | None:
        if (as_of, day) not in self._masks:
            if len(self._masks) >= _MOST_MASKS:
                self._masks.clear()
            self._masks[as_of, day] = self._make_mask(as_of, day)
        return self._masks[as_of, day]

    def _make_mask(self, as_of: date | None, day: date | None) -> Mask | None:
        may = [s.published.live if as_of is None else s.rules_on(as_of) for s in self.standings]
        chosen = may
        if day is not None:
            over = (Status.EXPIRED, Status.UPCOMING)
            chosen = [
                m and s.validity.status(day) not in over for m, s in zip(may, self.standings, strict=True)
            ]
            if chosen == may or not any(chosen):
                return None
        if all(chosen):
            return None
        return np.repeat(np.asarray(chosen, dtype=np.bool_), np.diff(self.parts.starts))


_Place = TypeVar("_Place")
_Value = TypeVar("_Value")


class _Read(Generic[_Place, _Value], Mapping[str, _Value]):
    """What stands at some places, by name, in their order; each is read when it is asked for."""

    def __init__(self, read: Callable[[_Place], _Value], places: Mapping[str, _Place]) -> None:
        self._read, self._places = read, places

    def __getitem__(self, name: str) -> _Value:
        return self._read(self._places[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class _Clauses(Sequence[Located]):
    """Clauses by their numbers in the searcher; each is unpacked when it is asked for."""

    def __init__(self, library: Library, numbers: Sequence[int]) -> None:
        self._library, self._numbers = library, numbers

    @overload
    def __getitem__(self, number: int) -> Located: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[Located]: ...

    def __getitem__(self, number: int | slice) -> Located | Sequence[Located]:
        if isinstance(number, slice):
            return [self._library.located(n) for n in self._numbers[number]]
        return self._library.located(self._numbers[number])

    def __len__(self) -> int:
        return len(self._numbers)
