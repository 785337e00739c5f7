"""Small documents for tests, written as the clause files they would be, and a library of them."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent
from typing import Any

from bot.library import Library
from bot.parts import clause_tokens, phrasing_tokens, prepare
from bot.picture import Picture, read_picture, write_picture
from knowledge.departments import Directory, read_departments
from knowledge.document import Document, Published
from knowledge.splitting import split_text
from knowledge.standing import standings
from retrieval.tokens import Tokenizer
from tests.plan import POLICIES

DIRECTORY = read_departments(POLICIES)


@cache
def tokenizer() -> Tokenizer:
    """Return one tokenizer without any vocabulary; loading its dictionary takes half a second."""
    return Tokenizer()


def library_of(directory: Directory = DIRECTORY, /, **texts: str) -> Library:
    """Return a library of documents by id, each the text of a clause file (indented as the test is)."""
    return library_from([Published(paper(id, text), 1) for id, text in texts.items()], directory)


def paper(id: str, text: str, **changes: Any) -> Document:
    """Return a document from the text of a clause file, with what else a test wants it to say."""
    return replace(split_text(dedent(text), id=id), **changes)


def versions_of(*documents: Document, live: bool = True) -> list[Published]:
    """Return versions of one document, from 1; the last is live, unless it has been withdrawn."""
    last = len(documents)
    return [Published(each, number, live and number == last) for number, each in enumerate(documents, 1)]


def library_from(published: Iterable[Published], directory: Directory = DIRECTORY) -> Library:
    """Return a library of all versions of some documents, prepared as a worker would and handed over."""
    found = standings(published)
    documents = [standing.published.document for standing in found]
    tokens = [clause_tokens(tokenizer(), clause) for each in documents for clause in each.clauses]
    cuts = [cut for each in documents for cut in phrasing_tokens(tokenizer(), each)]
    parts = prepare(
        found, tokens, cuts, marks=[f"{s.published.document.id} {s.published.version}" for s in found]
    )
    with TemporaryDirectory() as folder:
        write_picture(Picture(parts, (), 0), Path(folder) / "picture")
        picture = read_picture(Path(folder) / "picture")
    assert picture is not None
    return Library(picture.parts, tokenizer=tokenizer(), directory=directory)
