"""The tokens of many documents as arrays of numbers: a string object per token would take most of the time."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from retrieval.tokens import HAN, LATIN, is_word, split_cut, whole_text

Numbers = NDArray[np.int64]

_BLOCK = 2000
"""Documents that are read at once: what they take besides their numbers is bounded."""

_LATIN = re.compile(LATIN)
_SHORT = re.compile(f"[{HAN}]{{1,2}}")
_LATER = 18
"""Bits of a code point that can be in a pair; a pair is its first one shifted by them, and its second one."""

_OTHERS_FROM = 1 << 2 * _LATER
"""Longer words, Latin ones and numbers are numbered from here, above all characters and pairs."""


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


def flat_tokens(texts: Sequence[str]) -> Flat:
    """Return the tokens of cut texts; the same as `tokens_of` gives for each, in another order."""
    others: defaultdict[str, int] = defaultdict()
    others.default_factory = lambda: _OTHERS_FROM + len(others)
    words = flatten(map(split_cut, texts))
    terms = (words.name(number) for number in range(int(words.held.max(initial=-1)) + 1))
    codes = np.asarray([_code(term, others) if is_word(term) else -1 for term in terms], dtype=np.int64)
    kept = codes[words.held] >= 0
    found, documents = [codes[words.held[kept]]], [words.documents[kept]]
    for first in range(0, len(texts), _BLOCK):
        more, numbers = _codes(list(map(whole_text, texts[first : first + _BLOCK])), others)
        found.append(more)
        documents.append(numbers + first)
    held, names = np.concatenate(documents), list(others)

    def name(code: int) -> str:
        return names[code - _OTHERS_FROM] if code >= _OTHERS_FROM else _short(code)

    return Flat(name, np.concatenate(found), held, np.bincount(held, minlength=len(texts)))


def _codes(texts: Sequence[str], others: dict[str, int]) -> tuple[Numbers, Numbers]:
    """Return a number for each character, pair, number and Latin word of some texts, and its text's number."""
    joined = "\n" + "".join(f"{text}\n" for text in texts)
    characters = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    owners = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])
    owners = np.concatenate([[0], owners])
    han = (characters >= 0x3400) & (characters <= 0x9FFF) | (characters >= 0x20000) & (characters <= 0x3FFFF)
    single = np.flatnonzero(han)
    pairs = np.flatnonzero(han[:-1] & han[1:])
    matches = list(_LATIN.finditer(joined))
    runs = np.asarray([others[match[0]] for match in matches], dtype=np.int64)
    starts = np.asarray([match.start() for match in matches], dtype=np.int64)
    codes = np.concatenate([characters[single], characters[pairs] << _LATER | characters[pairs + 1], runs])
    return codes, owners[np.concatenate([single, pairs, starts])]


def _code(word: str, others: dict[str, int]) -> int:
    if not _SHORT.fullmatch(word):
        return others[word]
    return ord(word) if len(word) == 1 else ord(word[0]) << _LATER | ord(word[1])


def _short(code: int) -> str:
    first, second = divmod(code, 1 << _LATER)
    return chr(first) + chr(second) if first else chr(second)
