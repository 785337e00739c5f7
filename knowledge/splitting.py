"""From the lines of a clause file to a document with its clauses."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.blocks import LONGEST_HEADING, Block, group_lines
from knowledge.cutting import Cut, cut_block
from knowledge.document import (
    Clause,
    Document,
    FrontMatter,
    Level,
    Line,
    Part,
    Piece,
    Problem,
    Units,
    Validity,
)
from knowledge.outline import outline_of
from knowledge.reading import lines_of
from knowledge.validity import Passage, read_force

__all__ = ["LONGEST_HEADING", "MOST_CLAUSES", "SPLITTING", "split_lines", "split_text"]

SPLITTING = 1
"""Raised whenever the same file is split otherwise than before."""

MOST_CLAUSES = 5_000
"""A file of more clauses is refused."""

LONGEST_CLAUSE = 20_000
"""A clause of more characters is refused: its numbers were not recognised, or it isn't a policy."""

NO_FRONT = FrontMatter()
"""The front matter of a file that has none."""

_CLOSING_SECTIONS = re.compile("附则|施行|实施时间|有效期|执行时间|执行期限|实施期限|其他事项")


def split_text(text: str, *, id: str) -> Document:
    """Split a document's text into its clauses; what is wrong with it is in `problems`, with line numbers."""
    return split_lines(lines_of(text), id=id)


def split_lines(lines: Sequence[Line], *, id: str, front: FrontMatter = NO_FRONT) -> Document:
    """Split a document's lines into its clauses; what is wrong with it is in `problems`, with line numbers.

    `front` overrides what the text says. Lines of the parts FRONT, TABLE and FURNITURE are no clauses' text and
    break no paragraph.
    """
    id = front.id or id
    outline = outline_of(lines)
    head, tail = outline.head, outline.tail
    title = front.title or head.title or id
    problems = [*outline.problems]
    if front.title is None and head.title is None:
        problems.append(Problem(1, f"没有找到标题，先以文件名“{id}”为标题；请在正文前加一行标题。"))
    blocks, found = group_lines(lines, outline.numbered, most=MOST_CLAUSES)
    text = _Blocks(lines, blocks) if not _too_many(blocks) else None
    problems += found if text else []
    if text is None or not text.clauses:
        problems.append(_refusal(blocks))
    problems += _endless(text.clauses if text else ())
    issued = front.issued or head.issued or tail.issued
    clauses = tuple(text.clauses) if text else ()
    force = read_force(title, _passages(lines, outline.parts, clauses), issued=issued)
    return Document(
        id=id,
        title=title,
        issuer=front.issuer or head.issuer or tail.issuer or head.named_issuer,
        doc_number=front.doc_number or head.doc_number or tail.doc_number,
        issued=issued,
        validity=Validity(
            front.effective_from or force.validity.start, front.effective_to or force.validity.end
        ),
        clauses=clauses,
        pieces=tuple(_in_order(lines, outline.parts, text.pieces if text and clauses else {})),
        text_hash=hashlib.sha256(
            "\n".join(line.text for line in lines).encode("utf-8", "replace")
        ).hexdigest(),
        problems=tuple(sorted([*problems, *force.problems], key=lambda problem: problem.line)),
        replaces=front.replaces or force.replaces,
        region=front.region,
    )


def _too_many(blocks: Sequence[Block]) -> bool:
    return sum(not block.has_parts for block in blocks) > MOST_CLAUSES


def _refusal(blocks: Sequence[Block]) -> Problem:
    if _too_many(blocks):
        told = f"编号的条款超过 {MOST_CLAUSES} 条，不像一份政策文件；请拆成几个文件。"
    else:
        told = "没有找到编号的条款（一、（一）1．第一条 等）；请检查文件内容。"
    return Problem(1, told, Level.ERROR)


def _endless(clauses: Sequence[Clause]) -> Iterator[Problem]:
    for clause in clauses:
        if len(clause.body) > LONGEST_CLAUSE:
            told = f"“{clause.path}”这一条有 {len(clause.body)} 字，后面的编号可能没有认出来；请检查编号。"
            yield Problem(clause.line, told, Level.ERROR)


def _in_order(lines: Sequence[Line], parts: Sequence[Part], cut: dict[int, list[Piece]]) -> Iterator[Piece]:
    """Yield all pieces in the order of their lines; a numbered line that was not cut is told as preamble."""
    for index, line in enumerate(lines):
        if index in cut:
            yield from cut[index]
        else:
            part = parts[index]
            yield Piece(Part.PREAMBLE if part is Part.CLAUSE else part, line.text, line.number)


def _passages(lines: Sequence[Line], parts: Sequence[Part], clauses: Sequence[Clause]) -> Iterator[Passage]:
    """Yield what may speak of the document's own force: its clauses, the last ones above all, notice and preamble."""
    last = len(clauses) - 2
    for place, clause in enumerate(clauses):
        named = "".join((*clause.sections, clause.heading or ""))
        closing = place >= last or _CLOSING_SECTIONS.search(named) is not None
        yield Passage(clause.line, clause.body, closing)
    for line, part in zip(lines, parts, strict=True):
        if part in (Part.NOTICE, Part.PREAMBLE):
            yield Passage(line.number, line.text)


@dataclass(slots=True)
class _State:
    """What earlier blocks say of later ones: that the first listed leads, and units that share in everything."""

    first_leads: bool = False
    for_all: tuple[str, ...] = ()


class _Blocks:
    """The clauses of numbered blocks, and the pieces of each line by its index."""

    def __init__(self, lines: Sequence[Line], blocks: Sequence[Block]) -> None:
        self.clauses: list[Clause] = []
        self.pieces: dict[int, list[Piece]] = {}
        self._lines = lines
        self._seen: Counter[str] = Counter()
        self._headings: dict[int, str | None] = {}
        self._units: dict[int, Units] = {}
        state = _State()
        for block in blocks:
            self._add(block, state)

    def _add(self, block: Block, state: _State) -> None:
        cut = cut_block(
            block.text,
            block.number.numbering,
            has_parts=block.has_parts,
            first_leads=state.first_leads,
        )
        state.first_leads = state.first_leads or cut.said.henceforth
        named = cut.said.units if cut.said.units.names else self._above(block)
        self._headings[id(block)] = cut.heading
        self._units[id(block)] = named
        key = self._clause(block, cut, _with(named, state.for_all)) if cut.body else None
        state.for_all = tuple(dict.fromkeys((*state.for_all, *cut.said.for_all)))
        self._cut_lines(block, cut, key)

    def _above(self, block: Block) -> Units:
        above = (self._units[id(one)] for one in reversed(block.above))
        return next((units for units in above if units.names), Units())

    def _clause(self, block: Block, cut: Cut, units: Units) -> str:
        """Add a clause; return its key."""
        path = "".join(one.number.label for one in (*block.above, block))
        self._seen[path] += 1
        key = path if self._seen[path] == 1 else f"{path}~{self._seen[path]}"
        sections = tuple(heading for one in block.above if (heading := self._headings[id(one)]))
        line = self._lines[block.line].number
        self.clauses.append(Clause(path, key, cut.heading, cut.body, units, line, sections))
        return key

    def _cut_lines(self, block: Block, cut: Cut, key: str | None) -> None:
        """Cut the lines of a block where its parts end."""
        first = self._lines[block.line]
        self.pieces[block.line] = [Piece(Part.NUMBER, first.text[: block.number.end], first.number, key)]
        ends = iter(cut.ends)
        part, stop = next(ends, (Part.CLAUSE, 0))
        for segment in block.segments:
            pieces = self.pieces.setdefault(segment.line, [])
            number = self._lines[segment.line].number
            at, end = segment.start, segment.start + len(segment.text)
            while at < end:
                while stop <= at:
                    part, stop = next(ends)
                upto = stop if stop < end else end
                text = segment.text[at - segment.start : upto - segment.start]
                if pieces and text.isspace():
                    pieces[-1] = Piece(pieces[-1].part, pieces[-1].text + text, number, key)
                else:
                    pieces.append(Piece(part, text, number, key))
                at = upto


def _with(units: Units, shared: tuple[str, ...]) -> Units:
    """Add units that share in everything, at the end."""
    if not shared:
        return units
    return Units(tuple(dict.fromkeys((*units.names, *shared))), units.lead)
