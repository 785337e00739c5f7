"""Words typed with characters that sound alike, doubled ones, or as they sound: put right by what the texts hold."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from operator import add

from retrieval.frames import FRAME_WORDS
from retrieval.tokens import HAN

os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # its phrases take 45 MB, and characters are all we ask

from pypinyin import Style, pinyin

LONGEST_WORD = 6
"""Longer words (in characters) are not put right."""

_WORD = re.compile(f"[{HAN}]{{2,{LONGEST_WORD}}}")
_HAN = re.compile(f"[{HAN}]+")
_SPELT = re.compile("[a-z]{4,40}")  # longer ones are no words, and would take long
_MIXED_UP = (("zh", "z"), ("ch", "c"), ("sh", "s"))


class Spelling:
    """Puts questions right, given the words of the texts; immutable."""

    def __init__(
        self,
        words: Iterable[str],
        is_word: Callable[[str], bool],
        is_held: Callable[[str], bool] = lambda pair: False,
    ) -> None:
        """Take the words that questions may mean, the likeliest first, and what tells words from chance cuts.

        `is_held` tells which two characters stand side by side in any text or phrase: they are no slip.
        """
        self._is_word, self._is_held = is_word, is_held
        self._words = [word for word in words if _WORD.fullmatch(word)]
        self._alike: dict[tuple[str, ...], str] = {}
        self._spelt: dict[str, str] = {}
        for word in self._words:
            sounds = [_sounds(character)[0] for character in word]
            self._alike.setdefault(tuple(map(_rough, sounds)), word)
            self._spelt.setdefault("".join(sounds), word)
        self._known = frozenset(self._words)

    def corrected(self, cut: Sequence[str]) -> str:
        """Return a question, given its words with what stands between them; mostly the question as it is."""
        return "".join(self._put_right(list(cut)))

    def _put_right(self, cut: list[str]) -> Iterator[str]:
        place = 0
        while place < len(cut):
            if meant := self._spelt_out(cut[place]):
                yield meant
                place += 1
                continue
            length, word = self._meant(cut[place : place + LONGEST_WORD])
            yield word
            place += length

    def _meant(self, cut: Sequence[str]) -> tuple[int, str]:
        """Return how many of the first words are one that is mistyped, and what is meant; 1 and the first if none."""
        odd = next((place for place, part in enumerate(cut) if self._is_odd(part)), len(cut))
        for length in range(len(cut), odd, -1):
            typed = "".join(cut[:length])
            if self._is_new(typed) and (word := self._sounding(typed) or self._single(typed)):
                return length, word
        return 1, cut[0]

    def _is_odd(self, part: str) -> bool:
        """Return whether a piece of a question is no word, or one that says nothing by itself."""
        return not self._is_word(part) or (len(part) == 1 and part not in FRAME_WORDS)

    def _is_new(self, typed: str) -> bool:
        """Return whether some characters are short enough to be a word, aren't one, and stand side by side nowhere."""
        if not 1 < len(typed) <= LONGEST_WORD or not _HAN.fullmatch(typed) or typed in self._known:
            return False
        return not all(map(self._is_held, map(add, typed, typed[1:])))

    def _sounding(self, typed: str) -> str | None:
        """Return the word that sounds like some characters and shares one with them."""
        for sounds in _ways(typed):
            word = self._alike.get(sounds)
            if word and any(one == other for one, other in zip(word, typed, strict=True)):
                return word
        return None

    def _single(self, typed: str) -> str | None:
        """Return the word that some characters are with one of them typed twice."""
        shorter = (typed[:n] + typed[n + 1 :] for n in range(len(typed) - 1) if typed[n] == typed[n + 1])
        return next((word for word in shorter if word in self._known), None)

    def _spelt_out(self, letters: str) -> str | None:
        """Return the words whose sounds some letters are, the longest first; None where they are none."""
        if not _SPELT.fullmatch(letters):
            return None
        meant: list[str | None] = [None] * len(letters) + [""]  # what the letters from each place on are
        for start in reversed(range(len(letters))):
            for end in range(len(letters), start, -1):
                word, rest = self._spelt.get(letters[start:end]), meant[end]
                if word and rest is not None:
                    meant[start] = word + rest
                    break
        return meant[0]


def _ways(typed: str) -> Iterator[tuple[str, ...]]:
    """Yield how some characters may be said, the commonest way first; one character at a time may be said otherwise."""
    usual = [_rough(_sounds(character)[0]) for character in typed]
    yield tuple(usual)
    for place, character in enumerate(typed):
        for sound in _sounds(character)[1:]:
            yield (*usual[:place], _rough(sound), *usual[place + 1 :])


@lru_cache(maxsize=20_000)
def _sounds(character: str) -> tuple[str, ...]:
    """Return how a character is said, without tones, the commonest first."""
    (sounds,) = pinyin(character, style=Style.NORMAL, heteronym=True)
    return tuple(dict.fromkeys(sounds))


@cache  # there are some four hundred
def _rough(sound: str) -> str:
    """Return a sound without what people mix up: zh and z, n and ng, n and l."""
    for written, heard in _MIXED_UP:
        sound = sound.replace(written, heard) if sound.startswith(written) else sound
    sound = sound.removesuffix("g") if sound.endswith("ng") else sound
    return f"n{sound[1:]}" if sound.startswith("l") else sound
