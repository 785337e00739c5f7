"""What a document says of itself: each document is written in its test's docstring."""

from datetime import date

import pytest

from knowledge.document import Document, Part, Validity
from knowledge.metadata import read_date, read_validity
from knowledge.splitting import split_text


def test_a_notice_its_signature_and_its_plan_are_told_apart(document: Document) -> None:
    """
    某市人民政府办公室关于印发某市三年计划的通知
    某政办发〔2021〕35号
    各县（市、区）人民政府：
    现印发给你们，请认真执行。
    某市人民政府办公室
    2021年8月19日
    （此件公开发布）
    某市三年计划
    （2021—2023年）
    为扶持企业，制定本计划。
    一、培育。扶持企业。
    """
    assert document.title == "某市三年计划（2021—2023年）"
    assert document.issuer == "某市人民政府办公室"
    assert document.doc_number == "某政办发〔2021〕35号"
    assert document.issued == date(2021, 8, 19)
    assert document.validity == Validity(date(2021, 8, 19), date(2023, 12, 31))
    assert [piece.part for piece in document.pieces] == [
        *[Part.NOTICE] * 4,
        *[Part.SIGNATURE] * 2,
        Part.NOTICE,
        *[Part.TITLE] * 2,
        Part.PREAMBLE,
        Part.CLAUSE,
    ]


def test_a_notice_alone_gives_the_title_and_the_issuer(document: Document) -> None:
    """
    某市人民政府关于印发《某市扶持企业计划（2024-2026年）》的通知
    某市人民政府
    2024年3月1日
    一、培育。扶持企业。
    """
    assert (document.title, document.issuer) == ("某市扶持企业计划（2024-2026年）", "某市人民政府")
    assert document.validity == Validity(date(2024, 3, 1), date(2026, 12, 31))


def test_a_title_alone_leaves_everything_else_unknown(document: Document) -> None:
    """
    某市扶持企业计划
    一、培育。扶持企业。
    """
    assert document.title == "某市扶持企业计划"
    assert (document.issuer, document.doc_number, document.issued) == (None, None, None)
    assert document.validity == Validity()
    assert document.problems == ()


def test_a_date_that_does_not_exist_is_unknown_and_the_period_of_the_title_remains(
    document: Document,
) -> None:
    """
    某市人民政府
    2023年2月30日
    某市计划（2021—2023年）
    一、培育。扶持企业。
    """
    assert document.issuer == "某市人民政府"
    assert document.issued is None
    assert document.validity == Validity(None, date(2023, 12, 31))


def test_a_sentence_before_the_date_is_no_issuer(document: Document) -> None:
    """
    现予公布。
    2023年2月3日
    某市计划
    一、培育。扶持企业。
    """
    assert (document.issuer, document.issued) == (None, date(2023, 2, 3))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021年8月19日", date(2021, 8, 19)),
        ("自2024年02月29日起施行", date(2024, 2, 29)),
        ("2023年2月29日", None),
        ("2023年13月1日", None),
        ("0000年1月1日", None),
        ("2021年8月", None),
        ("", None),
    ],
)
def test_a_date_is_read_only_where_it_exists(text: str, day: date | None) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize(
    ("title", "last"),
    [
        ("某市计划（2021—2023年）", date(2023, 12, 31)),
        ("某市计划（2021-2023年）", date(2023, 12, 31)),
        ("某市计划（2021～2023年）", date(2023, 12, 31)),
        ("某市计划（2021年—2023年）", date(2023, 12, 31)),
        ("某市计划（2021年至2023年）", date(2023, 12, 31)),
        ("某市2021–2023年计划", date(2023, 12, 31)),
        ("某市计划（2023—2021年）", None),
        ("某市计划（0000—0000年）", None),
        ("某市2021年计划", None),
        ("某市计划", None),
    ],
)
def test_the_period_in_a_title_ends_with_its_last_year(title: str, last: date | None) -> None:
    issued = date(2021, 8, 19)
    assert read_validity(title, "", issued) == Validity(issued, last)
    assert read_validity(title, "", None) == Validity(None, last)


def test_a_year_that_no_calendar_has_is_no_crash() -> None:
    document = split_text("某机关\n9999年99月99日\n计划（9998—9999年）\n一、甲。做乙。", id="x")
    assert (document.issued, document.validity.end) == (None, date(9999, 12, 31))


def test_a_preamble_broken_in_mid_sentence_is_no_title(document: Document) -> None:
    """
    某市扶持企业计划
    为认真贯彻落实有关决策部署，
    推动企业发展，
    制定本计划。
    一、培育。扶持企业。
    """
    assert document.title == "某市扶持企业计划"


def test_a_signature_below_the_last_clause_is_no_part_of_it(document: Document) -> None:
    """
    某市扶持企业计划
    一、培育。扶持企业。
    某市人民政府
    2021年8月19日
    """
    assert document.clauses[0].body == "扶持企业。"
    assert document.issued == date(2021, 8, 19)


def test_stated_days_of_force_win_over_issue_date_and_title(document: Document) -> None:
    """
    某市扶持企业计划（2021—2023年）
    一、施行。本办法自2022年1月1日起施行，有效期至2024年2月29日。
    """
    assert document.validity == Validity(date(2022, 1, 1), date(2024, 2, 29))


def test_document_number_and_adoption_line_are_no_part_of_the_title(document: Document) -> None:
    """
    嘉政发〔2022〕5号
    （2022年3月1日市政府常务会议通过）
    某市扶持企业办法
    第一条 扶持企业。
    """
    assert document.title == "某市扶持企业办法"
    assert document.doc_number == "嘉政发〔2022〕5号"
