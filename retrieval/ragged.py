"""Sequences of unlike lengths, one after another in one array: quick to pickle however many there are."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.flat import Numbers


class Ragged:
    """Immutable rows of numbers: `rows[n]` is the n-th, shape (its length,)."""

    def __init__(self, values: NDArray[Any], lengths: Sequence[int] | Numbers) -> None:
        """Take all values in one array, shape (sum of lengths,), and the length of each row."""
        self._values = values
        self._ends = np.cumsum(np.asarray(lengths, dtype=np.int64))

    @property
    def starts(self) -> Numbers:
        """Return the place of each row's first value, and one more at the end, shape (rows + 1,)."""
        return np.append(0, self._ends)

    def __getitem__(self, row: int) -> NDArray[Any]:
        start = self._ends[row - 1] if row else 0
        return self._values[start : self._ends[row]]

    def joined(self, other: "Ragged", order: Numbers) -> "Ragged":
        """Return this one's rows and another's in an `order`: row numbers, those of `other` on top of this one's."""
        mine = self._ends.size
        rows = [self[row] if row < mine else other[row - mine] for row in order.tolist()]
        return Ragged(np.concatenate([self._values[:0], *rows]), [row.size for row in rows])


def runs(starts: Numbers, rows: Numbers) -> Numbers:
    """Return the places of all values of some rows, in their order; `starts` as of `Ragged.starts`."""
    lengths = np.diff(starts)[rows]
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts[:-1][rows] - before, lengths) + np.arange(lengths.sum())
