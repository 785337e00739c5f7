"""One spelling for what people type and what is printed."""

import re
import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

# Zero-width, direction and other unseen characters, and control characters but for white space.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_SPACE = re.compile(r"\s+")


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=256)  # a question is looked at from several sides
def normalise(text: str) -> str:
    """Return `text` in NFKC, lower case, simplified characters, with single spaces.

    Zero-width and control characters and lone surrogates are dropped; any string is accepted.
    """
    encodable = text.encode("utf-8", "ignore").decode("utf-8")
    compatible = unicodedata.normalize("NFKC", _INVISIBLE.sub("", encodable))
    return _SPACE.sub(" ", _to_simplified().convert(compatible)).strip().lower()
