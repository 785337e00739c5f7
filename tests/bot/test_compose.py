"""What a question gets: texts as people read them, notices, names of today, advice, picks, the quotation gate."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answer import Answer, Kind
from bot.compose import LONGEST_QUESTION, compose
from bot.library import Library
from bot.quoting import QuotationError, answer_from
from knowledge.document import Status
from retrieval.search import KEY_SENTENCES_LIMIT
from tests.bot.papers import library_of
from tests.conftest import TODAY

PLAN = "jiaxing-xiaowei-2021-2023"


@pytest.fixture
def ask(library):
    """Return what asks the real plan, on a day after its period unless told otherwise."""
    return lambda question, today=TODAY: compose(question, library, today)[0]


def test_a_question_about_the_plan_is_answered_like_this(ask):
    assert ask("首贷服务中心在哪办").text == "\n\n".join(
        [
            "这份文件的期限到2023年12月31日为止，已经结束，以下是当时的规定。",
            "「持续开展小微企业首贷拓展三年专项行动，梳理建立小微企业“无贷户”名单，鼓励各县（市、区）设立首贷服务中心，"
            "实行首贷服务“一窗受理、一站办结”，提高融资便利度。」",
            "牵头单位：人行嘉兴市中心支行（现名：中国人民银行嘉兴市分行）\n"
            "其他责任单位：市财政局、市市场监管局、市金融办、嘉兴银保监分局（现名：国家金融监督管理总局嘉兴监管分局）",
            "出处：《嘉兴市小微企业三年成长计划（2021—2023年）》二（三）9 优化金融资源配置",
        ]
    )


def test_a_rate_of_the_past_is_answered_with_whom_to_ask_for_todays(ask):
    assert ask("融资担保费率降到多少").text == "\n\n".join(
        [
            "这份文件的期限到2023年12月31日为止，已经结束，以下是当时的规定。",
            "「深入推进政府性融资担保机构体系改革，突出支农支小支科，加快构建以嘉兴市小微企业信用保证基金为龙头、"
            "县（市）级担保机构为骨干的担保机构体系，逐步将政府性融资担保机构平均费率降至1%以下，"
            "服务小微企业数量走在全省前列。」",
            "牵头单位：人行嘉兴市中心支行（现名：中国人民银行嘉兴市分行）\n"
            "其他责任单位：市财政局、市市场监管局、市金融办、嘉兴银保监分局（现名：国家金融监督管理总局嘉兴监管分局）",
            "出处：《嘉兴市小微企业三年成长计划（2021—2023年）》二（三）9 优化金融资源配置",
            "其中的数字和标准是当时规定，今天的标准请咨询中国人民银行嘉兴市分行，或拨打 12345（政务服务便民热线）。",
        ]
    )


def test_a_clause_without_units_says_so(ask):
    answer = ask("加强组织领导是谁负责")
    assert answer.unit_lines == ("这一条没有写明责任单位。",)
    assert answer.units.names == ()


def test_a_group_of_units_is_named_as_one(ask):
    answer = ask("健全准入退出机制")
    assert answer.units.lead == "市市场监管局"
    assert answer.units.others == ("市“小微企业三年成长计划”工作领导小组其他成员单位",)


def test_the_day_decides_whether_the_plan_is_said_to_be_over(ask):
    def told(*day: int) -> tuple[Status | None, tuple[str, ...], tuple[str, ...]]:
        answer = ask("融资担保费率降到多少", date(*day))
        return answer.status, answer.notices, answer.advice

    upcoming = "这份文件从2021年8月19日起施行，现在还没有生效。"
    expired = "这份文件的期限到2023年12月31日为止，已经结束，以下是当时的规定。"
    assert told(2021, 8, 18) == (Status.UPCOMING, (upcoming,), ())
    assert told(2021, 8, 19) == (Status.CURRENT, (), ())
    assert told(2023, 12, 31) == (Status.CURRENT, (), ())
    status, notices, advice = told(2024, 1, 1)
    assert (status, notices) == (Status.EXPIRED, (expired,))
    assert len(advice) == 1


def test_a_document_without_any_date_is_of_unknown_validity_and_says_nothing_of_it():
    library = library_of(
        rules="""\
        停车管理办法
        一、停车收费
        （一）收费标准。停车费每小时5元。（责任单位：市交通局）
        （二）投诉渠道。对停车费有异议的，可以投诉。
        """
    )
    answer, _ = compose("停车收费标准是每小时多少元", library, TODAY)
    assert (answer.kind, answer.status, answer.notices, answer.advice) == (
        Kind.ANSWER,
        Status.UNKNOWN,
        (),
        (),
    )
    assert answer.to_json()["validity"] == {"from": None, "to": None, "status": "unknown"}


def test_advice_comes_only_with_figures_or_taxes(ask):
    assert ask("首贷服务中心在哪办").advice == ()
    assert len(ask("规下工业小微企业增加值年均增长多少").advice) == 1


def test_todays_tax_is_asked_of_the_tax_line(ask):
    (advice,) = ask("小型微利企业所得税税率").advice
    assert "12366（纳税缴费服务热线）" in advice
    assert "12345" not in advice
    assert "当时规定" in advice


def test_an_uncovered_tax_question_is_sent_to_the_tax_line_and_any_other_to_12345(ask):
    tax, other = ask("车船税怎么退"), ask("宠物医院怎么开")
    assert (tax.kind, other.kind) == (Kind.NONE, Kind.NONE)
    assert "12366" in tax.text
    assert other.text == (
        "抱歉，已发布的文件里没有找到这个问题的规定，我不能随便回答。建议拨打 12345（政务服务便民热线）问一问。"
    )


@pytest.mark.parametrize(
    "pick", ["优化金融资源配置", "二（三）9", "二(三)9", "二（三）9 优化金融资源配置", " 優化金融資源配置 "]
)
def test_a_heading_a_path_or_both_pick_the_clause(ask, pick):
    answer = ask(pick)
    assert answer.kind is Kind.ANSWER
    assert answer.clause.path == "二（三）9"
    assert [related.path for related in answer.related] == ["二（二）8", "二（三）10"]


def test_every_related_label_picks_its_clause(ask, library):
    for located in library.clauses:
        for related in ask(located.clause.path).related:
            assert ask(related.label).clause.key == related.key


def test_the_first_and_the_last_clause_have_one_neighbour(ask):
    assert [related.path for related in ask("一（一）").related] == ["一（二）"]
    assert [related.path for related in ask("三（三）").related] == ["三（二）"]


def test_a_topic_offers_its_clauses_and_each_of_them_can_be_picked(ask):
    answer = ask("实施五大行动，提振企业发展信心")
    assert answer.text == (
        "您想问的是下面哪一条？点一下，或者换个说法再问。\n\n"
        "• 主体培育提质行动\n• 平台加速集聚行动\n• 市场拓展扶优行动\n• 创新发展专项行动\n• 数字化转型行动"
    )
    assert [ask(choice.heading).clause.path for choice in answer.choices] == [
        choice.path for choice in answer.choices
    ]


@pytest.mark.parametrize("question", ["", "   ", "😀", "？！", "\u200b\u200b", "\0", "\ud800", "请问"])
def test_a_message_without_a_topic_is_offered_the_topics(ask, question):
    answer = ask(question)
    assert answer.kind is Kind.CHOICES
    assert [choice.heading for choice in answer.choices] == [
        "主要目标",
        "实施五大行动，提振企业发展信心",
        "优化营商环境，激活企业发展动力",
        "完善政策供给，夯实企业发展基础",
        "工作要求",
    ]
    assert [choice.path for choice in answer.choices] == [None] * 5
    assert {ask(choice.heading).kind for choice in answer.choices} == {Kind.CHOICES}


def test_another_city_is_said_to_be_another_city(ask):
    assert ask("深圳的首贷服务中心在哪办").text == (
        "目前只收录了嘉兴市人民政府办公室的文件，没有涉及深圳的内容。深圳的政策，请拨打当地的 12345 咨询。"
        "如果您问的不是深圳的政策，请去掉这个地名再问一次。"
    )


def test_ones_own_city_and_province_are_no_other_place(ask):
    assert ask("嘉兴首贷服务中心在哪办").clause.path == "二（三）9"
    assert "浙江" not in ask("浙江有首贷服务中心吗").text.replace("浙江制造", "")


def test_goods_named_like_a_city_are_no_other_city(ask):
    assert not ask("我卖白银首饰可以贷款吗").text.startswith("目前只收录了")


def test_who_names_a_city_and_means_another_is_told_what_to_do(ask):
    assert "请去掉这个地名再问一次" in ask("金华火腿店怎么申请信用贷款").text


def test_a_question_that_is_too_long_is_told_so_and_one_that_just_fits_is_read(ask):
    assert ask("首贷" * (LONGEST_QUESTION // 2)).kind is Kind.ANSWER
    assert ask("贷" * (LONGEST_QUESTION + 1)).text == (
        "您的问题太长了，我一次最多能看 5000 个字。请用一两句话说明想问的事。"
    )


def test_with_nothing_published_every_question_is_told_so():
    empty = library_of()
    for question in ("首贷服务中心在哪办", "", "深圳有什么补贴"):
        assert compose(question, empty, TODAY)[0].text == "现在还没有发布任何政策文件，暂时回答不了问题。"
    assert compose("你好", empty, TODAY)[0].kind is Kind.SMALLTALK


def test_only_a_span_of_the_clause_can_be_quoted(library):
    located = library.locate(PLAN, "二（三）9")
    for invented in ("首贷利率为3%。", located.sentences[0][:-1] + "！", located.sentences[0] + " "):
        with pytest.raises(QuotationError):
            answer_from("q", located, [located.sentences[0], invented], library=library, today=TODAY)
    with pytest.raises(QuotationError):
        answer_from("q", located, [library.clauses[0].sentences[0]], library=library, today=TODAY)


def test_a_sentence_too_long_to_quote_is_left_out_and_the_full_text_is_recommended():
    long = "，".join(["对符合条件的企业给予租金减免"] * 20)
    library = library_of(rules=f"办法\n一、租金减免。{long}。\n二、附则。本办法由市财政局解释。\n")
    answer, _ = compose("租金减免", library, TODAY)
    assert (answer.kind, answer.key_sentences) == (Kind.ANSWER, ())
    assert "这一条的原文很长，请看全文。" in answer.advice


def test_a_document_without_topics_still_offers_something_to_pick():
    library = library_of(rules="办法\n第一条 企业开办免收刻章费。\n第二条 本办法由市财政局解释。\n")
    answer, _ = compose("", library, TODAY)
    assert answer.kind is Kind.CHOICES
    assert len(answer.choices) == 2


def test_a_topic_with_a_single_clause_picks_the_clause():
    library = library_of(
        rules="办法\n一、保障措施\n（一）加强领导。各县要加强领导。\n二、其他\n（一）解释。由市财政局解释。\n"
    )
    answer, _ = compose("保障措施", library, TODAY)
    assert answer.kind is Kind.ANSWER


def test_the_same_clause_of_two_documents_can_be_told_apart():
    text = "办法\n一、总体要求。{}\n二、附则。由市财政局解释。\n"
    library = library_of(one=text.format("坚持甲原则。"), two=text.format("坚持乙原则。"))
    answer, _ = compose("总体要求", library, TODAY)
    assert len(answer.choices) == 2
    picked = {compose(choice.heading, library, TODAY)[0].clause for choice in answer.choices}
    assert len(picked - {None}) == 2


def assert_holds_together(answer: Answer, library: Library) -> None:
    """Check what is true of any answer whatever."""
    assert answer.text
    assert (answer.clause is None) == (answer.kind is not Kind.ANSWER)
    if answer.clause:
        located = library.locate(answer.clause.document, answer.clause.key)
        assert all(sentence in located.clause.body for sentence in answer.key_sentences)
        assert sum(map(len, answer.key_sentences)) <= KEY_SENTENCES_LIMIT
        assert len(answer.key_sentences) in (1, 2)
        assert set(answer.units.names) == set(located.clause.units.names)
        assert answer.clause.key not in {related.key for related in answer.related}
    if answer.kind is Kind.CHOICES:
        assert 2 <= len(answer.choices) <= 5
    answer.to_json()


words = st.sampled_from(
    "首贷 贷款 补贴 税 你好 谢谢 嘉兴 深圳 二（三）9 主要目标 小微企业 谁负责 多少 “ ” 。 ； \n \0 \ud800 😀".split(
        " "
    )
)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(
    question=st.one_of(
        st.text(),
        st.lists(words, max_size=12).map("".join),
        st.text("0１２〇一二（()）、.%"),
        st.characters(),
    )
)
def test_any_text_whatever_gets_an_answer_that_quotes_only_the_clause(library, question):
    answer, sure = compose(question, library, TODAY)
    assert 0 <= sure <= 1
    assert_holds_together(answer, library)


def test_every_sentence_of_the_plan_asked_as_a_question_gets_an_answer_that_holds_together(library):
    for located in library.clauses:
        for sentence in located.sentences:
            assert_holds_together(compose(sentence, library, TODAY)[0], library)
