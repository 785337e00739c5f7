"""Files checked in a worker process, on either database, and what is kept of it."""

import asyncio

import pytest

from bot.assistant import Assistant, Channel, Person
from bot.desk import Desk
from bot.errors import BotError, DraftGone
from bot.identity import read_identity
from bot.loading import build_library, read_kept
from bot.staff.documents import Documents
from bot.staff.files import Ended, Files
from bot.staff.switches import Scope, Switches, Target, read_silences
from bot.uploads import new_folder
from tests.bot.conftest import desk, folder, store
from tests.bot.parking import PARKING
from tests.conftest import TODAY

__all__ = ["desk", "folder", "store"]


@pytest.fixture
async def assistant(store):
    engine, settings = store
    library = await build_library(engine, kept=read_kept(settings.policies, cache=settings.data / "cache"))
    return Assistant(engine, library, read_identity(settings), today=lambda: TODAY)


@pytest.fixture
def files(store, assistant) -> Files:
    return Files(assistant, store[1], Desk(*store, today=lambda: TODAY))


async def ended(files, check):
    for _ in range(1500):
        found = await files.find(check)
        if found.state != "working":
            return found
        await asyncio.sleep(0.02)
    raise AssertionError("the check didn't end")


async def test_what_is_sent_is_staged_by_a_worker_and_published(files, store, assistant, folder):
    (folder / "parking.txt").unlink()
    sent = new_folder(store[1].data)
    (sent / "parking.txt").write_text(PARKING, encoding="utf-8")
    check = await ended(files, await files.check([sent / "parking.txt"], by="甲"))
    assert (check.state, check.name, check.by) == ("draft", "parking.txt", "甲")
    assert not sent.exists()
    assert [one.draft for one in await files.waiting()] == [check.draft]
    view = await files.view(check.draft)
    (document,) = view.check.page["documents"]
    assert (document["title"], document["clauses"], view.overtaken) == ("停车管理办法", 2, ())
    said = await files.publish(check.draft, by="乙", confirmed=False)
    assert said == "已发布《停车管理办法》第 1 版。"
    assert (await files.view(check.draft)).ended == Ended("乙", published=True)
    assert await files.waiting() == []
    documents = Documents(store[0], Desk(*store), today=lambda: TODAY)
    (listed,), count = await documents.page()
    assert (count, listed.version.number, listed.version.by) == (1, 1, "乙")
    with pytest.raises(DraftGone):
        await files.publish(check.draft, by="丙", confirmed=True)
    assert await files.view("nothing") is None
    assert await files.find("nothing") is None


async def test_switching_off_is_kept_on_either_database(store, assistant):
    switches = Switches(assistant)
    results = await asyncio.gather(
        *(switches.switch_off(Target(Scope.BOT), "待核对", by=who) for who in "甲乙"), return_exceptions=True
    )
    assert sorted(type(one) for one in results if not isinstance(one, str)) == [BotError]
    assert (await read_silences(store[0])).bot
    answer = await assistant.ask("停车费多少", Person(Channel.WEB, "someone"))
    assert answer.text.startswith("问答服务正在检查")
    (off,) = await switches.off()
    await switches.switch_on(off.id, by="甲")
    assert not (await read_silences(store[0])).bot
