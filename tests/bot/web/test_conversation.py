"""Votes, forgetting and a clause's full text, through HTTP."""

import pytest

from tests.bot.web.test_ask import QUESTION, asked

PLAN = "jiaxing-xiaowei-2021-2023"


async def voted(client, answer, **changed):
    body = {"session": answer["session"], "question_id": answer["question_id"], "helpful": True, **changed}
    return await client.post("/api/vote", json=body)


async def test_an_answer_can_be_voted_on_and_the_vote_changed(client):
    answer = await asked(client, QUESTION)
    for helpful in (True, False):
        response = await voted(client, answer, helpful=helpful)
        assert response.status == 200
        assert await response.json() == {"helpful": helpful}


async def test_another_persons_answer_cannot_be_voted_on(client):
    mine, theirs = await asked(client, QUESTION), await asked(client, QUESTION)
    response = await voted(client, mine, question_id=theirs["question_id"])
    assert response.status == 404
    assert (await response.json())["error"]


@pytest.mark.parametrize("session", ["forged", "", "\ud800"])
async def test_a_vote_with_a_session_that_was_not_issued_is_refused(client, session):
    assert (await voted(client, await asked(client, QUESTION), session=session)).status == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"helpful": 1},
        {"helpful": None},
        {"helpful": "yes"},
        {"question_id": "1"},
        {"question_id": True},
        {"question_id": -1},
        {"question_id": 2**63},
        {"question_id": 1.5},
        {"question_id": None},
        {"session": None},
        {"session": 7},
    ],
)
async def test_a_vote_of_the_wrong_shape_is_refused(client, wrong):
    response = await voted(client, await asked(client, QUESTION), **wrong)
    assert response.status == 400
    assert (await response.json())["error"]


async def test_a_vote_on_an_answer_that_never_was_is_refused(client):
    assert (await voted(client, await asked(client, QUESTION), question_id=2**63 - 1)).status == 404


async def test_forgetting_erases_what_was_asked_in_this_session_only(client):
    mine, theirs = await asked(client, QUESTION), await asked(client, QUESTION)
    await asked(client, "数字化转型", session=mine["session"])
    response = await client.post("/api/forget", json={"session": mine["session"]})
    assert await response.json() == {"erased": 2}
    assert (await voted(client, mine)).status == 404
    assert (await voted(client, theirs)).status == 200


async def test_forgetting_a_session_that_was_not_issued_erases_nothing(client):
    response = await client.post("/api/forget", json={"session": "forged"})
    assert await response.json() == {"erased": 0}


@pytest.mark.parametrize("path", ["/api/vote", "/api/forget"])
async def test_a_form_cannot_vote_or_forget(client, path):
    response = await client.post(path, data={"session": "a"})
    assert response.status == 400


@pytest.mark.parametrize("path", ["/api/vote", "/api/forget"])
async def test_votes_and_forgetting_want_a_session(client, path):
    response = await client.post(path, json={"question_id": 1, "helpful": True})
    assert response.status == 400
    assert (await response.json())["error"] == "请求里缺少 session。"


async def test_the_full_text_of_a_clause_holds_what_was_quoted(client, library):
    answer = await asked(client, QUESTION)
    response = await client.get("/api" + answer["clause"]["url"])
    clause = await response.json()
    assert clause["path"] == "二（三）9"
    assert any(answer["key_sentences"][0] in paragraph for paragraph in clause["paragraphs"])
    assert "".join(clause["paragraphs"]) == library.clause(PLAN, "二（三）9")[1].body


@pytest.mark.parametrize("path", [f"/api/clauses/{PLAN}/四", "/api/clauses/none/一（一）"])
async def test_the_full_text_of_a_clause_that_is_not_there_is_refused(client, path):
    response = await client.get(path)
    assert response.status == 404
    assert (await response.json())["error"]


async def test_a_session_goes_on_from_what_it_was_shown_and_no_other_does(client):
    first = await asked(client, QUESTION)
    response = await client.post("/api/ask", json={"question": "归谁管", "session": first["session"]})
    assert (await response.json())["clause"] == first["clause"]
    assert (await asked(client, "归谁管"))["kind"] == "choices"
