"""The file of lay terms: one obvious format, and a sentence with its line where a line isn't of it."""

from pathlib import Path

import pytest

from knowledge.errors import KnowledgeError
from knowledge.synonyms import FILE_NAME, read_synonyms
from tests.plan import POLICIES


def read(folder: Path, text: str | bytes) -> dict[str, tuple[str, ...]]:
    data = text.encode() if isinstance(text, str) else text
    (folder / FILE_NAME).write_bytes(data)
    return dict(read_synonyms(folder))


def test_each_lay_term_has_all_terms_of_its_lines(tmp_path: Path) -> None:
    text = "\ufeff# 贷款\n借钱、拆借 = 贷款、融资  # 两种说法\n\n借钱=资金周转\nAI = 人工智能\n"
    assert read(tmp_path, text) == {
        "借钱": ("贷款", "融资", "资金周转"),
        "拆借": ("贷款", "融资"),
        "AI": ("人工智能",),
    }


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert read_synonyms(tmp_path) == {}


@pytest.mark.parametrize("line", ["借钱", "借钱 =", "= 贷款", "、 = 贷款", "="])
def test_a_line_of_another_form_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    with pytest.raises(KnowledgeError, match=r"synonyms\.txt:2: 应写成“借钱、拆借 = 贷款、融资”的样子"):
        read(tmp_path, f"借钱 = 贷款\n{line}\n")


def test_what_is_not_text_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"synonyms\.txt:2: 不是 UTF-8 编码的文本"):
        read(tmp_path, "借钱 = 贷款\n".encode() + b"\xff\xfe")


def test_the_file_that_comes_with_the_project_is_in_order() -> None:
    terms = read_synonyms(POLICIES)
    assert terms["借钱"]
    assert all(len(said) >= 2 for said in terms)
