"""Posting lists: which documents hold a token, and how often; made once and shared by every index that holds them."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.flat import Flat, Numbers

_AT_ONCE = 10_000


class Postings:
    """The tokens of documents 0 upward; immutable: a handful of arrays and a dictionary."""

    def __init__(self, flat: Flat) -> None:
        """Take the tokens of documents, in whatever order."""
        self.lengths = flat.lengths
        size = max(flat.lengths.size, 1)
        keys = flat.held * size + flat.documents
        keys.sort()  # by token, then by document
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        codes, numbers = np.divmod(keys[first], size)
        begun = np.flatnonzero(np.diff(codes, prepend=-1))
        self._terms = {flat.name(code): number for number, code in enumerate(codes[begun].tolist())}
        self._starts = np.append(begun, codes.size)
        self._numbers = numbers.astype(np.int32)
        frequencies = np.diff(first, append=keys.size)
        self._frequencies = frequencies.astype(np.min_scalar_type(frequencies.max(initial=0)))

    def __getstate__(self) -> dict[str, Any]:
        """Return what is pickled: the terms as one array of bytes, which no tokenizer puts a tab into."""
        terms = np.frombuffer("\t".join(self._terms).encode("utf-8", "surrogatepass"), dtype=np.uint8)
        return {**self.__dict__, "_terms": terms}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Number the terms again, a few at a time: so other threads get their turn."""
        self.__dict__.update(state)
        names = bytes(state["_terms"]).decode("utf-8", "surrogatepass").split("\t")
        self._terms = {}
        for first in range(0, self._starts.size - 1, _AT_ONCE):
            self._terms.update(zip(names[first : first + _AT_ONCE], count(first), strict=False))

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __contains__(self, token: str) -> bool:
        return token in self._terms

    def holders(self) -> dict[str, int]:
        """Return how many documents hold each token."""
        return dict(zip(self._terms, np.diff(self._starts).tolist(), strict=True))

    def of(self, token: str) -> tuple[NDArray[np.int32], NDArray[Any]]:
        """Return the documents that hold a token, in order, and how often each does; shape (holders,) both."""
        number = self._terms.get(token)
        if number is None:
            return self._numbers[:0], self._frequencies[:0]
        posting = slice(self._starts[number], self._starts[number + 1])
        return self._numbers[posting], self._frequencies[posting]

    def frequency(self, token: str, document: int) -> int:
        """Return how often a document holds a token."""
        numbers, frequencies = self.of(token)
        place = int(numbers.searchsorted(document))
        return int(frequencies[place]) if place < numbers.size and numbers[place] == document else 0


def placed(order: Numbers, size: int) -> Numbers:
    """Return the new number of each of `size` old ones, given the old numbers in their new order; -1 for none."""
    places = np.full(size, -1, dtype=np.int64)
    places[order] = np.arange(order.size)
    return places
