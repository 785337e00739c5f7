"""From a clause file to its document, with its front matter and the phrasings kept beside it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from knowledge.clause_files import ClauseFile
from knowledge.document import Document, Phrasing, Problem
from knowledge.errors import KnowledgeError
from knowledge.front_matter import read_front_matter
from knowledge.mending import harmless
from knowledge.phrasings import read_questions
from knowledge.reading import read_lines
from knowledge.sentences import split_sentences
from knowledge.splitting import split_lines

LONGEST_ID = 100
"""Characters of a file's name, without its ending, up to which it can be a document's id."""


def read_document(file: ClauseFile) -> Document:
    """Read and split a clause file with what belongs to it.

    What is wrong with it is in `problems`; raises KnowledgeError where it can't be read at all.
    """
    front, lines, wrong = read_front_matter(read_lines(file))
    if front.id is None and (len(file.stem) > LONGEST_ID or file.stem != harmless(file.stem)):
        raise KnowledgeError(
            f"{file.label}:1: 文件名太长或有看不见的字符，不能作编号；请改名，或在文件开头写明 id。"
        )
    document = split_lines(lines, id=file.stem, front=front)
    phrasings, unread = read_questions(file)
    beside = file.questions.label if file.questions else None
    misplaced = (*unread, *_homeless(document, phrasings))
    return replace(
        document,
        phrasings=phrasings,
        problems=(*wrong, *document.problems, *(replace(problem, file=beside) for problem in misplaced)),
    )


def _homeless(document: Document, phrasings: Iterable[Phrasing]) -> Iterator[Problem]:
    """Yield the phrasings whose clause or sentence isn't in the document (any more)."""
    sentences = lru_cache(maxsize=None)(split_sentences)  # a clause may have hundreds of phrasings
    for phrasing in (phrasing for phrasing in phrasings if not phrasing.is_uncovered):
        clause = document.clause_at(phrasing.path)
        if clause is None:
            yield Problem(
                phrasing.line, f"文件里没有“{phrasing.path}”这一条，这个问法不起作用；请核对条款编号。"
            )
        elif not any(sentence.startswith(phrasing.sentence) for sentence in sentences(clause.body)):
            yield Problem(
                phrasing.line, f"“{phrasing.path}”里没有以“{phrasing.sentence}”开头的句子；请核对原文。"
            )
