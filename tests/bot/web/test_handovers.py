"""A person answers an owner on the web: the page fetches what was written, with the session that it has."""

import pytest

from bot.answer import Kind
from tests.bot.telegram.answering import assistant_on
from tests.bot.web.test_ask import QUESTION, asked

LI = {"by": "Telegram 3001", "name": "小李"}


@pytest.fixture
def assistant(engine, library, identity):
    return assistant_on(engine, library, identity)


async def fetched(client, session, after=0):
    response = await client.post("/api/messages", json={"session": session, "after": after})
    assert response.status == 200
    return await response.json()


async def waiting(client, assistant) -> tuple[str, int]:
    """Have somebody ask for a person; return their session and the handover's number."""
    answer = await asked(client, "转人工")
    assert answer["kind"] == Kind.PERSON
    [(handover, _)] = (await assistant.handovers.page()).rows
    return answer["session"], handover.id


async def test_who_asks_for_a_person_gets_their_words_once_each(client, assistant):
    session, number = await waiting(client, assistant)
    assert await fetched(client, session) == {"open": True, "who": None, "messages": []}
    await assistant.handovers.write_as_staff(number, "您好，请带营业执照", **LI)
    news = await fetched(client, session)
    [message] = news["messages"]
    assert news["who"] == "人工客服（小李）"
    assert (message["from"], message["name"], message["text"]) == (
        "staff",
        "人工客服（小李）",
        "您好，请带营业执照",
    )
    assert (await fetched(client, session, message["id"]))["messages"] == []


async def test_while_it_is_open_what_is_asked_goes_to_the_person(client, assistant):
    session, number = await waiting(client, assistant)
    answer = await (await client.post("/api/ask", json={"question": QUESTION, "session": session})).json()
    assert (answer["kind"], answer["text"], answer["question_id"]) == ("person", "已转给工作人员。", None)
    detail = await assistant.handovers.read(number)
    assert [message.text for message in detail.messages] == [QUESTION]


async def test_what_was_written_and_ended_meanwhile_is_there_when_they_come_back(client, assistant):
    session, number = await waiting(client, assistant)
    await assistant.handovers.write_as_staff(number, "办好了", **LI)
    await assistant.handovers.close(number, by=LI["by"])
    news = await fetched(client, session)
    assert not news["open"]
    assert [message["from"] for message in news["messages"]] == ["staff", "service"]


async def test_nobody_else_gets_them_with_another_session_or_a_forged_one(client, assistant):
    session, number = await waiting(client, assistant)
    await assistant.handovers.write_as_staff(number, "您好", **LI)
    nothing = {"open": False, "who": None, "messages": []}
    forged = session[:-1] + ("0" if session[-1] != "0" else "1")
    for other in (assistant.issue_session(), forged, "", "x" * 500):
        assert await fetched(client, other) == nothing


@pytest.mark.parametrize(
    "body", [{}, {"session": 1, "after": 0}, {"session": "x"}, {"session": "x", "after": -1}]
)
async def test_a_request_that_cannot_be_read_is_refused(client, body):
    assert (await client.post("/api/messages", json=body)).status == 400


async def test_the_page_offers_a_person_where_there_is_one(client):
    assert "data-person" in await (await client.get("/")).text()
