"""Small documents for tests, written as the clause files they would be, and a library of them."""

from functools import cache
from textwrap import dedent

from bot.library import Library, clause_tokens
from knowledge.departments import Directory, read_departments
from knowledge.document import Published
from knowledge.splitting import split_text
from retrieval.tokens import Tokenizer
from tests.plan import POLICIES

DIRECTORY = read_departments(POLICIES)


@cache
def tokenizer() -> Tokenizer:
    """Return one tokenizer without any vocabulary; loading its dictionary takes half a second."""
    return Tokenizer()


def library_of(directory: Directory = DIRECTORY, /, **texts: str) -> Library:
    """Return a library of documents by id, each the text of a clause file (indented as the test is)."""
    published = [Published(split_text(dedent(text), id=id), 1) for id, text in texts.items()]
    clauses = [clause for one in published for clause in one.document.clauses]
    tokens = [clause_tokens(tokenizer(), clause) for clause in clauses]
    return Library(published, tokens, tokenizer=tokenizer(), directory=directory)
