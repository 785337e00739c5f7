"""The buttons below an answer as of another day lead to the text of that day; lists unpack no text."""

from datetime import date

import pytest

from bot import library as library_
from bot.assistant import AnswerLength, Channel, Person
from knowledge.document import Validity
from tests.bot.papers import library_from, paper, versions_of
from tests.bot.telegram.running import everything_handled, running_bot

TEXT = """\
    停车办法
    一、停车费。停车费每小时{}元。
    二、投诉。可以投诉停车费{}。
    """
ASKED = "2022年3月的时候停车费每小时多少元"


@pytest.fixture(autouse=True)
def changed(assistant):
    """Let the assistant's document have changed at the beginning of 2023."""
    old = paper("p", TEXT.format(5, "五次"), validity=Validity(date(2020, 1, 1)))
    new = paper("p", TEXT.format(8, "八次"), validity=Validity(date(2023, 1, 1)))
    assistant.library = library_from(versions_of(old, new))


async def test_the_whole_text_and_its_neighbours_are_those_of_that_day(server, user, assistant):
    async with running_bot(server, assistant):
        await user.sends(ASKED)
        [answer] = await server.wait_for_messages(user, 1)
        await user.taps(answer, "📄 看全文")
        _, clause = await server.wait_for_messages(user, 2)
        assert "这是以前的文本，后来有修改。" in clause.text
        assert "停车费每小时5元。" in clause.text
        await user.taps(clause, "下一条 ›")
        await server.wait_until(lambda: "可以投诉停车费五次。" in clause.text)
        await user.taps(clause, "☰ 目录")
        await server.wait_until(lambda: "共 2 条" in clause.text)
        await user.taps(clause, "一 停车费")
        await server.wait_until(lambda: "停车费每小时5元。" in clause.text)


async def test_a_related_clause_is_answered_as_of_that_day_too(server, user, assistant):
    async with running_bot(server, assistant):
        await user.sends(ASKED)
        [answer] = await server.wait_for_messages(user, 1)
        await user.taps(answer, "🔗 相关")
        await server.wait_until(lambda: "二 投诉" in answer.buttons)
        await user.taps(answer, "二 投诉")
        _, related = await server.wait_for_messages(user, 2)
        assert "可以投诉停车费五次。" in related.text


async def test_an_answer_with_the_whole_text_folds_in_that_of_that_day(server, user, assistant):
    await assistant.set_answer_length(Person(Channel.TELEGRAM, "1001"), AnswerLength.FULL)
    async with running_bot(server, assistant):
        await user.sends(ASKED)
        [answer] = await server.wait_for_messages(user, 1)
    assert answer.text.count("停车费每小时5元。") == 2
    assert "8元" not in answer.text


async def test_the_live_text_says_nothing_of_earlier_ones(server, user, assistant):
    async with running_bot(server, assistant):
        await user.sends("停车费每小时多少元")
        [answer] = await server.wait_for_messages(user, 1)
        await user.taps(answer, "📄 看全文")
        _, clause = await server.wait_for_messages(user, 2)
    assert "停车费每小时8元。" in clause.text
    assert "以前的文本" not in clause.text


async def test_documents_are_listed_and_greeted_with_without_unpacking_any(
    server, user, assistant, monkeypatch
):
    for name in ("whole", "with_clauses"):
        monkeypatch.setattr(library_, name, None)
    papers = [paper(name, f"{name}办法\n一、甲。办事。\n") for name in ("p", "q")]
    assistant.library = library_from(one for each in papers for one in versions_of(each))
    async with running_bot(server, assistant):
        for text in ("/start", "/clauses"):
            await user.sends(text)
        greeting, listed = await server.wait_for_messages(user, 2)
        await everything_handled(server)
    assert "《p办法》" in greeting.text
    assert listed.buttons == ["《p办法》", "《q办法》"]
