"""Teaching: what is taught, what is refused with which sentence, what the lists and the audit table say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Kind
from bot.errors import BotError
from bot.staff.teaching import PAGE
from bot.staff.wishes import Place, Wish, worded
from bot.store import PUBLICATIONS
from tests.bot.papers import library_of
from tests.bot.parking import audit, publish
from tests.bot.staff.conftest import wish

ODD = "占道摆摊被贴条该咋整"  # shares no word with any clause


async def refusal(attempt) -> str:
    with pytest.raises(BotError) as refused:
        await attempt
    assert "\n" not in str(refused.value)
    return str(refused.value)


async def test_a_taught_question_is_answered_by_its_clause_and_noted_with_who_taught_it(
    service, teaching, store
):
    before = await service.ask(ODD)
    number = await teaching.teach(wish(ODD, sentence="对停车费"), by="Telegram 12")
    answer = await service.ask(ODD)
    assert before.clause is None
    assert answer.clause.path == "二"
    assert answer.key_sentences == ("对停车费有异议的，可以向市交通局投诉。",)
    assert (await audit(store[0]))[-1] == ("teach", "Telegram 12", "parking", None)
    (only,) = (await teaching.phrasings()).items
    assert (only.id, only.question, only.clause, only.state, only.by) == (
        number,
        ODD,
        "二",
        "live",
        "Telegram 12",
    )
    assert only.at.tzinfo is not None


async def test_a_question_taught_as_not_answered_by_the_document_leans_others_like_it_to_silence(
    service, teaching
):
    assert (await service.ask("停车每月多少钱")).clause is not None
    await teaching.teach(wish("停车每月多少钱", "无"), by="甲")
    assert (await service.ask("停车每月多少钱")).clause is None


async def test_a_documents_number_is_no_personal_data(teaching):
    assert await teaching.teach(wish("嘉政办发〔2021〕35号管停车吗"), by="甲")


async def test_what_is_withdrawn_is_forgotten_and_can_be_taught_again(service, teaching, store):
    number = await teaching.teach(wish(ODD), by="甲")
    assert (await service.ask(ODD)).clause.path == "二"
    await teaching.withdraw(number, by="乙")
    assert (await service.ask(ODD)).clause is None
    assert (await audit(store[0]))[-1][:2] == ("unteach", "乙")
    for again in (teaching.withdraw(number, by="乙"), teaching.confirm(number, by="乙")):
        assert await refusal(again) == "这一条已经撤回或不存在；请刷新后再看。"
    await teaching.teach(wish(ODD), by="甲")
    assert (await service.ask(ODD)).clause.path == "二"


async def test_a_number_that_nothing_has_is_refused(teaching):
    for act in (
        act
        for number in (0, -1, 77, 2**40, 2**62)
        for act in (
            teaching.withdraw(number, by="甲"),
            teaching.show(number, public=True, by="甲"),
            teaching.withdraw_synonym(number, by="甲"),
        )
    ):
        assert await refusal(act) == "这一条已经撤回或不存在；请刷新后再看。"


REFUSED = [
    (wish(""), "问法里没有文字；请写上人们会怎么问。"),
    (wish(" ？！\u200b\0"), "问法里没有文字；请写上人们会怎么问。"),
    (wish("问" * 501), "问法超过 500 个字；请写短些。"),
    (wish("我是13812345678，找谁"), "问法里有电话、证件号、卡号或邮箱（或它们的遮盖标记）"),
    (wish("我是〔电话〕，找谁"), "问法里有电话、证件号、卡号或邮箱（或它们的遮盖标记）"),
    (wish("㍿" * 200), "问法超过 500 个字；请写短些。"),
    (wish(ODD, "九"), "《停车管理办法》里没有“九”这一条；请核对条款编号。"),
    (wish(ODD, sentence="停车费"), "“二”里没有以“停车费”开头的句子；"),
    (Wish(ODD, (Place("bus", "一"),)), "没有已发布的文件 bus；请核对文件编号。"),
    (wish("停车费收贵了找谁"), "文件附带的问法里已经有这一句，不用再教。"),
    (wish("停车一小时多少钱"), "文件附带的问法里，这一句属于一，以文件为准；请改问法文件再重新载入。"),
]


async def test_what_can_not_be_taught_is_refused_in_one_sentence(teaching, store):
    before = await audit(store[0])
    for asked, said in REFUSED:
        assert (await refusal(teaching.teach(asked, by="甲"))).startswith(said)
    assert await audit(store[0]) == before


async def test_a_question_is_taught_once_and_to_one_clause(teaching):
    await teaching.teach(wish(ODD), by="甲")
    assert await refusal(teaching.teach(wish(f" {ODD}"), by="乙")) == "这一句已经教过，不用再教。"
    assert await refusal(teaching.teach(wish(ODD, "一"), by="乙")) == (
        "这一句已经教给 parking 的“二”；要改的话，请先撤回那一条。"
    )
    assert "已经教给" in await refusal(teaching.teach(wish(ODD, "无"), by="乙"))


async def test_many_are_taught_at_once_and_each_that_is_not_says_why(service, teaching):
    both = Wish("罚单和投诉都问", (Place("parking", "一"), Place("parking", "二")))
    outcomes = await teaching.teach_all([wish(ODD), wish(ODD), wish("随便", "九"), both, wish("")], by="甲")
    assert [len(outcome.ids) for outcome in outcomes] == [1, 0, 0, 2, 0]
    assert [len(outcome.refusals) for outcome in outcomes] == [0, 1, 1, 0, 1]
    assert (await teaching.phrasings()).total == 3
    assert (await service.ask(ODD)).clause.path == "二"


async def test_the_list_has_pages_states_and_words_to_find(teaching):
    ids = [
        outcome.ids[0]
        for outcome in await teaching.teach_all([wish(f"第{n}问50%") for n in range(PAGE + 2)], by="甲")
    ]
    await teaching.withdraw(ids[0], by="甲")
    first, second = await teaching.phrasings(), await teaching.phrasings(page=2)
    assert [each.id for each in (*first.items, *second.items)] == ids[::-1]
    assert (len(first.items), first.total) == (PAGE, PAGE + 2)
    assert [each.id for each in (await teaching.phrasings(state="withdrawn")).items] == ids[:1]
    assert (await teaching.phrasings(state="live", words="0%")).total == PAGE + 1
    assert (await teaching.phrasings(words="第7问")).total == 1
    assert (await teaching.phrasings(words="_")).total == 0
    assert (await teaching.phrasings(words="\0\ud800%")).total == PAGE + 2
    assert (await teaching.phrasings(page=10**30)).items == ()


async def test_a_synonym_is_understood_until_it_is_withdrawn(service, teaching, store):
    assert (await service.ask("泊位票多少钱")).kind is Kind.NONE
    number = await teaching.add_synonym("泊位票", "停车费", by="甲")
    answer = await service.ask("泊位票多少钱")
    assert {choice.path for choice in answer.choices} == {"一", "二"}
    assert (await audit(store[0]))[-1] == ("synonym", "甲", None, None)
    (only,) = (await teaching.synonyms(state="live", words="泊位")).items
    assert (only.id, only.said, only.printed) == (number, "泊位票", ("停车费",))
    assert "已经在同义词里" in await refusal(teaching.add_synonym("泊位票", "停车费", by="乙"))
    await teaching.withdraw_synonym(number, by="乙")
    assert (await service.ask("泊位票多少钱")).kind is Kind.NONE
    assert (await teaching.synonyms(state="live")).total == 0


SYNONYMS_REFUSED = [
    ("", "停车费", "要写两边"),
    ("泊位票", " 、", "要写两边"),
    ("泊" * 31, "停车费", "最多 30 个字"),
    ("泊位票", "、".join(f"停车{n}" for n in range(11)), "最多 10 个"),
    ("泊位、票", "停车费", "只写一个词"),
    ("？", "停车费", "只写一个词"),
    ("13812345678", "停车费", "只写一个词"),
    ("泊位票", "停车费、宇航局", "已发布的文件里没有“宇航局”这样的说法"),
    ("停车费", "停车费", "已发布的文件里没有“停车费”这样的说法"),
]


async def test_a_synonym_that_would_not_help_is_refused(teaching):
    for said, printed, why in SYNONYMS_REFUSED:
        assert why in await refusal(teaching.add_synonym(said, printed, by="甲"))
    assert (await teaching.synonyms()).total == 0


async def test_every_act_is_a_publication_so_that_every_process_looks(teaching, store, desk, folder, rewrite):
    begun = len(await audit(store[0]))
    number = await teaching.teach(wish(ODD), by="甲")
    await teaching.show(number, public=True, by="甲")
    await teaching.show(number, public=False, by="甲")
    await teaching.confirm(number, by="甲")
    await teaching.withdraw(number, by="甲")
    await teaching.withdraw_synonym(await teaching.add_synonym("泊位票", "停车费", by="甲"), by="甲")
    acts = [row[0] for row in (await audit(store[0]))[begun:]]
    assert acts == "teach teach-public teach-private teach unteach synonym unsynonym".split()
    assert set(acts) <= set(PUBLICATIONS)
    assert max(map(len, PUBLICATIONS)) <= 16


LIBRARY = library_of(parking="停车办法\n一、停车。停车费5元。\n")


@given(st.text())
def test_any_text_is_worded_or_refused_and_what_is_worded_stays_so(text):
    try:
        question = worded(text, LIBRARY)
    except BotError:
        return
    assert question == worded(question, LIBRARY)
    assert "\0" not in question
    assert question.encode()


async def test_what_is_taught_survives_loading_its_file_again(service, teaching, desk, folder, rewrite):
    await teaching.teach(wish(ODD), by="甲")
    rewrite(("夜间免费", "夜间减半"))  # of another clause
    await publish(desk, folder)
    assert (await service.ask(ODD)).clause.path == "二"
    assert [each.state for each in (await teaching.phrasings()).items] == ["live"]
