"""Cutting a clause's texts into the tokens that it is found by."""

from collections.abc import Sequence

from retrieval.search import EntryTokens
from retrieval.tokens import Tokenizer

CUTTING = 1
"""Raised when texts are cut otherwise or tokens kept otherwise: stored tokens are then made anew."""


def cut_entry(
    tokenizer: Tokenizer,
    *,
    headings: Sequence[str],
    body: str,
    units: Sequence[str],
    sentences: Sequence[str],
) -> EntryTokens:
    """Return the tokens of a clause: its headings, body and units as one text, and its sentences one by one."""
    title = tokenizer.tokens(" ".join(headings))
    text = tokenizer.tokens(" ".join([*headings, body, *units]))
    return EntryTokens(title, text, tuple(tokenizer.tokens(sentence) for sentence in sentences))
