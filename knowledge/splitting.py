"""From the lines of a clause file to a document with its clauses."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.document import Clause, Document, Level, Part, Piece, Problem, Units
from knowledge.metadata import read_front, read_validity, signature_start
from knowledge.numbering import Number, Numbering, split_number
from knowledge.reading import Line, lines_of, read_text
from knowledge.units import split_units

LONGEST_HEADING = 30
"""A first sentence of more characters than this is text, not a heading."""


_STATUTE = frozenset({Numbering.CHAPTER, Numbering.SECTION, Numbering.ARTICLE})
_PAUSES = "，。；：！？"
_FIGURE = re.compile(r"[0-9%％]")
_ANNEX = re.compile(r"附件\s*\d*\s*(?:[：:]|$)")


@dataclass(slots=True)
class _Block:
    """A numbered block while it is read: its own lines, the blocks above it, whether it has numbered parts."""

    number: Number
    lines: list[Line]
    above: tuple["_Block", ...]
    has_parts: bool = False
    heading: str | None = field(default=None)


def split_file(path: Path) -> Document:
    """Read and split a clause file; its id is the file's name without ending. Raises KnowledgeError."""
    return split_text(read_text(path), id=path.stem)


def split_text(text: str, *, id: str) -> Document:
    """Split a document's text into its clauses; what is wrong with it is in `problems`, with line numbers."""
    lines = lines_of(text)
    first = next((i for i, line in enumerate(lines) if split_number(line.text)), len(lines))
    front = read_front(lines[:first])
    annexed = next((i for i in range(first, len(lines)) if _ANNEX.match(lines[i].text)), len(lines))
    signed = max(first, signature_start(lines[:annexed]))
    closing = read_front(lines[signed:annexed])
    annex = [Piece(Part.ANNEX, line.text, line.number) for line in lines[annexed:]]
    issued = front.issued or closing.issued
    title = front.title or id
    problems = []
    if front.title is None:
        problems.append(Problem(1, f"没有找到标题，先以文件名“{id}”为标题；请在正文前加一行标题。"))
    blocks = _blocks(lines[first:signed])
    clauses, pieces = _clauses(blocks)
    if not clauses:
        problems.append(
            Problem(1, "没有找到编号的条款（一、（一）1．第一条 等）；请检查文件内容。", Level.ERROR)
        )
    return Document(
        id=id,
        title=title,
        issuer=front.issuer or closing.issuer,
        doc_number=front.doc_number,
        issued=issued,
        validity=read_validity(title, "\n".join(clause.body for clause in clauses), issued),
        clauses=tuple(clauses),
        pieces=(*front.pieces, *pieces, *closing.pieces, *annex),
        text_hash=hashlib.sha256("\n".join(line.text for line in lines).encode()).hexdigest(),
        problems=tuple(problems),
    )


def _blocks(lines: Sequence[Line]) -> list[_Block]:
    """Group lines into numbered blocks; a block numbered as one above it closes that one."""
    blocks: list[_Block] = []
    open_blocks: list[_Block] = []
    for line in lines:
        numbered = split_number(line.text)
        kinds = [block.number.numbering for block in open_blocks]
        if numbered is None or (Numbering.ARTICLE in kinds and numbered[0].numbering not in _STATUTE):
            blocks[-1].lines.append(line)  # the items of an article belong to it
            continue
        number, _ = numbered
        if number.numbering in kinds:
            del open_blocks[kinds.index(number.numbering) :]
        if open_blocks:
            open_blocks[-1].has_parts = True
        block = _Block(number, [line], tuple(open_blocks))
        blocks.append(block)
        open_blocks.append(block)
    return blocks


def _clauses(blocks: Sequence[_Block]) -> tuple[list[Clause], list[Piece]]:
    clauses: list[Clause] = []
    pieces: list[Piece] = []
    seen: Counter[str] = Counter()
    inherited: dict[int, Units] = {}
    first_leads = False
    for block in blocks:
        bracket = split_units(_own_text(block), first_leads=first_leads)
        first_leads = first_leads or bracket.henceforth
        block.heading, body = _split_heading(bracket.text, block)
        units = bracket.units if bracket.units.names else _units_above(block, inherited)
        inherited[id(block)] = units
        path = "".join(b.number.label for b in (*block.above, block))
        key = None
        if body:
            seen[path] += 1
            key = path if seen[path] == 1 else f"{path}~{seen[path]}"
            sections = tuple(b.heading for b in block.above if b.heading)
            clauses.append(Clause(path, key, block.heading, body, units, block.lines[0].number, sections))
        part = Part.CLAUSE if body else Part.HEADING
        pieces += [Piece(part, line.text, line.number, key) for line in block.lines]
    return clauses, pieces


def _units_above(block: _Block, inherited: dict[int, Units]) -> Units:
    return next(
        (inherited[id(above)] for above in reversed(block.above) if inherited[id(above)].names), Units()
    )


def _own_text(block: _Block) -> str:
    """Join a block's lines, without its number; a line break inside a sentence is mended."""
    first = split_number(block.lines[0].text)
    text = first[1] if first else block.lines[0].text
    alone = len(text) <= LONGEST_HEADING and not any(mark in text for mark in _PAUSES)
    for line in block.lines[1:]:
        if alone or not text or text[-1] in "。；：！？）)”" or split_number(line.text):
            text += "\n"
        text += line.text
        alone = False
    return text.strip()


def _split_heading(text: str, block: _Block) -> tuple[str | None, str]:
    """Return the title of a block and the text after it.

    The title is a short first line without any pause, or a short first sentence without a figure; a lone
    sentence is a title only above numbered parts. Articles (第一条) have none: their first sentence is text.
    """
    if block.number.numbering is Numbering.ARTICLE:
        return None, text
    head, stop, rest = text.partition("\n")
    if stop and len(head) <= LONGEST_HEADING and not any(mark in head for mark in _PAUSES):
        return head, rest.strip()
    head, stop, rest = text.partition("。")
    short = len(head) <= LONGEST_HEADING and "\n" not in head
    if block.has_parts and short:
        return head.rstrip("：；") or None, rest.strip()
    if rest.strip() and short and not _FIGURE.search(head):
        return head or None, rest.strip()
    return None, text
