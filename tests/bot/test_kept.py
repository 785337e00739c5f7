"""What is kept of a question with personal data in it, and how fast one person may ask."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import wording
from bot.assistant import Assistant, Channel, Person
from bot.masking import PHONE
from bot.rates import MOST_A_MINUTE, TooManyQuestions
from bot.store import QuestionRow

ANN = Person(Channel.TELEGRAM, "8675309")
BOB = Person(Channel.TELEGRAM, "1002003")
QUESTION = "我的手机１３８-12345678，身份证330402198501011234，首贷服务中心在哪办"
SECRETS = ("12345678", "330402", "１３８")


@pytest.fixture
def assistant(clocked: Assistant) -> Assistant:
    return clocked


async def test_nothing_that_is_stored_holds_the_personal_data_of_a_question(assistant):
    answer = await assistant.ask(QUESTION, ANN)
    async with assistant.engine.connect() as connection:
        (row,) = (await connection.execute(select(QuestionRow))).all()
    assert PHONE in row.text
    assert not [secret for secret in SECRETS if secret in repr(tuple(row))]
    recalled = await assistant.recall(answer.question_id, ANN)
    assert not [secret for secret in SECRETS if secret in repr(recalled)]


async def test_the_answer_is_that_of_the_whole_question_and_says_at_its_end_that_the_data_is_not_kept(
    assistant,
):
    answer = await assistant.ask(QUESTION, ANN)
    plain = await assistant.ask("首贷服务中心在哪办", BOB)
    assert answer.question == QUESTION
    assert answer.key_sentences == plain.key_sentences
    assert answer.text.endswith(wording.PERSONAL_NOT_KEPT)
    assert wording.PERSONAL_NOT_KEPT not in plain.text


async def test_a_follow_up_refers_to_a_question_whose_data_was_masked(assistant):
    first = await assistant.ask(QUESTION, ANN)
    assert (await assistant.ask("归谁管", ANN)).clause == first.clause


async def test_who_asks_too_fast_has_to_wait_a_little_and_nobody_else(assistant, clock):
    for _ in range(MOST_A_MINUTE):
        await assistant.ask("谢谢", ANN)
        clock.now += timedelta(seconds=1)
    with pytest.raises(TooManyQuestions) as caught:
        await assistant.ask("谢谢", ANN)
    assert caught.value.wait == 60 - MOST_A_MINUTE
    await assistant.ask("谢谢", BOB)
    clock.now += timedelta(seconds=caught.value.wait)
    await assistant.ask("谢谢", ANN)
    with pytest.raises(TooManyQuestions):
        await assistant.ask("谢谢", ANN)


async def test_who_keeps_asking_meanwhile_waits_no_longer(assistant, clock):
    for _ in range(MOST_A_MINUTE):
        await assistant.ask("谢谢", ANN)
    for _ in range(6):
        with pytest.raises(TooManyQuestions):
            await assistant.ask("谢谢", ANN)
        clock.now += timedelta(seconds=10)
    await assistant.ask("谢谢", ANN)


async def test_what_was_sent_while_the_service_was_down_is_answered_however_much_there_is(assistant, clock):
    for _ in range(MOST_A_MINUTE + 5):
        await assistant.ask("谢谢", ANN, sent=clock.now - timedelta(minutes=2))
    with pytest.raises(TooManyQuestions):
        await assistant.ask("谢谢", ANN, sent=clock.now - timedelta(seconds=5))


async def test_edits_of_one_message_count_too(assistant):
    for _ in range(MOST_A_MINUTE):
        await assistant.ask("谢谢", ANN, message_id=7)
    with pytest.raises(TooManyQuestions):
        await assistant.ask("谢谢", ANN, message_id=7)


async def test_a_terminal_may_ask_as_fast_as_it_can(assistant):
    person = Person(Channel.TERMINAL, "a run")
    for _ in range(MOST_A_MINUTE + 5):
        await assistant.ask("谢谢", person)
