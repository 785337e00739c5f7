"""The phrasings beside a clause file."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.clause_files import find_files
from knowledge.document import Level, Phrasing
from knowledge.errors import KnowledgeError
from knowledge.phrasings import LONGEST_QUESTION, read_phrasings, read_questions


def test_the_three_columns_of_each_line_are_read() -> None:
    phrasings, problems = read_phrasings(
        "条款\t句子\t问法\r\n# 贷款\n\n二（三）9\t对小微企业\t贷款 能便宜点吗\t\n二（三）9\t\t=没抵押怎么贷款\n"
    )
    assert problems == ()
    assert phrasings == (
        Phrasing("二（三）9", "对小微企业", "贷款 能便宜点吗", 4),
        Phrasing("二（三）9", "", "=没抵押怎么贷款", 5),
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("二（三）9\t怎么贷款", "应有三列"),
        ("二（三）9\t\t怎么贷款\t多的", "应有三列"),
        ("\t\t怎么贷款", "没有写条款编号"),
        ("二（三）9\t对\t \u200b", "没有写问法"),
        ("二（三）9\t\t" + "问" * (LONGEST_QUESTION + 1), "超过 500 个字"),
    ],
)
def test_a_malformed_line_is_an_error_and_the_others_count(row: str, said: str) -> None:
    phrasings, problems = read_phrasings(f"一\t\t甲\n{row}\n二\t\t乙")
    assert [phrasing.line for phrasing in phrasings] == [1, 3]
    assert [(problem.line, problem.level) for problem in problems] == [(2, Level.ERROR)]
    assert said in problems[0].message


def test_a_repeated_phrasing_counts_once_and_is_reported() -> None:
    phrasings, problems = read_phrasings("一\t\t甲\n二\t\t甲\n一\t句\t甲")
    assert [phrasing.line for phrasing in phrasings] == [1, 2]
    assert [(problem.line, problem.level) for problem in problems] == [(3, Level.WARNING)]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_the_file_beside_a_clause_file_is_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_text("一、甲。", encoding="utf-8")
    (tmp_path / "b.txt").write_text("一、甲。", encoding="utf-8")
    (tmp_path / "a.questions.tsv").write_bytes("一\t\t怎么办理贷款\n".encode(encoding))
    first, second = find_files([tmp_path])
    assert read_questions(first) == ((Phrasing("一", "", "怎么办理贷款", 1),), ())
    assert read_questions(second) == ((), ())


def test_a_file_of_phrasings_that_cannot_be_read_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("一、甲。", encoding="utf-8")
    (tmp_path / "a.questions.tsv").write_bytes(b"PK\x03\x04")
    (file,) = find_files([tmp_path])
    with pytest.raises(KnowledgeError, match=r"a\.questions\.tsv:1: 名字以 \.tsv 结尾"):
        read_questions(file)


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_gives_phrasings_or_problems(text: str) -> None:
    phrasings, problems = read_phrasings(text)
    assert all(phrasing.path and phrasing.question for phrasing in phrasings)
    assert all(problem.line >= 1 for problem in problems)
