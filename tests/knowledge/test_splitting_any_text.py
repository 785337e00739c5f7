"""Whatever a file holds, splitting it neither raises nor loses nor makes up text."""

from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from knowledge.document import Document, Line, Part
from knowledge.reading import lines_of
from knowledge.sentences import split_sentences
from knowledge.splitting import split_lines, split_text
from tests.knowledge.official import any_texts, official_lines

UNREAD = (Part.FRONT, Part.TABLE, Part.FURNITURE)


def printed(document: Document, key: str, part: Part) -> str:
    """Return the pieces of a clause that are `part`, without white space."""
    pieces = (piece for piece in document.pieces if (piece.clause, piece.part) == (key, part))
    return "".join("".join(piece.text.split()) for piece in pieces)


@given(any_texts)
def test_any_text_is_split_without_a_crash_and_problems_tell_what_is_wrong(text: str) -> None:
    document = split_text(text, id="x")
    assert document.title
    assert bool(document.clauses) != any(document.errors())
    assert all(problem.line >= 1 and problem.message.endswith("。") for problem in document.problems)


@given(any_texts)
def test_the_pieces_of_a_line_side_by_side_are_the_line_and_no_line_is_lost(text: str) -> None:
    document = split_text(text, id="x")
    lines = groupby(document.pieces, key=lambda piece: piece.line)
    assert [(number, "".join(piece.text for piece in pieces)) for number, pieces in lines] == [
        (line.number, line.text) for line in lines_of(text)
    ]


@given(any_texts)
def test_heading_and_text_of_a_clause_are_what_stands_in_its_pieces(text: str) -> None:
    document = split_text(text, id="x")
    for clause in document.clauses:
        assert clause.body.strip()
        assert "".join(clause.body.split()) == printed(document, clause.key, Part.CLAUSE)
        heading = "".join((clause.heading or "").split())
        assert printed(document, clause.key, Part.HEADING).strip("。：；，（）()【】") == heading.strip(
            "。：；，（）()【】"
        )
        assert all(sentence in clause.body for sentence in split_sentences(clause.body))


@given(st.lists(st.builds(Line, st.integers(1, 9), official_lines, st.sampled_from([None, *UNREAD]))))
def test_lines_whose_part_the_format_tells_keep_it_and_are_no_clause(lines: list[Line]) -> None:
    numbered = [Line(number, line.text, line.part) for number, line in enumerate(lines, 1)]
    document = split_lines(numbered, id="x")
    told = [(line.number, line.text, line.part) for line in numbered if line.part]
    assert [
        (p.line, p.text, p.part)
        for p in document.pieces
        if p.part in UNREAD and p.line in {t[0] for t in told}
    ] == told


@given(any_texts)
def test_clauses_have_keys_of_their_own_and_stand_in_the_order_of_their_lines(text: str) -> None:
    document = split_text(text, id="x")
    keys = [clause.key for clause in document.clauses]
    assert len(set(keys)) == len(keys)
    assert {piece.clause for piece in document.pieces if piece.part is Part.CLAUSE} == set(keys)
    assert [clause.line for clause in document.clauses] == sorted(clause.line for clause in document.clauses)


@given(any_texts)
def test_the_units_of_a_clause_are_printed_in_the_document_and_the_lead_is_one_of_them(text: str) -> None:
    document = split_text(text, id="x")
    printed = "".join("".join(line.text.split()) for line in lines_of(text))
    for clause in document.clauses:
        assert all("".join(name.split()) in printed for name in clause.units.names)
        assert clause.units.lead is None or clause.units.lead in clause.units.names
        assert len(set(clause.units.names)) == len(clause.units.names)
        assert not any(name.endswith(("有关部门", "相关部门", "职责分工负责")) for name in clause.units.names)


@given(any_texts)
def test_splitting_the_same_text_again_gives_the_same_document(text: str) -> None:
    assert split_text(text, id="x") == split_text(text, id="x")
