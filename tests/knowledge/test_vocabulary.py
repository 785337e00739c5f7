"""Terms that stay whole: those people keep, and those that a document marks."""

from pathlib import Path

import pytest

from knowledge.document import Document
from knowledge.errors import KnowledgeError
from knowledge.vocabulary import LONGEST_TERM, marked_terms, read_vocabulary
from tests.plan import POLICIES


def test_terms_stand_one_a_line_without_comments_and_each_once(tmp_path: Path) -> None:
    content = "\ufeff# 说明\n首贷\n\n  转供电  # 一个词\r\n首贷\n4+1\n"
    (tmp_path / "vocabulary.txt").write_text(content, encoding="utf-8")
    assert read_vocabulary(tmp_path) == ("首贷", "转供电", "4+1")


def test_without_the_file_there_are_no_terms(tmp_path: Path) -> None:
    assert read_vocabulary(tmp_path) == ()


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.txt").write_bytes(b"# terms\n" + "首贷".encode("gb18030"))
    with pytest.raises(
        KnowledgeError, match=r"vocabulary\.txt:2: 不是 UTF-8 编码的文本；请另存为 UTF-8 编码"
    ):
        read_vocabulary(tmp_path)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.txt").mkdir()
    with pytest.raises(KnowledgeError, match="读不出来"):
        read_vocabulary(tmp_path)


def test_the_kept_vocabulary_has_terms_of_the_plan_and_none_twice() -> None:
    terms = read_vocabulary(POLICIES)
    assert {"首贷服务中心", "转供电", "双随机"} <= set(terms)
    lines = (POLICIES / "vocabulary.txt").read_text(encoding="utf-8").splitlines()
    written = [term for line in lines if (term := line.partition("#")[0].strip())]
    assert sorted(terms) == sorted(written)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("实施“上市100”行动和“人才贷”“积分贷”", ("上市100", "人才贷", "积分贷")),
        ("严格执行《中华人民共和国政府采购法》", ("中华人民共和国政府采购法",)),
        ("深化“4+1”和“531X”", ("4+1", "531X")),
        ("“首贷”与“首贷”", ("首贷",)),
        ("企业开办“一次提交、一窗受理、一网通办”", ()),
        ("“" + "企" * LONGEST_TERM + "”", ("企" * LONGEST_TERM,)),
        ("“" + "企" * (LONGEST_TERM + 1) + "”", ()),
        ("“没有关上", ()),
        ("“”《》", ()),
        ("", ()),
    ],
)
def test_what_a_text_marks_as_a_term_joins_and_whole_phrases_do_not(
    text: str, terms: tuple[str, ...]
) -> None:
    assert marked_terms(text) == terms


def test_the_plan_marks_its_products_as_terms(plan: Document) -> None:
    terms = {term for piece in plan.pieces for term in marked_terms(piece.text)}
    assert {"人才贷", "云量贷", "贷款码", "品字标", "双随机、一公开"} & terms == {
        "人才贷",
        "云量贷",
        "贷款码",
        "品字标",
    }
