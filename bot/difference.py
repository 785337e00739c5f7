"""What a new text of a document changes: clauses added, changed, renumbered, removed; words marked."""

import math
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from knowledge.document import Clause, Document

MUCH_ALIKE_FROM = 0.8
"""From this likeness on, texts under one number are one clause's, whatever else is alike."""

ALIKE_FROM = 0.6
"""Two clauses whose texts share this part of their characters are one clause, changed."""

MOST_MATCHES = 2_000_000
"""Pairs of equal words, one of each text, up to which texts are compared word by word (half a second); others are
only said to have changed."""

_MOST_LETTERS = 400_000_000  # pairs of letters of the clauses that nothing else pairs: a second
_COMPARED = 2_000  # characters of a clause that tell whether it is like another
_WORD = re.compile(r"[0-9A-Za-z.%％]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Change:
    """A clause before and after; one of the two is None where it is new or gone."""

    before: Clause | None
    after: Clause | None

    @property
    def renumbered(self) -> bool:
        """Return whether the clause has another number."""
        return bool(self.before and self.after and self.before.key != self.after.key)

    @property
    def changed(self) -> bool:
        """Return whether the clause says something else, or others are responsible."""
        return bool(self.before and self.after and _said(self.before) != _said(self.after))


@dataclass(frozen=True, slots=True)
class Difference:
    """The clauses in which two texts of a document differ, in the order of the new one, those gone last."""

    changes: tuple[Change, ...]

    @property
    def added(self) -> tuple[Clause, ...]:
        """Return the new clauses."""
        return tuple(change.after for change in self.changes if change.after and not change.before)

    @property
    def removed(self) -> tuple[Clause, ...]:
        """Return the clauses that are gone."""
        return tuple(change.before for change in self.changes if change.before and not change.after)

    @property
    def changed(self) -> tuple[Change, ...]:
        """Return the clauses that say something else, renumbered or not."""
        return tuple(change for change in self.changes if change.changed)

    @property
    def renumbered(self) -> tuple[Change, ...]:
        """Return the clauses that have another number and are otherwise as before."""
        return tuple(change for change in self.changes if change.renumbered and not change.changed)


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of text that stayed (`old` and `new` alike), was taken out, put in, or replaced."""

    old: str
    new: str

    @property
    def same(self) -> bool:
        """Return whether the stretch stayed."""
        return self.old == self.new


def compare(document: Document, before: Document | None) -> Difference:
    """Return in which clauses `document` differs from an earlier text of it (None: there is none)."""
    old = list(before.clauses) if before else []
    new = list(document.clauses)
    partners: dict[int, Clause] = {}
    for same in (_key_and_content, _content, _key_and_heading, _heading):
        _pair(old, new, partners, same)
    _pair_alike(old, new, partners)
    changes = [Change(partners.get(number), clause) for number, clause in enumerate(new)]
    kept = [c for c in changes if not c.before or c.renumbered or c.changed]
    return Difference((*kept, *(Change(clause, None) for clause in old)))


def compare_words(old: str, new: str) -> tuple[Words, ...]:
    """Return both texts in stretches that stayed or changed, in order."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    counts = Counter(after)
    if sum(count * counts[word] for word, count in Counter(before).items()) > MOST_MATCHES:
        return (Words(old, new),)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return tuple(Words("".join(before[a:b]), "".join(after[c:d])) for _, a, b, c, d in matcher.get_opcodes())


def _pair(
    old: list[Clause], new: Sequence[Clause], partners: dict[int, Clause], same: Callable[[Clause], Hashable]
) -> None:
    """Pair what is left of `old` with clauses of `new` for which `same` returns the same, in order."""
    waiting: dict[Hashable, list[Clause]] = {}
    for clause in old:
        waiting.setdefault(same(clause), []).append(clause)
    taken = set()
    for number, clause in enumerate(new):
        if number not in partners and (name := same(clause)) is not None and waiting.get(name):
            partners[number] = waiting[name].pop(0)
            taken.add(partners[number].key)
    old[:] = [clause for clause in old if clause.key not in taken]


def _pair_alike(old: list[Clause], new: Sequence[Clause], partners: dict[int, Clause]) -> None:
    """Pair what is left where the texts are alike: those much alike under one number, then the most alike first."""
    _pair_numbers(old, new, partners)
    lonely = [number for number in range(len(new)) if number not in partners]
    letters = [
        sum(min(len(clause.body), _COMPARED) for clause in some) for some in (old, [new[n] for n in lonely])
    ]
    if math.prod(letters) > _MOST_LETTERS:
        return
    alike = sorted(_likenesses(old, new, lonely), key=lambda found: -found[0])
    taken = set()
    for _, key, number in alike:
        if key not in taken and number not in partners:
            partners[number] = next(clause for clause in old if clause.key == key)
            taken.add(key)
    old[:] = [clause for clause in old if clause.key not in taken]


def _pair_numbers(old: list[Clause], new: Sequence[Clause], partners: dict[int, Clause]) -> None:
    """Pair what is left where a number kept most of its text: it spares comparing all with all."""
    waiting = {clause.key: clause for clause in old}
    for number, clause in enumerate(new):
        if number not in partners and (before := waiting.get(clause.key)):
            matcher = SequenceMatcher(None, before.body[:_COMPARED], clause.body[:_COMPARED], autojunk=False)
            if matcher.quick_ratio() >= MUCH_ALIKE_FROM and matcher.ratio() >= MUCH_ALIKE_FROM:
                partners[number] = before
                old.remove(before)


def _likenesses(
    old: Sequence[Clause], new: Sequence[Clause], lonely: Sequence[int]
) -> Iterator[tuple[float, str, int]]:
    for number in lonely:
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(new[number].body[:_COMPARED])
        for clause in old:
            matcher.set_seq1(clause.body[:_COMPARED])
            if matcher.real_quick_ratio() >= ALIKE_FROM and matcher.quick_ratio() >= ALIKE_FROM:
                ratio = matcher.ratio()
                if ratio >= ALIKE_FROM:
                    yield ratio, clause.key, number


def _said(clause: Clause) -> tuple[Hashable, ...]:
    return clause.heading, clause.body, clause.units


def _content(clause: Clause) -> Hashable:
    return _said(clause)


def _key_and_content(clause: Clause) -> Hashable:
    return clause.key, *_said(clause)


def _key_and_heading(clause: Clause) -> Hashable:
    return (clause.key, clause.heading) if clause.heading else None


def _heading(clause: Clause) -> Hashable:
    return clause.heading
