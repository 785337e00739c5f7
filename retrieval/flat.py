"""The tokens of many documents as arrays of numbers: a string object per pair would take most of the time."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from retrieval.tokens import LATIN, is_word, split_cut, whole_text

Numbers = NDArray[np.int64]

_BLOCK = 2000
"""Documents that are read at once: what they take besides their numbers is bounded."""

_LATIN = re.compile(LATIN)
_LATER = 18
"""Bits of a code point that can be in a pair; a pair is its first one shifted by them, and its second one."""

_LATIN_FROM = 1 << 2 * _LATER
"""Latin words and numbers are numbered from here, above all pairs."""


@dataclass(frozen=True, slots=True, eq=False)
class Flat:
    """Tokens of documents one after another: a number for its term and, beside it, the number of its document.

    `name` tells the term of a number (0 upward, not every one a term); `lengths`, shape (documents,), counts the
    tokens of each document.
    """

    name: Callable[[int], str]
    held: Numbers
    documents: Numbers
    lengths: Numbers


def flatten(documents: Iterable[Sequence[str]]) -> Flat:
    """Return the tokens of documents that are cut already."""
    terms: defaultdict[str, int] = defaultdict()
    terms.default_factory = terms.__len__  # a new term gets the next number
    counts: list[int] = []

    def counted() -> Iterator[Sequence[str]]:
        for document in documents:
            counts.append(len(document))
            yield document

    held = np.fromiter(map(terms.__getitem__, chain.from_iterable(counted())), dtype=np.int64)
    lengths = np.asarray(counts, dtype=np.int64)
    return Flat(list(terms).__getitem__, held, np.repeat(np.arange(lengths.size), lengths), lengths)


def flat_words(texts: Sequence[str]) -> Flat:
    """Return the words of cut texts; the same as `words_of` gives for each."""
    flat = flatten(map(split_cut, texts))
    terms = range(int(flat.held.max(initial=-1)) + 1)
    kept = np.asarray([is_word(flat.name(number)) for number in terms], dtype=np.bool_)[flat.held]
    documents = flat.documents[kept]
    return Flat(flat.name, flat.held[kept], documents, np.bincount(documents, minlength=len(texts)))


def flat_pairs(texts: Sequence[str]) -> Flat:
    """Return the character pairs of cut texts; the same as `pairs_of` gives for each, in another order."""
    latin: defaultdict[str, int] = defaultdict()
    latin.default_factory = lambda: _LATIN_FROM + len(latin)
    codes: list[Numbers] = [np.empty(0, dtype=np.int64)]
    documents: list[Numbers] = [np.empty(0, dtype=np.int64)]
    for first in range(0, len(texts), _BLOCK):
        found, numbers = _codes(list(map(whole_text, texts[first : first + _BLOCK])), latin)
        codes.append(found)
        documents.append(numbers + first)
    numbers, names = np.concatenate(documents), list(latin)

    def name(code: int) -> str:
        return names[code - _LATIN_FROM] if code >= _LATIN_FROM else _pair(code)

    return Flat(name, np.concatenate(codes), numbers, np.bincount(numbers, minlength=len(texts)))


def _codes(texts: Sequence[str], latin: dict[str, int]) -> tuple[Numbers, Numbers]:
    """Return a number for each pair of some texts, and the number of its text among them."""
    joined = "\n" + "".join(f"{text}\n" for text in texts)
    characters = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    owners = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])
    owners = np.concatenate([[0], owners])
    han = (characters >= 0x3400) & (characters <= 0x9FFF) | (characters >= 0x20000) & (characters <= 0x3FFFF)
    pairs = np.flatnonzero(han[:-1] & han[1:])
    lone = 1 + np.flatnonzero(han[1:-1] & ~han[:-2] & ~han[2:])
    matches = list(_LATIN.finditer(joined))
    runs = np.asarray([latin[match[0]] for match in matches], dtype=np.int64)
    starts = np.asarray([match.start() for match in matches], dtype=np.int64)
    codes = np.concatenate([characters[pairs] << _LATER | characters[pairs + 1], characters[lone], runs])
    return codes, owners[np.concatenate([pairs, lone, starts])]


def _pair(code: int) -> str:
    first, second = divmod(code, 1 << _LATER)
    return chr(first) + chr(second) if first else chr(second)
