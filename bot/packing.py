"""Documents as bytes: a library holds thousands of them, and takes apart those that are asked about."""

import pickle
from dataclasses import dataclass, replace
from typing import Any

from knowledge.document import Clause, Document, Part, Phrasing, Piece, Units


def bare(document: Document) -> Document:
    """Return what a document says of itself, without its text."""
    return replace(document, clauses=(), pieces=(), phrasings=(), problems=())


@dataclass(frozen=True, slots=True)
class Packed:
    """A document's clauses, its pieces, and what people ask, as bytes; texts stand there in UTF-8."""

    clauses: bytes
    pieces: bytes
    phrasings: bytes


def pack(document: Document) -> Packed:
    """Return a document's text as bytes: plain tuples, which are read ten times as fast as its values."""
    clauses = [
        (c.path, c.key, c.heading, c.body, c.units.names, c.units.lead, c.line, c.sections)
        for c in document.clauses
    ]
    pieces = [(piece.part.value, piece.text, piece.line, piece.clause) for piece in document.pieces]
    phrasings = [(each.path, each.sentence, each.question, each.line) for each in document.phrasings]
    return Packed(pickle.dumps(clauses), pickle.dumps(pieces), pickle.dumps(phrasings))


def with_clauses(document: Document, packed: Packed) -> Document:
    """Return a bare document with its clauses: all that an answer needs."""
    clauses = pickle.loads(packed.clauses)  # noqa: S301 (our own process packed it)
    return replace(document, clauses=tuple(map(_clause, clauses)))


def whole(document: Document, packed: Packed) -> Document:
    """Return a bare document with its whole text; only the problems of its file are gone."""
    pieces, phrasings = map(pickle.loads, (packed.pieces, packed.phrasings))  # (our own process packed them)
    return replace(
        with_clauses(document, packed),
        pieces=tuple(Piece(_PARTS[part], text, line, clause) for part, text, line, clause in pieces),
        phrasings=tuple(Phrasing(*each) for each in phrasings),
    )


_PARTS = {part.value: part for part in Part}


def _clause(values: tuple[Any, ...]) -> Clause:
    path, key, heading, body, names, lead, line, sections = values
    return Clause(path, key, heading, body, Units(names, lead), line, sections)
