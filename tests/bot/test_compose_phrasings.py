"""Clauses found by how people ask for them: words that no document has, the sentence that answers, leave-one-out."""

import pytest

from bot.answer import Kind
from bot.compose import compose
from bot.library import Library
from knowledge.document import Phrasing
from retrieval.normalise import normalise
from tests.bot.papers import library_from, library_of, paper, versions_of
from tests.conftest import TODAY

TEXT = """\
    小微企业帮扶办法
    一、融资
    （一）首贷服务。各县设立首贷服务中心。对首次贷款给予贴息。（责任单位：市金融办）
    （二）担保费率。政府性融资担保费率降至1%以下。
    二、用工
    （一）稳岗返还。对不裁员的企业返还失业保险费。（责任单位：市人力社保局）
    （二）培训。组织职工技能培训。
    """
ASKED = "头一回找银行借钱去哪儿"
PHRASINGS = (
    Phrasing("一（一）", "对首次贷款", ASKED, 1),
    Phrasing("一（一）", "", "没贷过款的小店上哪借钱", 2),
    Phrasing("二（一）", "没有这样的句子", "不炒员工鱿鱼国家退钱吗", 3),
    Phrasing("九（九）", "", "没有这一条的问法", 4),
)


@pytest.fixture(scope="module")
def taught() -> Library:
    return library_from(versions_of(paper("help", TEXT, phrasings=PHRASINGS)))


@pytest.fixture(scope="module")
def untaught() -> Library:
    return library_of(help=TEXT)


def test_a_clause_is_found_by_how_people_ask_for_it(taught, untaught):
    for question, path in ((ASKED, "一（一）"), ("员工一个没炒鱿鱼，国家退钱吗", "二（一）")):
        assert compose(question, untaught, TODAY)[0].kind is Kind.NONE
        assert compose(question, taught, TODAY)[0].clause.path == path


def test_the_sentence_that_a_phrasing_names_comes_first(taught):
    assert compose(ASKED, taught, TODAY)[0].key_sentences[0] == "对首次贷款给予贴息。"
    other = compose("首贷服务中心设在哪，头一回去", taught, TODAY)[0]
    assert other.key_sentences[0] == "各县设立首贷服务中心。"


def test_a_question_can_be_judged_without_its_own_phrasing(taught, untaught):
    without = frozenset({normalise(ASKED)})
    (left, sure), (never, was) = (
        compose(ASKED, taught, TODAY, without=without),
        compose(ASKED, untaught, TODAY),
    )
    assert sure < compose(ASKED, taught, TODAY)[1]
    assert left.kind is not Kind.ANSWER
    assert compose(ASKED, taught, TODAY, without=frozenset({"别的问题"}))[0].kind is Kind.ANSWER
    assert (never.kind, was) == (Kind.NONE, pytest.approx(0, abs=0.01))


def test_what_has_no_phrasing_in_common_is_answered_as_if_there_were_none(taught, untaught):
    for question in ("担保费率", "宠物医院", "失业保险费", "", "技能培训"):
        assert compose(question, taught, TODAY)[0] == compose(question, untaught, TODAY)[0]


def test_the_phrasings_of_a_text_go_when_it_is_replaced():
    old = paper("help", TEXT, phrasings=PHRASINGS)
    library = library_from(versions_of(old, paper("help", TEXT)))
    assert compose(ASKED, library, TODAY)[0].kind is Kind.NONE
