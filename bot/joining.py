"""Parts of a library from earlier ones: what hasn't changed since isn't read and indexed again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from bot.parts import LibraryParts, counted
from bot.picture import Picture
from knowledge.standing import Standing
from retrieval.entries import Terms
from retrieval.flat import Numbers
from retrieval.postings import placed
from retrieval.ragged import runs

Name = TypeVar("Name", str, tuple[str, str])


def join(
    earlier: LibraryParts, added: LibraryParts, standings: Sequence[Standing], *, marks: Sequence[str]
) -> LibraryParts:
    """Return the parts of versions of which each has its text in either; the same as `prepare` makes anew.

    `marks` tell which text is whose; where both have one, that of `added` counts.
    """
    same = [one.published.live for one in standings] == [one.published.live for one in earlier.standings]
    if same and not added.marks and tuple(marks) == earlier.marks:
        return replace(earlier, standings=tuple(standings))
    held = {mark: place for place, mark in enumerate((*earlier.marks, *added.marks))}
    sources = [held[mark] for mark in marks]
    packed, examples = (*earlier.packed, *added.packed), (*earlier.examples, *added.examples)
    order, starts = _order(earlier.starts, added.starts, sources)
    places = placed(order, earlier.index.size + added.index.size)
    mine, theirs = places[: earlier.index.size], places[earlier.index.size :]
    return LibraryParts(
        standings=tuple(standings),
        packed=tuple(packed[place] for place in sources),
        marks=tuple(marks),
        starts=starts,
        index=earlier.index.joined(added.index, order, groups=starts, counted=counted(standings, starts)),
        names=earlier.names.joined(added.names, mine, theirs),
        topics=_joined((earlier.topics, mine), (added.topics, theirs)),
        led=_joined((earlier.led, mine), (added.led, theirs)),
        examples=tuple(examples[place] for place in sources),
    )


def untouched(picture: Picture, terms: Iterable[str]) -> frozenset[str]:
    """Return the marks of the versions whose texts are cut alike with other terms than the picture's."""
    parts = picture.parts
    changed = Terms(frozenset(picture.terms) ^ frozenset(terms))
    if not changed:
        return frozenset(parts.marks)
    clauses = [n for n in range(parts.index.size) if changed.touch_text(parts.index.joined_text(n))]
    touched = {*clauses, *(phrase.entry for phrase in parts.index.phrases if changed.touch_text(phrase.cut))}
    places = np.searchsorted(parts.starts, sorted(touched), side="right") - 1
    return frozenset(parts.marks) - {parts.marks[place] for place in places.tolist()}


def _order(first: Numbers, second: Numbers, sources: Sequence[int]) -> tuple[Numbers, Numbers]:
    """Return the clauses' old numbers in their new order, and the numbers at which versions start in it."""
    begun = np.append(first[:-1], second + first[-1])
    rows = np.asarray(sources, dtype=np.int64)
    return runs(begun, rows), np.append(0, np.cumsum(np.diff(begun)[rows]))


def _joined(*both: tuple[Mapping[Name, Sequence[int]], Numbers]) -> dict[Name, tuple[int, ...]]:
    """Return numbers by name, renumbered; names in the order of their first numbers."""
    numbers: dict[Name, list[int]] = {}
    for named, places in both:
        for name, old in named.items():
            numbers.setdefault(name, []).extend(new for new in places[list(old)].tolist() if new >= 0)
    found = {name: tuple(sorted(new)) for name, new in numbers.items() if new}
    return dict(sorted(found.items(), key=lambda item: item[1][0]))
