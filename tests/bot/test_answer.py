"""The answer's JSON object, for each kind, as the contract has it."""

import json
from datetime import date

import pytest

from bot.answer import Answer, Choice, ClauseRef, Kind, Related
from bot.compose import compose
from tests.conftest import TODAY

PLAN = "jiaxing-xiaowei-2021-2023"

CONTRACT = {
    "session",
    "kind",
    "question",
    "text",
    "clause",
    "key_sentences",
    "units",
    "validity",
    "choices",
    "related",
}


@pytest.fixture
def as_json(library):
    """Return what asks the real plan and gives the JSON object, having been through JSON text."""
    return lambda question, today=TODAY: json.loads(
        json.dumps(compose(question, library, today)[0].to_json())
    )


def test_an_answer_has_the_contracts_fields(as_json):
    got = as_json("第一次贷款去哪里办，首贷服务中心在哪")
    assert got.keys() >= CONTRACT
    assert {key: got[key] for key in ("kind", "question", "session", "choices")} == {
        "kind": "answer",
        "question": "第一次贷款去哪里办，首贷服务中心在哪",
        "session": None,
        "choices": [],
    }
    assert got["clause"] == {
        "document": PLAN,
        "version": 1,
        "path": "二（三）9",
        "heading": "优化金融资源配置",
        "url": f"/clauses/{PLAN}/%E4%BA%8C%EF%BC%88%E4%B8%89%EF%BC%899",
    }
    assert got["units"] == {
        "lead": "人行嘉兴市中心支行",
        "others": ["市财政局", "市市场监管局", "市金融办", "嘉兴银保监分局"],
    }
    assert got["validity"] == {"from": "2021-08-19", "to": "2023-12-31", "status": "expired"}
    assert any("设立首贷服务中心" in sentence for sentence in got["key_sentences"])
    assert all(related.keys() == {"document", "path", "heading"} for related in got["related"])


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ((2021, 8, 18), "upcoming"),
        ((2021, 8, 19), "current"),
        ((2023, 12, 31), "current"),
        ((2024, 1, 1), "expired"),
    ],
)
def test_the_status_is_that_of_the_day(as_json, day, status):
    assert as_json("首贷服务中心在哪办", date(*day))["validity"]["status"] == status


def test_units_are_empty_and_not_null_where_a_clause_names_none(as_json):
    assert as_json("加强组织领导是谁负责")["units"] == {"lead": None, "others": []}


@pytest.mark.parametrize(
    ("question", "kind"),
    [("", "choices"), ("宠物医院怎么开", "none"), ("你好", "smalltalk"), ("深圳的补贴", "none")],
)
def test_clause_units_and_validity_are_null_where_no_clause_is_asserted(as_json, question, kind):
    got = as_json(question)
    assert got.keys() >= CONTRACT
    assert got["kind"] == kind
    assert (got["clause"], got["units"], got["validity"], got["key_sentences"]) == (None, None, None, [])
    assert bool(got["choices"]) == (kind == "choices")


def test_a_choice_of_a_topic_has_no_path_and_one_of_a_clause_has(as_json):
    assert as_json("")["choices"][0] == {"document": PLAN, "path": None, "heading": "主要目标"}
    assert as_json("主要目标")["choices"][0] == {
        "document": PLAN,
        "path": "一（一）",
        "heading": "小微企业规模总量不断壮大",
    }


def test_choices_are_a_list_in_the_text():
    answer = Answer(Kind.CHOICES, "q", ("哪一个？",), choices=(Choice("甲"), Choice("乙")))
    assert answer.text == "哪一个？\n\n• 甲\n• 乙"


def test_an_address_is_safe_whatever_document_and_key_are_called():
    clause = ClauseRef('a b"<', "标题", 1, "一", "一~2", None)
    assert clause.url == "/clauses/a%20b%22%3C/%E4%B8%80~2"


def test_a_label_is_path_and_heading_or_the_path_alone():
    assert ClauseRef("d", "t", 1, "二（三）9", "二（三）9", "优化").label == "二（三）9 优化"
    assert ClauseRef("d", "t", 1, "第十二条", "第十二条", None).label == "第十二条"
    assert Related("d", "二（三）9", "二（三）9", "优化").label == "二（三）9 优化"
    assert Related("d", "第十二条", "第十二条", None).label == "第十二条"


def test_an_answer_can_be_neither_changed_nor_given_new_fields():
    with pytest.raises(AttributeError):
        Answer(Kind.NONE, "q").kind = Kind.ANSWER  # type: ignore[misc]
