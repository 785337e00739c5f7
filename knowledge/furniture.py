"""Page numbers and running heads: the lines of a page that are not of the text."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from knowledge.document import Line, Part

MAX_PAGES = 2_000
"""A document of more pages is refused."""

# Numbers between dashes, or called a page, are page numbers wherever they stand.
_PLAIN_NUMBER = re.compile(
    r"[-—–―－─·•~～]+ ?(?:\d{1,4}|[０-９]{1,4}) ?[-—–―－─·•~～]+"  # noqa: RUF100
    r"|第 ?\d{1,4} ?页(?:[ ,，/／、（(]*共 ?\d{1,4} ?页[）)]?)?"
    r"|共 ?\d{1,4} ?页[ ,，/／、]*第 ?\d{1,4} ?页"
    r"|Page \d{1,4}(?: of \d{1,4})?",
    re.IGNORECASE,
)
# A number alone is one only where such numbers run on with the pages.
_LONE_NUMBER = re.compile(r"(\d{1,4})(?: ?[/／] ?\d{1,4})?")
_NUMBER_IN_HEAD = re.compile(r"\d{1,4} ?[/／] ?\d{1,4}$|第 ?\d{1,4} ?页|[-—–] ?\d{1,4} ?[-—–]$")
_EDGE = 3
"""A page's number is among so many lines at its top and at its bottom."""

_PLACES = (0, 1, -2, -1)
"""Where running heads and feet stand among the lines of a page."""

_FEWEST_BETWEEN = 5
"""So many lines lie at least between two page numbers where the pages themselves aren't known."""


def mark_furniture(pages: Sequence[Sequence[Line]]) -> tuple[Line, ...]:
    """Return the lines of all pages; page numbers and what repeats at the edges of pages are FURNITURE.

    A text without pages is given as one. Nothing is dropped, and a line whose part is known keeps it.
    """
    furniture = {line.number for page in pages for line in page if _PLAIN_NUMBER.fullmatch(line.text)}
    if len(pages) > 1:
        furniture |= _running_heads(pages)
        furniture |= _lone_numbers([(i, line) for i, page in enumerate(pages) for line in _edges(page)])
    elif pages:
        furniture |= _spaced_numbers(pages[0])
    return tuple(
        replace(line, part=Part.FURNITURE) if line.number in furniture and line.part is None else line
        for page in pages
        for line in page
    )


def _edges(page: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines at the top and at the bottom of a page, each once."""
    for index, line in enumerate(page):
        if index < _EDGE or index >= len(page) - _EDGE:
            yield line


def _running_heads(pages: Sequence[Sequence[Line]]) -> set[int]:
    """Return the lines that stand at the same place of at least two pages, and of two in five.

    What is a sentence or a bracket is none, however often it stands there.
    """
    places: dict[tuple[int, str], list[int]] = {}
    for page in pages:
        for place in _PLACES:
            if -len(page) <= place < len(page):
                text = _NUMBER_IN_HEAD.sub("", page[place].text).strip()
                if text and text[0] not in "（(" and text[-1] not in "。；，：、":
                    places.setdefault((place, text), []).append(page[place].number)
    often = max(2, 0.4 * len(pages))
    return {number for numbers in places.values() if len(numbers) >= often for number in numbers}


def _lone_numbers(edges: Sequence[tuple[int, Line]]) -> set[int]:
    """Return the numbers that stand alone and are as far from their page's own number as most others."""
    lone = [
        (int(match[1]) - page, line.number)
        for page, line in edges
        if (match := _LONE_NUMBER.fullmatch(line.text))
    ]
    if not lone:
        return set()
    distance, count = Counter(distance for distance, _ in lone).most_common(1)[0]
    return {number for its, number in lone if its == distance} if count > 1 else set()


def _spaced_numbers(lines: Sequence[Line]) -> set[int]:
    """Return the numbers that stand alone where at least three run on with a page's text between them."""
    lone = [
        (int(match[1]), index)
        for index, line in enumerate(lines)
        if line.part is None and (match := _LONE_NUMBER.fullmatch(line.text))
    ]
    run_on = all(
        after == before + 1 and there - here > _FEWEST_BETWEEN
        for (before, here), (after, there) in pairwise(lone)
    )
    return {lines[index].number for _, index in lone} if run_on and len(lone) > 2 else set()
