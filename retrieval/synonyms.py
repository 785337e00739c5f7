"""What people call a thing that the documents print under another name, found in a question."""

import re
from collections.abc import Iterator, Mapping, Sequence

from retrieval.normalise import normalise

_LATIN = re.compile("[a-z0-9]")


class Synonyms:
    """The documents' terms by what people say; immutable."""

    def __init__(self, terms: Mapping[str, Sequence[str]]) -> None:
        """Take the documents' terms by the lay term, in any spelling."""
        self._terms: dict[str, tuple[str, ...]] = {}
        for lay, printed in terms.items():
            said = normalise(lay)
            self._terms[said] = (*self._terms.get(said, ()), *map(normalise, printed))
        longest_first = sorted(filter(None, self._terms), key=len, reverse=True)
        self._said = re.compile("|".join(map(_pattern, longest_first)) or "(?!)")

    def found(self, normal: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the lay terms of a normalised question, in order, each with what the documents call it."""
        for match in self._said.finditer(normal):
            yield match[0], self._terms[match[0]]


def _pattern(term: str) -> str:
    """Return the pattern of a term; a Latin one must stand by itself."""
    before = "(?<![a-z0-9])" if _LATIN.match(term[0]) else ""
    after = "(?![a-z0-9])" if _LATIN.match(term[-1]) else ""
    return f"{before}{re.escape(term)}{after}"
