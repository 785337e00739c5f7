"""A console with something on every page: questions, verdicts, lessons, people, switches, files, a person asked for."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, StorageState

from bot.assistant import Assistant, Channel, Person
from bot.database import create_engine
from bot.desk import Desk
from bot.identity import Identity
from bot.library import Library
from bot.loading import build_library, read_kept
from bot.settings import Settings
from bot.staff.console import Console, open_console
from bot.staff.files import Check
from bot.staff.handovers import Handovers
from bot.staff.people import People, Role
from bot.staff.reviews import Decision, Verdict
from bot.staff.switches import Scope, Target
from bot.staff.wishes import Place, Wish
from bot.web.app import create_app
from knowledge.document import UNCOVERED
from tests.bot.parking import PARKING
from tests.plan import POLICIES

ADMIN, CLERK = 2001, 3001
PLAN = "jiaxing-xiaowei-2021-2023"
LOAN = Place(PLAN, "二（三）9")
SILENT = ("猫粮店能拿补贴吗", "食堂阿姨的社保怎么交")
ANSWERED = ("首贷服务中心在哪办", "融资担保平均费率降到多少")
DOUBTFUL = PARKING.replace("二、投诉", "四、投诉")
REFUSED = PARKING.replace("一、停车收费。", "停车收费。").replace("二、投诉办理。", "投诉办理。")


@dataclass(frozen=True)
class Furnished:
    """The web side with its console; `ids` are what its addresses hold, `inside` the cookies of an admin's browser."""

    site: TestServer
    console: Console
    ids: Mapping[str, object]
    inside: StorageState


@asynccontextmanager
async def furnished(
    browser: Browser, plan_store: tuple[Path, Library], folder: Path
) -> AsyncIterator[Furnished]:
    """Yield the console over a copy of the real plan; what it holds comes through the use cases behind its pages."""
    shutil.copytree(plan_store[0].parent / "cache", folder / "cache")
    shutil.copy(plan_store[0], folder / "policybot.sqlite3")
    settings = Settings(
        POLICYBOT_DATA=folder, POLICIES=POLICIES, POLICYBOT_ADMINS=str(ADMIN), POLICYBOT_STAFF=str(CLERK)
    )
    engine = create_engine(settings.database)
    identity = Identity(b"a secret for tests, and for nothing else")
    handovers = Handovers(engine, members=People(engine, settings))
    assistant = Assistant(engine, plan_store[1], identity, handovers=handovers)
    console = open_console(assistant, settings, desk=Desk(engine, settings))
    async with TestServer(create_app(assistant, console=console)) as site:
        files = await _fill_files(assistant, console, settings)
        ids = {**files, **await _fill_desk(assistant, console)}
        await _fill_lists(console)
        yield Furnished(site, console, ids, await _let_in(browser, site, console))
    await engine.dispose()


async def _fill_files(assistant: Assistant, console: Console, settings: Settings) -> dict[str, object]:
    """Publish a document twice, so that a way of asking is to be reviewed; leave a draft and a refused file."""
    kept = read_kept(settings.policies, cache=settings.data / "cache")
    cheaper = PARKING.replace("5元", "4元")
    await _publish(console, settings, PARKING.replace("5元", "3元"))
    assistant.library = await build_library(assistant.engine, kept=kept)
    await console.teaching.teach(Wish("停车一小时要多少钱", (Place("parking", "一"),)), by="Telegram 3001")
    await _publish(console, settings, cheaper)
    assistant.library = await build_library(assistant.engine, kept=kept)
    draft, refused = [await _checked(console, settings, text) for text in (DOUBTFUL, REFUSED)]
    return {"draft": draft.draft, "refused": refused.id}


async def _publish(console: Console, settings: Settings, text: str) -> None:
    check = await _checked(console, settings, text)
    assert check.draft
    await console.desk.publish(check.draft, by=f"Telegram {ADMIN}")


async def _checked(console: Console, settings: Settings, text: str) -> Check:
    """Have a file checked as an upload is, and return what came of it."""
    folder = Path(tempfile.mkdtemp(dir=settings.data))
    (folder / "parking.txt").write_text(text, encoding="utf-8")
    number = await console.files.check([folder / "parking.txt"], by=f"Telegram {ADMIN}")
    async with asyncio.timeout(60):
        while (check := await console.files.find(number)) is None or check.state == "working":  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return check


async def _fill_desk(assistant: Assistant, console: Console) -> dict[str, object]:
    """Ask in all manners; judge, teach, and let a person be asked for, heard and waited for."""
    silent, other = [await _ask(assistant, text, "an owner") for text in SILENT]
    answered, judged = [await _ask(assistant, text, "another owner") for text in ANSWERED]
    await assistant.vote(answered, helpful=False, person=Person(Channel.WEB, "another owner"))
    item = await console.reviews.item(judged)
    await console.reviews.decide(
        item, Decision(Verdict.RIGHT, 0, teach="担保费率要降到多少", public=True), by=f"Telegram {CLERK}"
    )
    owners = ("one who waits", "one who is heard", "one who was heard")
    waiting, heard, over = [await _ask_for_a_person(assistant, owner) for owner in owners]
    for talk in (heard, over):
        words = "您好，开宠物医院要先办诊疗许可证。"
        await assistant.handovers.write_as_staff(talk, words, by=f"Telegram {ADMIN}", name="张主任")
    await assistant.ask("在南湖区", Person(Channel.WEB, owners[1]))
    await assistant.handovers.close(over, by=f"Telegram {ADMIN}")
    numbers = {"silent": silent, "other": other, "answered": answered, "judged": judged}
    return {**numbers, "waiting": waiting, "talk": heard, "over": over}


async def _ask_for_a_person(assistant: Assistant, owner: str) -> int:
    """Ask in vain and then for a person; return the conversation's number."""
    await _ask(assistant, "宠物医院怎么开", owner)
    await _ask(assistant, "转人工", owner)
    return max(one.id for one, _ in (await assistant.handovers.page()).rows)


async def _ask(assistant: Assistant, question: str, owner: str) -> int:
    number = (await assistant.ask(question, Person(Channel.WEB, owner))).question_id
    assert number
    return number


async def _fill_lists(console: Console) -> None:
    """Add colleagues and a synonym, switch a clause off, and withdraw something."""
    for number, name in ((4001, "小李"), (4002, "")):
        await console.people.add(number, Role.STAFF, by=f"Telegram {ADMIN}", name=name)
    await console.teaching.add_synonym("娃娃店", "小微企业", by=f"Telegram {CLERK}")
    gone = await console.teaching.teach(Wish("猫粮有补贴吗", (Place(PLAN, UNCOVERED),)), by="Telegram 3001")
    await console.teaching.withdraw(gone, by="Telegram 3001")
    await console.switches.switch_off(
        Target(Scope.CLAUSE, PLAN, "二（三）10"), "数字待核对", by=f"Telegram {ADMIN}"
    )


async def _let_in(browser: Browser, site: TestServer, console: Console) -> StorageState:
    """Log an admin in by a link, and return what their browser keeps."""
    link = await console.access.issue_link(ADMIN, by="test")
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(str(site.make_url(f"/staff/enter?link={link}")))
    await page.get_by_role("button", name="进入工作台").click()
    await page.wait_for_url("**/staff/desk/*")
    inside = await context.storage_state()
    await context.close()
    return inside
