"""From when to when a document holds and what it replaces, as officials write it."""

from datetime import date

import pytest

from knowledge.dates import days_on, months_on, read_date, years_on
from knowledge.document import Document, FrontMatter, Line, Validity
from knowledge.splitting import split_lines, split_text
from knowledge.validity import Force, Passage, read_force

ISSUED = date(2024, 1, 10)


def force(sentence: str, *, closing: bool = True, title: str = "某市办法") -> Force:
    """Return what one sentence says, in a document issued on 10 January 2024."""
    return read_force(title, [Passage(7, sentence, closing)], issued=ISSUED)


@pytest.mark.parametrize(
    ("sentence", "start", "end"),
    [
        ("本办法自2024年4月1日起施行。", date(2024, 4, 1), None),
        ("自2024年4月1日起施行。", date(2024, 4, 1), None),
        ("本规定自二〇二四年五月一日起施行。", date(2024, 5, 1), None),
        ("本办法自 2024 年 4 月 1 日起施行。", date(2024, 4, 1), None),
        ("本办法于2024年5月1日起正式实施。", date(2024, 5, 1), None),
        ("本通知2024年1月1日起执行。", date(2024, 1, 1), None),
        ("本意见自发布之日起施行。", ISSUED, None),
        ("本意见自印发之日起30日后施行。", date(2024, 2, 9), None),
        ("本办法自公布之日起三十日后施行。", date(2024, 2, 9), None),
        ("本办法自公布之日起1个月后施行。", date(2024, 2, 10), None),
        ("本办法自2024年4月1日起施行，有效期至2026年12月31日。", date(2024, 4, 1), date(2026, 12, 31)),
        ("本办法自2024年4月1日起施行，有效期三年。", date(2024, 4, 1), date(2027, 3, 31)),
        ("本办法自2024年4月1日起施行，有效期为3年。", date(2024, 4, 1), date(2027, 3, 31)),
        ("本办法自2024年2月29日起施行，有效期5年。", date(2024, 2, 29), date(2029, 2, 28)),
        ("本办法自2024年4月1日起施行，有效期两年。", date(2024, 4, 1), date(2026, 3, 31)),
        ("本办法（试行）自2024年4月1日起施行，试行期一年。", date(2024, 4, 1), date(2025, 3, 31)),
        ("本办法自印发之日起施行，有效期五年。", ISSUED, date(2029, 1, 9)),
        ("本政策自2024年4月1日起执行，执行至2025年12月31日。", date(2024, 4, 1), date(2025, 12, 31)),
        ("本意见自2024年4月1日起至2026年12月31日止施行。", date(2024, 4, 1), date(2026, 12, 31)),
        ("本政策有效期为2024年4月1日至2026年12月31日。", date(2024, 4, 1), date(2026, 12, 31)),
        ("本措施自2024年4月1日起施行，有效期至2026年底。", date(2024, 4, 1), date(2026, 12, 31)),
        ("本办法由市财政局负责解释，自2024年4月1日起施行。", date(2024, 4, 1), None),
        ("申报期限至2024年5月1日。", ISSUED, None),
        ("优惠执行至2027年12月31日。", ISSUED, None),
        ("本办法规定的税收优惠执行至2027年12月31日。", ISSUED, None),
        ("补助自2024年5月1日起发放，期限三年。", ISSUED, None),
        ("原《甲办法》自2024年6月1日起废止。", ISSUED, None),
    ],
)
def test_only_what_is_said_of_the_document_itself_is_its_period(
    sentence: str, start: date, end: date | None
) -> None:
    assert force(sentence).validity == Validity(start, end)


def test_in_an_ordinary_clause_a_sentence_must_name_the_document() -> None:
    assert force("自2024年4月1日起施行，有效期三年。", closing=False).validity == Validity(ISSUED, None)
    assert force("本办法自2024年4月1日起施行。", closing=False).validity.start == date(2024, 4, 1)


def test_a_day_that_does_not_exist_is_unknown_and_told_with_its_line() -> None:
    said = force("本办法自2024年2月30日起施行，有效期至2026年11月31日。", title="某市计划（2024—2026年）")
    assert said.validity == Validity(None, None)
    assert [(problem.line, problem.message[:12]) for problem in said.problems] == [
        (7, "“2024年2月30日”"),
        (7, "“2026年11月31日"),
    ]


@pytest.mark.parametrize(
    ("title", "end"),
    [
        ("某市行动计划（2024—2026年）", 2026),
        ("某市行动计划（2024-2026）", 2026),
        ("某市2024至2026年行动计划", 2026),
        ("某市2024年度计划", None),
        ("某市2024年计划", None),
    ],
)
def test_a_title_says_the_last_year_only_with_a_period(title: str, end: int | None) -> None:
    assert force("", title=title).validity.end == (date(end, 12, 31) if end else None)


@pytest.mark.parametrize(
    ("sentence", "replaced"),
    [
        ("原《甲办法》（某政发〔2019〕5号）同时废止。", ("甲办法", "某政发〔2019〕5号")),
        ("《甲办法》《乙办法》自本办法施行之日起废止。", ("甲办法", "乙办法")),
        (
            "本办法施行后，《关于印发〈甲办法〉的通知》（某财〔2019〕5号）同时废止。",
            ("关于印发〈甲办法〉的通知", "某财〔2019〕5号"),
        ),
        ("原某政发〔2019〕5号文件同时废止。", ("某政发〔2019〕5号",)),
        ("依照《中小企业促进法》施行。", ()),
        ("与《甲办法》不一致的，以本办法为准。", ()),
    ],
)
def test_what_is_put_out_of_force_is_named_as_printed(sentence: str, replaced: tuple[str, ...]) -> None:
    assert force(sentence).replaces == replaced


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("二〇二一年八月十九日", date(2021, 8, 19)),
        ("二○二一年十二月三十一日", date(2021, 12, 31)),
        ("2021 年 8 月 19 日", date(2021, 8, 19)),
        ("２０２１年８月１９日", date(2021, 8, 19)),
        ("二〇二一年二月三十日", None),
    ],
)
def test_a_date_may_be_written_in_chinese_and_with_spaces(text: str, day: date | None) -> None:
    assert read_date(text) == day


def test_no_calendar_reaches_beyond_the_year_9999() -> None:
    last = date(9999, 12, 1)
    assert (days_on(last, 60), months_on(last, 1), years_on(last, 1)) == (None, None, None)
    assert months_on(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert years_on(date(2024, 2, 29), 3) == date(2027, 2, 28)
    assert years_on(date(2024, 2, 29), 4) == date(2028, 2, 28)


def test_several_issuers_sign_above_the_date_and_the_list_of_annexes_stands_above_them(
    document: Document,
) -> None:
    """
    某市财政局 某市科技局关于做好创新券申领工作的通知
    各县（市、区）财政局，各有关单位：
    为做好工作，现通知如下：
    一、申领对象。科技型企业。
    二、本通知自发布之日起施行。
    特此通知。
    附件：1．申请表
    2．名单
    某市财政局 某市科技局
    二〇二四年一月二日
    附件1
    一、企业情况
    """
    assert document.issuer == "某市财政局、某市科技局"
    assert document.validity == Validity(date(2024, 1, 2), None)
    assert [clause.body for clause in document.clauses] == ["科技型企业。", "本通知自发布之日起施行。"]
    assert [piece.part.value for piece in document.pieces if piece.clause is None] == [
        *["title", "notice", "preamble"],
        *["notice", "annex", "annex", "signature", "signature", "annex", "annex"],
    ]


def test_the_numbered_text_of_a_notice_is_no_clause_where_its_document_follows(document: Document) -> None:
    """
    关于印发《某市奖励办法（试行）》的通知
    各单位：
    一、请认真学习。
    某局
    2023年5月1日
    某市奖励办法（试行）
    第一条 奖励企业。
    第二条 本办法自2023年6月1日起试行，试行期两年。
    """
    assert document.title == "某市奖励办法（试行）"
    assert [clause.path for clause in document.clauses] == ["第一条", "第二条"]
    assert document.validity == Validity(date(2023, 6, 1), date(2025, 5, 31))
    assert document.issued == date(2023, 5, 1)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("某政办发〔2021〕35号", "某政办发〔2021〕35号"),
        ("某政办发（2021）35号", "某政办发（2021）35号"),
        ("某政办发[2021]35号", "某政办发[2021]35号"),
        ("某市人民政府令第52号", "某市人民政府令第52号"),
    ],
)
def test_a_document_number_is_read_in_any_brackets(line: str, number: str) -> None:
    document = split_text(f"{line}\n某市办法\n第一条 奖励企业。", id="x")
    assert (document.title, document.doc_number) == ("某市办法", number)


def test_front_matter_overrides_what_the_text_says() -> None:
    texts = [
        "某市办法",
        "第一条 奖励企业。",
        "第二条 本办法自2023年6月1日起施行，有效期三年。",
        "某局",
        "2023年5月1日",
    ]
    front = FrontMatter(
        id="named",
        title="另一个名称",
        issuer="某市人民政府",
        doc_number="某政发〔2023〕1号",
        issued=date(2023, 5, 2),
        effective_to=date(2025, 12, 31),
        replaces=("old",),
        region="嘉兴",
    )
    document = split_lines([Line(n, text) for n, text in enumerate(texts, 1)], id="x", front=front)
    assert (document.id, document.title, document.issuer) == ("named", "另一个名称", "某市人民政府")
    assert (document.doc_number, document.issued) == ("某政发〔2023〕1号", date(2023, 5, 2))
    assert document.validity == Validity(date(2023, 6, 1), date(2025, 12, 31))
    assert (document.replaces, document.region) == (("old",), "嘉兴")
