"""What isn't seen in print and doesn't belong to a text: invisible characters and runs of white space."""

import re

# Zero-width characters, soft hyphens, byte order marks, direction marks and overrides, control characters,
# lone surrogates: they are not seen in print, so they don't belong to the published text.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)
_SPACES = re.compile("[ \t\n\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


def mend(text: str) -> str:
    """Return one line of text without invisible characters, each run of white space as one space, trimmed."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def harmless(name: str) -> str:
    """Return a name as it may be printed on a terminal: what would move the cursor or turn the text is a �."""
    return _INVISIBLE.sub("\ufffd", name).translate(
        {9: "\ufffd", 10: "\ufffd", 0x2028: "\ufffd", 0x2029: "\ufffd"}
    )


def printable(text: str) -> str:
    """Return text without what could move a terminal's cursor or turn the reading direction."""
    return "\n".join(map(harmless, text.split("\n")))
