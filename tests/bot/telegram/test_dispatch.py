"""Who waits for whom when updates are handled."""

import asyncio
import logging

from telegram import Chat, Message, Update, User

from bot.telegram.dispatch import Dispatcher


def update(number: int, *, chat: int) -> Update:
    message = Message(number, date=None, chat=Chat(chat, Chat.PRIVATE), from_user=User(chat, "王", False))  # type: ignore[arg-type]
    return Update(number, message=message)


class Desk:
    """Handles updates when told to."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.ended: list[int] = []
        self.gates: dict[int, asyncio.Event] = {}

    async def handle(self, given: Update) -> None:
        self.begun.append(given.update_id)
        await self.gates.setdefault(given.update_id, asyncio.Event()).wait()
        self.ended.append(given.update_id)

    def let(self, number: int) -> None:
        self.gates.setdefault(number, asyncio.Event()).set()


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_updates_of_one_chat_are_handled_in_order():
    desk = Desk()
    dispatcher = Dispatcher(desk.handle)
    tasks = [dispatcher.submit(update(number, chat=1)) for number in (1, 2, 3)]
    await settle()
    assert desk.begun == [1]
    for number in (3, 2, 1):
        desk.let(number)
    await asyncio.gather(*tasks)
    assert desk.begun == desk.ended == [1, 2, 3]


async def test_updates_of_different_chats_do_not_wait_for_each_other():
    desk = Desk()
    dispatcher = Dispatcher(desk.handle)
    slow, quick = dispatcher.submit(update(1, chat=1)), dispatcher.submit(update(2, chat=2))
    desk.let(2)
    await quick
    assert not slow.done()
    desk.let(1)
    await slow


async def test_any_number_of_chats_that_wait_keep_no_other_from_its_turn():
    desk = Desk()
    dispatcher = Dispatcher(desk.handle)
    waiting = [dispatcher.submit(update(number, chat=number)) for number in range(1, 301)]
    stranger = dispatcher.submit(update(301, chat=301))
    desk.let(301)
    await settle()
    assert stranger.done()
    for number in range(1, 301):
        desk.let(number)
    await asyncio.gather(*waiting)


async def test_the_log_of_an_update_that_fails_does_not_quote_it(caplog):
    said = "my secret question"

    async def handle(given: Update) -> None:
        raise ValueError(said)

    await Dispatcher(handle).submit(update(1, chat=1))
    assert "secret" not in caplog.text
    assert "in handle\n" in caplog.text
    assert "ValueError" in caplog.text


async def test_an_update_that_fails_does_not_hold_up_its_chat(caplog):
    handled = []

    async def handle(given: Update) -> None:
        if given.update_id == 1:
            raise ZeroDivisionError
        handled.append(given.update_id)

    dispatcher = Dispatcher(handle)
    with caplog.at_level(logging.CRITICAL):
        await asyncio.gather(*(dispatcher.submit(update(number, chat=1)) for number in (1, 2)))
    assert handled == [2]


async def test_what_is_not_finished_in_time_is_cancelled():
    desk = Desk()
    dispatcher = Dispatcher(desk.handle)
    stuck, waiting, done = (dispatcher.submit(update(number, chat=number % 2)) for number in (1, 3, 2))
    desk.let(2)
    await dispatcher.finish(0.01)
    assert (stuck.cancelled(), waiting.cancelled(), done.cancelled()) == (True, True, False)
