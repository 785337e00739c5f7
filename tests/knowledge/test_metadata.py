"""What a document says of itself: each document is written in its test's docstring."""

from datetime import date

import pytest

from knowledge.dates import read_date
from knowledge.document import Document, Part, Validity
from knowledge.splitting import split_text
from knowledge.validity import read_force


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
        Part.NUMBER,
        Part.HEADING,
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
    assert read_force(title, [], issued=issued).validity == Validity(issued, last)
    assert read_force(title, [], issued=None).validity == Validity(None, last)


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


def test_a_preamble_that_a_page_breaks_in_mid_sentence_is_no_title(document: Document) -> None:
    """
    某市人民政府关于支持企业
    发展的若干意见
    （某政发〔2022〕5号）
    各县（市、区）人民政府，市政府各部门、直
    属各单位：
    为认真贯彻落实省委省政府有关决策部署和
    会议精神，制定本意见。
    一、培育。扶持企业。
    """
    assert document.title == "某市人民政府关于支持企业发展的若干意见"
    assert (document.issuer, document.doc_number) == ("某市人民政府", "某政发〔2022〕5号")


def test_a_signature_may_stand_between_the_title_and_the_text(document: Document) -> None:
    """
    某市扶持企业办法
    某市财政局
    2023年5月1日
    第一条 扶持企业。
    """
    assert (document.title, document.issuer) == ("某市扶持企业办法", "某市财政局")
    assert document.issued == date(2023, 5, 1)


def test_a_date_below_the_title_is_no_signature_of_it(document: Document) -> None:
    """
    某市扶持企业办法
    2023年5月1日
    第一条 扶持企业。
    """
    assert (document.title, document.issuer) == ("某市扶持企业办法", None)
    assert document.issued == date(2023, 5, 1)


def test_contents_right_below_the_title_are_neither_title_nor_clauses(document: Document) -> None:
    """
    某市扶持企业办法
    目 录
    第一章 总则……1
    第二章 附则……3
    第一章 总则
    第一条 扶持企业。
    第二章 附则
    第二条 施行。
    """
    assert document.title == "某市扶持企业办法"
    assert [clause.path for clause in document.clauses] == ["第一章第一条", "第二章第二条"]


def test_a_page_of_a_website_says_number_day_and_issuer_above_the_title(document: Document) -> None:
    """
    索引号：0014/2023-1
    发文机关：某市财政局
    文号：某财〔2023〕8号
    成文日期：2023年5月1日
    某市扶持企业办法
    第一条 扶持企业。
    """
    assert (document.title, document.issuer) == ("某市扶持企业办法", "某市财政局")
    assert (document.doc_number, document.issued) == ("某财〔2023〕8号", date(2023, 5, 1))


def test_a_number_that_the_notice_only_mentions_is_not_its_own(document: Document) -> None:
    """
    某市财政局关于做好补助工作的通知
    各有关单位：
    根据某省政府某政发〔2020〕1号文件精神，现通知如下：
    一、培育。扶持企业。
    """
    assert document.doc_number is None


def test_a_statute_was_issued_on_the_day_of_its_publication(document: Document) -> None:
    """
    某市促进条例
    （2023年5月1日某市人大常委会通过 2023年7月10日公布 自2023年9月1日起施行）
    第一章 总　则
    第一条 扶持企业。
    """
    assert (document.issued, document.clauses[0].sections) == (date(2023, 7, 10), ("总则",))


def test_whom_to_call_is_a_clause_above_a_signature_and_where_there_is_none(document: Document) -> None:
    """
    某市公告
    一、申报方式。网上申报。
    二、联系方式
    联系人：张三，电话12345678。
    """
    assert [clause.body for clause in document.clauses] == ["网上申报。", "联系人：张三，电话12345678。"]
