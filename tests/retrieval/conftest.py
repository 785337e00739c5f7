"""What the tests of retrieval share: a tokenizer."""

from pathlib import Path

import pytest

from bot.library import Library
from retrieval.tokens import Tokenizer

VOCABULARY = ("首贷服务中心", "转供电", "4+1", "531X", "ＡＢ貸", "专精特新")


@pytest.fixture(scope="session")
def tokenizer(plan_store: tuple[Path, Library]) -> Tokenizer:
    """Return a tokenizer with a small vocabulary of its own (jieba's cache is the plan's)."""
    return Tokenizer(VOCABULARY, cache_folder=plan_store[0].parent / "cache")
