"""What clauses can be asked for by, word for word: hashes in arrays, for there are five names to each clause."""

from collections.abc import Iterable, Iterator
from zlib import crc32

import numpy as np

from knowledge.document import Clause, Document
from retrieval.flat import Numbers
from retrieval.normalise import normalise


def clause_names(document: Document, clause: Clause) -> tuple[str, ...]:
    """Return what a clause can be picked by, the shortest first; the last is no other clause's."""
    label = f"{clause.path} {clause.title}"
    full = f"《{document.title}》{label}"
    return clause.title, label, full, f"{full}（{document.id}，{clause.key}）"


def normalised_names(document: Document, clause: Clause) -> set[str]:
    """Return the names and the path of a clause, as `normalise` gives them."""
    path, title = normalise(clause.path), normalise(clause.title)
    label = f"{path} {title}"
    full = f"《{normalise(document.title)}》{label}"
    return {title, path, label, full, f"{full}({normalise(document.id)},{normalise(clause.key)})"}


class NameIndex:
    """Finds the clauses that may have a name; whoever asks looks whether they do."""

    def __init__(self, names: Iterable[tuple[int, set[str]]]) -> None:
        """Take each clause's number with its normalised names."""
        pairs = np.fromiter(_hashed(names), dtype=[("hash", np.int64), ("number", np.int64)])
        self._fill(pairs["hash"], pairs["number"])

    def _fill(self, hashes: Numbers, numbers: Numbers) -> None:
        order = np.lexsort((numbers, hashes))
        self._hashes, self._numbers = hashes[order], numbers[order]

    def joined(self, other: "NameIndex", mine: Numbers, theirs: Numbers) -> "NameIndex":
        """Return the index of both; `mine` and `theirs` are the clauses' new numbers, -1 for one to leave out."""
        numbers = np.concatenate([mine[self._numbers], theirs[other._numbers]])
        hashes = np.concatenate([self._hashes, other._hashes])
        index = NameIndex(())
        index._fill(hashes[numbers >= 0], numbers[numbers >= 0])
        return index

    def candidates(self, name: str) -> list[int]:
        """Return the numbers of the clauses with a name of this hash, in order."""
        first, last = (np.searchsorted(self._hashes, _hash(name), side=side) for side in ("left", "right"))
        return [int(number) for number in self._numbers[first:last]]


def _hashed(names: Iterable[tuple[int, set[str]]]) -> Iterator[tuple[int, int]]:
    for number, several in names:
        for name in several:
            yield _hash(name), number


def _hash(name: str) -> int:
    return crc32(name.encode())
