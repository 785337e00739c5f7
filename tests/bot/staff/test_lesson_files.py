"""Files of labelled questions: any content is read, line by line, as wishes or as sentences that say what is wrong."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.staff.lesson_files import Clauses, read_lesson_file
from bot.staff.wishes import Place

CLAUSES = Clauses(
    [Place("parking", "一"), Place("parking", "二"), Place("bus", "一"), Place("705", "第十条")]
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["query", "relevant", "clauses", "turns"]), inner, max_size=4)
    ),
)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("parking/一", Place("parking", "一")),
        ("bus/一", Place("bus", "一")),
        ("二", Place("parking", "二")),
        ("705", Place("705", "第十条")),
        ("bus", Place("bus", "一")),
    ],
)
def test_a_clause_is_named_by_document_and_number_or_by_what_only_it_has(name, place):
    assert CLAUSES.named(name) == place


@pytest.mark.parametrize("name", ["一", "parking", "九", "", "parking/九", "bus/"])
def test_a_name_that_means_no_clause_or_several_is_refused(name):
    with pytest.raises(ValueError, match="；请写成“文件编号/条款编号”。"):
        CLAUSES.named(name)


@given(lines=st.lists(st.text() | json_values.map(json.dumps), max_size=5))
def test_every_line_is_a_wish_a_problem_or_without_a_label(tmp_path_factory, lines):
    file: Path = tmp_path_factory.getbasetemp() / "labelled.jsonl"
    whole = [line.replace("\n", " ").replace("\r", " ").strip() for line in lines]
    file.write_bytes("\n".join(whole).encode("utf-8", "ignore"))
    read = read_lesson_file(file, CLAUSES)
    there = sum(bool(line.encode("utf-8", "ignore").decode().strip()) for line in whole)
    assert len(read.wishes) + len(read.problems) + read.unlabelled == there
    assert all(said.endswith("。") for _, said in read.problems)
    assert all(wish.places for _, wish in read.wishes)


@given(text=st.text())
def test_any_file_of_columns_is_read_too(tmp_path_factory, text):
    file: Path = tmp_path_factory.getbasetemp() / "parking.questions.tsv"
    file.write_bytes(f"一\t\t{text}".encode("utf-8", "ignore"))
    read = read_lesson_file(file, CLAUSES)
    assert all(wish.places[0].document == "parking" for _, wish in read.wishes)
