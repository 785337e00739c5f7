"""The send queue: limits, order, fairness, retries, refusals; by a clock that costs no time."""

import asyncio
import random
from dataclasses import dataclass, field
from typing import cast

import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from bot.health import Health
from bot.telegram.outgoing import Place
from bot.telegram.sending import Delivery, Outbox, Outcome, Patience
from tests.bot.telegram.virtual import VirtualClock


@pytest.fixture(autouse=True)
def durations_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do what build_application does: without it the library warns whenever it makes a RetryAfter."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@dataclass
class Log:
    """What was sent when: (seconds since the start, chat, name, plain)."""

    clock: VirtualClock
    sent: list[tuple[float, int, str, bool]] = field(default_factory=list)

    def times(self, chat: int) -> list[float]:
        return [moment for moment, sent_to, _, _ in self.sent if sent_to == chat]

    def names(self) -> list[str]:
        return [name for _, _, name, _ in self.sent]


@dataclass(frozen=True)
class Note:
    """Something to send that fails with the given errors first."""

    log: Log
    place: Place | None
    name: str = ""
    errors: tuple[Exception, ...] = ()
    counted: bool = True

    async def perform(self, bot: Bot, *, plain: bool) -> int | None:
        tries = self.log.names().count(self.name) if self.errors else 0
        chat = self.place.chat_id if self.place else 0
        self.log.sent.append((self.log.clock.now() - 1000.0, chat, self.name, plain))
        if tries < len(self.errors):
            raise self.errors[tries]
        return len(self.log.sent)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def log(clock: VirtualClock) -> Log:
    return Log(clock)


@pytest.fixture
def outbox(clock: VirtualClock) -> Outbox:
    return Outbox(cast(Bot, None), clock=clock)


def private(chat_id: int) -> Place:
    return Place(chat_id)


def most_within(times: list[float], seconds: float) -> int:
    return max(sum(start <= moment < start + seconds for moment in times) for start in times)


async def send(clock: VirtualClock, outbox: Outbox, *notes: Note) -> list[Delivery]:
    return await clock.run(*(outbox.deliver(note) for note in notes))


async def test_a_private_chat_gets_one_message_a_second_after_a_burst_of_three(clock, log, outbox):
    await send(clock, outbox, *(Note(log, private(1)) for _ in range(30)))
    times = log.times(1)
    assert times[:3] == [0, 0, 0]
    assert most_within(times, 3.0) == 3
    assert times[-1] == pytest.approx(27)


async def test_a_group_gets_twenty_messages_a_minute(clock, log, outbox):
    await send(clock, outbox, *(Note(log, Place(-5, private=False)) for _ in range(45)))
    assert most_within(log.times(-5), 60.0) == 20
    assert log.times(-5)[-1] == pytest.approx(120 + 3, abs=2)


async def test_all_chats_together_get_thirty_messages_a_second(clock, log, outbox):
    await send(clock, outbox, *(Note(log, private(chat)) for chat in range(1, 101)))
    times = [moment for moment, *_ in log.sent]
    assert most_within(times, 1.0) == 30
    assert times[-1] == pytest.approx(3)


async def test_processes_that_send_with_one_token_share_the_overall_limit(clock, log):
    alive = 3
    outboxes = [Outbox(cast(Bot, None), clock=clock, senders=lambda: alive) for _ in range(3)]
    sends = [outboxes[chat % 3].deliver(Note(log, private(chat))) for chat in range(1, 91)]
    await clock.run(*sends)
    times = [moment for moment, *_ in log.sent]
    assert most_within(times, 1.0) == 30
    assert times[-1] == pytest.approx(2)
    alive = 1
    await clock.run(*(outboxes[0].deliver(Note(log, private(chat))) for chat in range(100, 130)))
    assert most_within([moment for moment, *_ in log.sent[90:]], 0.5) >= 20


@pytest.mark.parametrize(
    ("error", "lost"),
    [
        (None, False),
        (Forbidden("bot was blocked by the user"), False),
        (BadRequest("chat not found"), False),
        (NetworkError("502"), True),
        (TimedOut(), True),
    ],
    ids=repr,
)
async def test_each_send_says_whether_telegram_is_reached(clock, log, error, lost):
    health = Health()
    health.reached() if lost else health.lost()
    outbox = Outbox(cast(Bot, None), clock=clock, patience=Patience(failures=0), health=health)
    await send(clock, outbox, Note(log, private(1), "note", (error,) if error else ()))
    assert health.is_lost == lost


async def test_the_overall_limit_holds_at_telegrams_end_however_long_sends_are_on_their_way(
    clock, log, outbox
):
    way = random.Random(5)

    @dataclass(frozen=True)
    class Travelling(Note):
        async def perform(self, bot: Bot, *, plain: bool) -> int | None:
            await clock.sleep(way.uniform(0, 1.5))
            sent = await super().perform(bot, plain=plain)
            await clock.sleep(way.uniform(0, 1.5))
            return sent

    await send(clock, outbox, *(Travelling(log, private(chat)) for chat in range(1, 201)))
    assert most_within([moment for moment, *_ in log.sent], 1.0) <= 30
    assert len(log.sent) == 200


async def test_a_chat_with_much_to_get_does_not_hold_up_the_others(clock, log, outbox):
    greedy = [Note(log, private(1), f"greedy {n}") for n in range(50)]
    others = [Note(log, private(chat)) for chat in range(2, 22)]
    await send(clock, outbox, *greedy, *others)
    assert all(log.times(chat) == [0] for chat in range(2, 22))


async def test_order_is_kept_within_a_chat_even_when_one_is_tried_again(clock, log, outbox):
    first = Note(log, private(1), "first", (NetworkError("502"), TimedOut()))
    await send(clock, outbox, first, Note(log, private(1), "second"), Note(log, private(1), "third"))
    assert log.names() == ["first", "first", "first", "second", "third"]


async def test_server_errors_are_tried_again_with_growing_pauses_and_then_given_up(clock, log, outbox):
    [delivery] = await send(clock, outbox, Note(log, private(1), "x", (NetworkError("500"),) * 20))
    assert delivery == Delivery(Outcome.GIVEN_UP)
    assert log.times(1) == [0, 1, 3, 7, 15, 31]


async def test_too_many_requests_pauses_its_chat_only(clock, log, outbox):
    await send(clock, outbox, Note(log, private(1), "late", (RetryAfter(7),)), Note(log, private(2), "other"))
    assert log.times(1) == [0, 7]
    assert log.times(2) == [0]


async def test_too_many_requests_in_two_chats_at_once_pauses_all(clock, log, outbox):
    await send(
        clock,
        outbox,
        Note(log, private(1), "a", (RetryAfter(7),)),
        Note(log, private(2), "b", (RetryAfter(9),)),
    )
    await send(clock, outbox, Note(log, private(3), "c"))
    assert log.times(1) == [0, 9]
    assert log.times(2) == [0, 9]


async def test_a_chat_that_is_tried_again_after_an_error_is_no_sign_of_the_overall_limit(clock, log, outbox):
    failing = Note(log, private(1), "failing", (NetworkError("500"),) * 3)
    await send(clock, outbox, failing, Note(log, private(2), "late", (RetryAfter(60),)))
    assert log.times(1) == [0, 1, 3, 7]
    assert log.times(2) == [0, 60]


async def test_too_many_requests_for_what_has_no_chat_pauses_all(clock, log, outbox):
    tap = Note(log, None, "tap", (RetryAfter(4),), counted=False)
    await send(clock, outbox, tap, *(Note(log, private(chat)) for chat in range(1, 40)))
    assert min(moment for moment, _, name, _ in log.sent if name != "tap") >= 4


async def test_endless_too_many_requests_are_given_up(clock, log):
    outbox = Outbox(cast(Bot, None), clock=clock, patience=Patience(failures=1, floods=2))
    [delivery] = await send(clock, outbox, Note(log, private(1), "x", (RetryAfter(5),) * 9))
    assert delivery.outcome is Outcome.GIVEN_UP
    assert log.times(1) == [0, 5, 10]


async def test_what_belongs_to_no_chat_does_not_wait_for_a_paused_one(clock, log, outbox):
    late = Note(log, private(1), "late", (RetryAfter(7),))
    await send(clock, outbox, late, Note(log, None, "tap", counted=False))
    assert log.names() == ["late", "tap", "late"]


async def test_markup_that_cannot_be_parsed_is_sent_again_as_plain_text(clock, log, outbox):
    error = BadRequest("Can't parse entities: unsupported start tag")
    [delivery] = await send(clock, outbox, Note(log, private(1), "x", (error,)))
    assert delivery.outcome is Outcome.SENT
    assert [plain for *_, plain in log.sent] == [False, True]


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), Outcome.UNREACHABLE),
        (BadRequest("Chat not found"), Outcome.UNREACHABLE),
        (BadRequest("Message is not modified: specified new message content is the same"), Outcome.UNCHANGED),
        (BadRequest("Query is too old and response timeout expired or query ID is invalid"), Outcome.STALE),
        (BadRequest("Message to edit not found"), Outcome.STALE),
        (BadRequest("BUTTON_DATA_INVALID"), Outcome.REFUSED),
        (InvalidToken(), Outcome.REFUSED),
    ],
)
async def test_a_refusal_is_returned_and_never_tried_again(clock, log, outbox, error, outcome):
    [delivery] = await send(clock, outbox, Note(log, private(1), "x", (error, error)))
    assert delivery == Delivery(outcome)
    assert len(log.sent) == 1


async def test_a_group_that_became_a_supergroup_gets_its_message_there(clock, log, outbox):
    moved = Note(log, Place(-5, private=False), "x", (ChatMigrated(-100500),))
    [delivery] = await send(clock, outbox, moved)
    assert delivery.outcome is Outcome.SENT
    assert [chat for _, chat, *_ in log.sent] == [-5, -100500]


async def test_a_failure_nobody_expected_reaches_the_sender_and_leaves_the_lane_working(clock, log, outbox):
    with pytest.raises(ZeroDivisionError):
        await send(clock, outbox, Note(log, private(1), "x", (ZeroDivisionError(),)))
    [delivery] = await send(clock, outbox, Note(log, private(1), "y"))
    assert delivery.outcome is Outcome.SENT


async def test_closing_cancels_those_who_still_wait(clock, log, outbox):
    waiting = [asyncio.create_task(outbox.deliver(Note(log, private(1), f"{n}"))) for n in range(5)]
    for _ in range(50):
        await asyncio.sleep(0)
    await outbox.close()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(result) for result in results] == [Delivery] * 3 + [asyncio.CancelledError] * 2


async def test_chats_that_have_been_quiet_are_forgotten(clock, log, outbox):
    for chat in range(1, 1200):
        await send(clock, outbox, Note(log, private(chat)))
        await clock.run(clock.sleep(4))
    assert len(outbox._lanes) <= 1001


async def test_what_was_given_up_while_it_waited_is_not_sent(clock, log, outbox):
    waiting = [asyncio.create_task(outbox.deliver(Note(log, private(1), f"{n}"))) for n in range(5)]
    for _ in range(50):
        await asyncio.sleep(0)
    waiting[4].cancel()
    await asyncio.gather(waiting[4], return_exceptions=True)
    await clock.run(*waiting[:4])
    await send(clock, outbox, Note(log, private(1), "next"))
    assert log.names() == ["0", "1", "2", "3", "next"]


async def test_long_pauses_in_two_chats_hold_up_everybody_else_for_half_a_minute_at_most(clock, log, outbox):
    late = [Note(log, private(1), "a", (RetryAfter(600),)), Note(log, private(2), "b", (RetryAfter(900),))]
    tasks = [asyncio.create_task(outbox.deliver(note)) for note in late]
    for _ in range(50):
        await asyncio.sleep(0)
    await send(clock, outbox, Note(log, private(3), "c"), Note(log, None, "tap", counted=False))
    await clock.run(*tasks)
    assert {moment for moment, _, name, _ in log.sent if name in {"c", "tap"}} == {30}
    assert (log.times(1), log.times(2)) == ([0, 600], [0, 900])
