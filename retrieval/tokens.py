"""From text to tokens: jieba's words with the vocabulary, characters and their pairs, numbers and Latin words."""

import logging
import marshal
import re
from collections.abc import Iterable
from copy import copy
from operator import add
from pathlib import Path

import jieba

from retrieval.figures import in_figures
from retrieval.normalise import normalise

_CACHE_FILE = f"jieba-{jieba.__version__}.cache"
LATIN = r"[a-z0-9]+(?:[.%+][a-z0-9]+)*%?"
"""Pattern of a Latin word or a number in normalised text."""

HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
"""Chinese characters, for a character class."""

_RUN = re.compile(rf"[{HAN}]+|{LATIN}")
_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(r"\w")
_BETWEEN = "\t"  # normalised text has no other white space than single spaces


class Tokenizer:
    """Cuts texts into tokens; `vocabulary` are terms that stay whole. Holds its own jieba dictionary."""

    def __init__(self, vocabulary: Iterable[str] = (), *, cache_folder: Path | None = None) -> None:
        """Load jieba's dictionary, in a quarter of a second where `cache_folder` holds its cache."""
        jieba.setLogLevel(logging.WARNING)
        self._jieba = jieba.Tokenizer()
        if cache_folder is None or not self._read_cache(cache_folder):
            self._jieba.initialize()
        self._before: dict[str, int | None] = {}
        self._total: int = self._jieba.total
        self._add(vocabulary)

    def with_vocabulary(self, vocabulary: Iterable[str]) -> "Tokenizer":
        """Return a tokenizer with another vocabulary, made of a copy of this one's dictionary in a moment."""
        other = copy(self)
        other._jieba = jieba.Tokenizer()
        other._jieba.FREQ, other._jieba.total = dict(self._jieba.FREQ), self._total
        other._jieba.initialized = True
        for word, frequency in self._before.items():
            if frequency is None:
                del other._jieba.FREQ[word]
            else:
                other._jieba.FREQ[word] = frequency
        other._before = {}
        other._add(vocabulary)
        return other

    def _add(self, vocabulary: Iterable[str]) -> None:
        """Add terms to the dictionary, and remember what stood there before."""
        for term in vocabulary:
            word = normalise(term)
            for end in range(1, len(word) + 1):  # jieba enters what a word begins with, too
                self._before.setdefault(word[:end], self._jieba.FREQ.get(word[:end]))
            if word:
                self._jieba.add_word(word)

    def _read_cache(self, folder: Path) -> bool:
        """Read jieba's cache whole: jieba itself reads it value by value, which takes four times as long."""
        self._jieba.tmp_dir, self._jieba.cache_file = str(folder), _CACHE_FILE
        try:
            cached = (folder / _CACHE_FILE).read_bytes()
            self._jieba.FREQ, self._jieba.total = marshal.loads(cached)  # noqa: S302 (our own folder's file)
        except (OSError, EOFError, ValueError, TypeError):
            return False  # not written yet, or broken: jieba makes it anew
        self._jieba.initialized = True
        return True

    def tokens(self, text: str) -> tuple[str, ...]:
        """Return the tokens of `text`, which need not be normalised."""
        return tokens_of(self.cut_text(text))

    def cut_text(self, text: str) -> str:
        """Return `text` normalised, its amounts in figures, with a tab between its words.

        That is what is kept of it, and read by `tokens_of`.
        """
        return joined(self.cut(in_figures(normalise(text))))

    def is_word(self, token: str) -> bool:
        """Return whether the dictionary or the vocabulary has a normalised token as a word."""
        return bool(self._jieba.FREQ.get(token))

    def cut(self, normal: str) -> list[str]:
        """Return the words of a normalised text with what stands between them, joined the text itself."""
        return list(self._jieba.cut(normal))


def tokens_of(cut: str) -> tuple[str, ...]:
    """Return the tokens of a text as `Tokenizer.cut_text` gave it.

    They are its words; each Chinese character and each two neighbouring ones; each number and Latin word. A word
    of one or two characters counts as often again: what a dictionary knows is worth more than a chance pair.
    """
    tokens = list(words_of(cut))
    for run in _RUN.findall(whole_text(cut)):
        if _HAN.match(run):
            tokens += run
            tokens += map(add, run, run[1:])
        else:
            tokens.append(run)
    return tuple(tokens)


def joined(words: Iterable[str]) -> str:
    """Return words as `Tokenizer.cut_text` gives them."""
    return _BETWEEN.join(words)


def words_of(cut: str) -> tuple[str, ...]:
    """Return the words of a text as `Tokenizer.cut_text` gave it."""
    return tuple(filter(is_word, split_cut(cut)))


def split_cut(cut: str) -> list[str]:
    """Return the words of a text as `Tokenizer.cut_text` gave it, with what stands between them."""
    return cut.split(_BETWEEN)


def is_word(token: str) -> bool:
    """Return whether a token of a cut text is a word, not what stands between words."""
    return bool(_WORD.search(token))


def whole_text(cut: str) -> str:
    """Return the normalised text itself, as `Tokenizer.cut_text` gave it cut."""
    return cut.replace(_BETWEEN, "")
