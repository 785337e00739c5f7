"""Whatever a file holds, splitting it neither raises nor loses nor makes up text."""

from hypothesis import given

from knowledge.document import Document, Part
from knowledge.reading import lines_of
from knowledge.sentences import split_sentences
from knowledge.splitting import split_text
from tests.knowledge.official import any_texts


def mended(document: Document, key: str) -> str:
    """Return the printed lines of a clause without white space."""
    return "".join("".join(piece.text.split()) for piece in document.pieces if piece.clause == key)


@given(any_texts)
def test_any_text_is_split_without_a_crash_and_problems_tell_what_is_wrong(text: str) -> None:
    document = split_text(text, id="x")
    assert document.title
    assert bool(document.clauses) != any(document.errors())
    assert all(problem.line >= 1 and problem.message.endswith("。") for problem in document.problems)


@given(any_texts)
def test_every_line_that_holds_text_is_in_exactly_one_piece(text: str) -> None:
    document = split_text(text, id="x")
    assert [(p.line, p.text) for p in document.pieces] == [
        (line.number, line.text) for line in lines_of(text)
    ]


@given(any_texts)
def test_the_text_of_a_clause_is_what_stands_in_its_lines(text: str) -> None:
    document = split_text(text, id="x")
    for clause in document.clauses:
        assert clause.body.strip()
        assert "".join(clause.body.split()) in mended(document, clause.key)
        assert "".join((clause.heading or "").split()) in mended(document, clause.key)
        assert all(sentence in clause.body for sentence in split_sentences(clause.body))


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
