"""Questions that mean the same, put together: what many ask and no clause answers shows as one line."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

ALIKE = 0.4
"""Questions belong together from this cosine on, of their tokens weighed by how rare they are (0 to 1)."""

_ROUNDING = 1e-9
_Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, word for word, and how often it was asked."""

    text: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions that belong together: the one most like all of them, and the others, those asked most first."""

    central: Asked
    others: tuple[Asked, ...] = ()

    @property
    def size(self) -> int:
        """Return how many ways of asking these are."""
        return 1 + len(self.others)

    @property
    def count(self) -> int:
        """Return how many questions these are."""
        return self.central.count + sum(other.count for other in self.others)


def cluster(asked: Iterable[Asked], tokens_of: Callable[[str], Collection[str]]) -> tuple[Cluster, ...]:
    """Return the clusters of questions, the largest first: each text is in one of them, once.

    `tokens_of` gives what a text is about. Each question, those asked most first, joins the one that it is most like
    among those that stand for a cluster so far, or stands for one of its own; in which order they are given doesn't
    matter.
    """
    counts = Counter[str]()
    for one in asked:
        counts[one.text] += one.count
    vectors = _vectors({text: tokens_of(text) for text in counts})
    order = sorted(counts, key=lambda text: (-counts[text], len(vectors[text]), text))
    leaders = _Leaders()
    members: dict[str, list[str]] = {}
    for text in order:
        members.setdefault(leaders.join(text, vectors[text]), []).append(text)
    made = (_cluster([Asked(text, counts[text]) for text in texts], vectors) for texts in members.values())
    return tuple(sorted(made, key=lambda each: (-each.count, each.central.text)))


def _vectors(tokens: Mapping[str, Collection[str]]) -> dict[str, _Vector]:
    """Return each text's tokens with their weights, rarest first, of length 1."""
    held = Counter(token for each in tokens.values() for token in set(each))
    weights = {token: math.log(1 + len(tokens) / count) for token, count in held.items()}
    order = {token: n for n, token in enumerate(sorted(held, key=lambda token: (held[token], token)))}
    vectors: dict[str, _Vector] = {}
    for text, each in tokens.items():
        rarest = sorted(set(each), key=order.__getitem__)
        length = math.sqrt(sum(weights[token] ** 2 for token in rarest)) or 1.0
        vectors[text] = {token: weights[token] / length for token in rarest}
    return vectors


class _Leaders:
    """The questions that stand for the clusters so far, found by their tokens."""

    def __init__(self) -> None:
        self._vectors: dict[str, _Vector] = {}
        self._holding: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)

    def join(self, text: str, vector: _Vector) -> str:
        """Return the leader that a question is alike to most; itself, and it leads from now on, where none is."""
        near = {leader: _cosine(vector, self._vectors[leader]) for leader in self._candidates(vector)}
        best = max(near, key=lambda leader: near[leader], default=text)  # of equals the first
        if near.get(best, 0.0) >= ALIKE:
            return best
        self._vectors[text] = vector
        for token, weight in vector.items():
            self._holding[token].append((text, weight))
        return text

    def _candidates(self, vector: _Vector) -> list[str]:
        """Return the leaders that may be alike.

        The rarest tokens are looked up, until the others can add no more than half of what makes two alike; that
        leaves few to be compared whole.
        """
        shared: defaultdict[str, float] = defaultdict(float)
        left = 1.0
        for token, weight in vector.items():
            if left < (ALIKE / 2) ** 2:
                break
            for leader, held in self._holding.get(token, ()):
                shared[leader] += weight * held
            left -= weight**2
        least = ALIKE - math.sqrt(max(left, 0.0)) - _ROUNDING
        return [leader for leader, product in shared.items() if product >= least]


def _cosine(one: _Vector, other: _Vector) -> float:
    return sum(weight * other[token] for token, weight in one.items() if token in other)


def _cluster(asked: Sequence[Asked], vectors: Mapping[str, _Vector]) -> Cluster:
    """Return a cluster of questions; central is the one that the others, as often as they were asked, are like most."""
    if len(asked) == 1:
        return Cluster(asked[0])
    together: defaultdict[str, float] = defaultdict(float)
    for one in asked:
        for token, weight in vectors[one.text].items():
            together[token] += one.count * weight
    central = max(asked, key=lambda one: _cosine(vectors[one.text], together))
    return Cluster(central, tuple(one for one in asked if one is not central))
