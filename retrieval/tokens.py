"""From normalised text to tokens: jieba's words with the vocabulary, and character pairs."""

import logging
import marshal
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import jieba

from retrieval.normalise import normalise

_CACHE_FILE = f"jieba-{jieba.__version__}.cache"
_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[a-z0-9]+(?:[.%+][a-z0-9]+)*%?")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text, in text order: dictionary words, and pairs of neighbouring characters."""

    words: tuple[str, ...]
    pairs: tuple[str, ...]


class Tokenizer:
    """Cuts texts into tokens; `vocabulary` are terms that stay whole. Holds its own jieba dictionary."""

    def __init__(self, vocabulary: Iterable[str] = (), *, cache_folder: Path | None = None) -> None:
        """Load jieba's dictionary, in a quarter of a second where `cache_folder` holds its cache."""
        jieba.setLogLevel(logging.WARNING)
        self._jieba = jieba.Tokenizer()
        if cache_folder is None or not self._read_cache(cache_folder):
            self._jieba.initialize()
        for term in vocabulary:
            if word := normalise(term):
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

    def tokens(self, text: str) -> Tokens:
        """Return the tokens of `text`, which need not be normalised."""
        normal = normalise(text)
        return tokens_from(normal, self.cut(normal))

    def cut(self, normal: str) -> list[str]:
        """Return the words of a normalised text with what stands between them, joined the text itself."""
        return list(self._jieba.cut(normal))


def tokens_from(normal: str, cut: Iterable[str]) -> Tokens:
    """Return the tokens of a normalised text that has been cut already."""
    return Tokens(tuple(word for word in cut if _WORD.search(word)), character_pairs(normal))


def character_pairs(normal: str) -> tuple[str, ...]:
    """Return each two neighbouring Chinese characters; a lone one, a number or a Latin word stays whole."""
    pairs: list[str] = []
    for run in _RUN.findall(normal):
        if len(run) == 1 or not _HAN.match(run):
            pairs.append(run)
        else:
            pairs += [run[i : i + 2] for i in range(len(run) - 1)]
    return tuple(pairs)
