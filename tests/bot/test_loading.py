"""From a folder of clause files to a library: what is refused, what becomes a version, what is cut anew."""

import asyncio
import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.assistant import Channel, Person
from bot.database import migrate, open_database
from bot.desk import Desk
from bot.errors import BotError
from bot.health import Health
from bot.library import Library
from bot.loading import build_library, live_outlines, picture_file, read_kept, read_outlines
from bot.parts import clause_tokens
from bot.picture import read_picture
from bot.service import follow, open_service, problems, refresh
from bot.settings import Settings
from knowledge.store.editions import read_editions, set_tokens
from tests.plan import publish_files

SMALL = "停车管理办法\n一、停车收费。停车费每小时5元。（责任单位：市交通局）\n二、投诉。对停车费有异议的，可以投诉。\n"
SOMEONE = Person(Channel.TERMINAL, "someone")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a policies folder with one small document."""
    made = tmp_path / "policies"
    made.mkdir()
    (made / "parking.txt").write_text(SMALL, encoding="utf-8")
    return made


@pytest.fixture
def cache(tmp_path: Path, plan_store) -> Path:
    """Return a cache folder that has jieba's dictionary already."""
    made = tmp_path / "var" / "cache"
    made.mkdir(parents=True)
    for kept in (plan_store[0].parent / "cache").glob("*.cache"):
        shutil.copy(kept, made)
    return made


@pytest.fixture
def sqlite(folder, cache) -> Settings:
    """Return settings on that folder, and a database that isn't there yet."""
    return Settings(POLICYBOT_DATA=cache.parent, POLICIES=folder)


async def refusal(settings: Settings) -> str:
    """Return the sentence that refuses to open the service."""
    with pytest.raises(BotError) as refused:
        async with open_service(settings):
            pass
    assert "\n" not in str(refused.value)
    return str(refused.value)


async def test_the_service_fills_an_empty_store_and_then_leaves_it_alone(settings, cache):
    await migrate(settings)
    for version in (1, 1):
        async with open_service(settings) as assistant:
            answer = await assistant.ask("首贷服务中心在哪办", SOMEONE)
            assert (answer.clause.version, len(assistant.library.clauses)) == (version, 16)
            assert await problems(assistant, Health()) == []


async def test_two_services_filling_an_empty_store_at_once_make_one_version(settings, cache):
    await migrate(settings)

    async def first_start() -> int:
        async with open_service(settings) as assistant:
            return (await assistant.ask("首贷服务中心在哪办", SOMEONE)).clause.version

    assert await asyncio.gather(first_start(), first_start()) == [1, 1]


async def test_a_missing_policies_folder_is_named_with_what_to_do(sqlite, folder):
    shutil.rmtree(folder)
    assert await refusal(sqlite) == (
        f"找不到政策文件夹 {folder}；请建好它并放入政策文件，或用 POLICIES 指定它的位置。"
    )


async def test_an_empty_policies_folder_is_named_with_what_to_do(sqlite, folder):
    (folder / "parking.txt").unlink()
    (folder / "vocabulary.txt").write_text("首贷\n")
    (folder / "departments.toml").write_text("")
    assert (await refusal(sqlite)).startswith(f"{folder}: 里面没有政策文件；")


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("[[department", "不是有效的 TOML 文件"),
        ("department = 1", "要写成 [[department]]"),
        ("[[department]]\nfull = '甲'", "name 没有写或不是文字"),
        ("[[department]]\nname = '甲'\nnow = '乙'", "写了现名却没有出处"),
        ("[[department]]\nname = '甲'\n[[department]]\nname = '甲'", "写了两次"),
        ("[[line]]\nname = '热线'", "phone 没有写或不是文字"),
    ],
)
async def test_a_malformed_departments_file_is_one_sentence(sqlite, folder, written, wrong):
    (folder / "departments.toml").write_text(written, encoding="utf-8")
    said = await refusal(sqlite)
    assert re.match(re.escape(f"{folder / 'departments.toml'}:") + r"\d+: ", said)
    assert wrong in said


async def test_a_file_without_clauses_refuses_the_folder_with_file_and_line(sqlite, folder):
    (folder / "a.txt").write_text("通知\n没有编号的正文。\n", encoding="utf-8")
    assert (await refusal(sqlite)).startswith(f"{folder / 'a.txt'}:1: 没有找到编号的条款")
    async with open_database(sqlite) as engine:
        assert await read_outlines(engine) == []


@pytest.mark.parametrize(
    "content", [b"", b" \r\n\t", "一、中文。".encode() + b"\xff\xff\xff\x81", b"\x89PNG\r\n\x1a\n\xff"]
)
async def test_a_file_that_is_no_text_is_named_with_its_line(sqlite, folder, content):
    (folder / "a.md").write_bytes(content)
    assert (await refusal(sqlite)).startswith(f"{folder / 'a.md'}:1: ")


async def test_a_vocabulary_that_is_no_text_is_named(sqlite, folder):
    (folder / "vocabulary.txt").write_bytes("首贷".encode("gb18030"))
    assert (await refusal(sqlite)).startswith(f"{folder / 'vocabulary.txt'}:1: ")


async def test_a_cache_folder_that_cannot_be_made_is_named(sqlite, cache):
    shutil.rmtree(cache)
    cache.write_text("")
    assert str(cache) in await refusal(sqlite)


async def published(settings: Settings, *paths: Path) -> list[tuple[str, int]]:
    """Publish what is new at the paths; return id and version of what is live then."""
    async with open_database(settings) as engine:
        await publish_files(engine, settings, *paths)
        live = live_outlines(await read_outlines(engine))
    return [(name, one.published.version) for name, one in live.items()]


async def test_publishing_the_same_twice_makes_one_version(settings, folder):
    await migrate(settings)
    for _ in range(2):
        assert await published(settings, folder) == [("parking", 1)]
    (folder / "parking.txt").write_text(SMALL.replace("5元", "6元"), encoding="utf-8")
    assert await published(settings, folder) == [("parking", 2)]


async def test_a_folder_is_read_by_name_without_what_people_keep_beside(sqlite, folder):
    for name in ("b.md", "A.TXT", ".hidden.txt", "vocabulary.txt"):
        (folder / name).write_text(SMALL, encoding="utf-8")
    (folder / "synonyms.txt").write_text("借钱 = 贷款\n", encoding="utf-8")
    assert await published(sqlite, folder) == [("A", 1), ("b", 1), ("parking", 1)]


async def test_two_files_of_one_id_are_refused(sqlite, folder):
    (folder / "parking.md").write_text(SMALL.replace("5元", "6元"), encoding="utf-8")
    assert await refusal(sqlite) == (
        f"{folder / 'parking.txt'}: 与 {folder / 'parking.md'} 是同一份文件（parking）；请只留一个，或改名。"
    )


async def words_of_the_first_clause(engine: AsyncEngine, folder: Path, cache: Path) -> list[str]:
    library = await build_library(engine, kept=read_kept(folder, cache=cache))
    (first, _) = await stored_tokens(engine)
    cut = clause_tokens(library.searcher._tokenizer, library.clauses[0].clause)
    assert cut.to_plain() == first
    return list(cut.words)


async def stored_tokens(engine: AsyncEngine) -> list[dict[str, object]]:
    async with AsyncSession(engine) as session:
        ((_, stored),) = (await read_editions(session, [1])).items()
    return list(stored.edition.tokens)


async def test_a_new_vocabulary_cuts_the_tokens_anew_and_an_old_one_does_not(settings, folder, cache):
    await migrate(settings)
    async with open_database(settings) as engine:
        await publish_files(engine, settings, folder)
        before = await words_of_the_first_clause(engine, folder, cache)
        assert await words_of_the_first_clause(engine, folder, cache) == before
        assert "停车费每小时" not in before
        (folder / "vocabulary.txt").write_text("停车费每小时  # stays whole\n", encoding="utf-8")
        after = await words_of_the_first_clause(engine, folder, cache)
        assert "停车费每小时" in after
        assert await words_of_the_first_clause(engine, folder, cache) == after
        (folder / "vocabulary.txt").unlink()
        assert await words_of_the_first_clause(engine, folder, cache) == before


async def test_only_clauses_that_hold_a_new_or_a_dropped_term_are_cut_anew(settings, folder, cache):
    await migrate(settings)
    async with open_database(settings) as engine:
        await publish_files(engine, settings, folder)
        await build_library(engine, kept=read_kept(folder, cache=cache))
        first, second = await stored_tokens(engine)
        marked = [{**first, "units": "mark"}, {**second, "units": "mark"}]
        async with AsyncSession(engine) as session, session.begin():
            rows = (await read_editions(session, [1]))[1].clause_ids
            await set_tokens(session, dict(zip(rows, marked, strict=True)))
        (folder / "vocabulary.txt").write_text("停车费每小时\n", encoding="utf-8")
        await build_library(engine, kept=read_kept(folder, cache=cache))
        after = await stored_tokens(engine)
        assert after[0] != marked[0]
        assert after[1] == marked[1]
        (folder / "vocabulary.txt").unlink()
        await build_library(engine, kept=read_kept(folder, cache=cache))
        assert await stored_tokens(engine) == [first, marked[1]]


async def test_a_running_service_follows_what_another_publishes_and_a_library_is_swapped_whole(
    settings, cache, folder
):
    await migrate(settings)
    async with open_service(settings) as assistant, open_database(settings) as elsewhere:
        before = assistant.library
        await refresh(assistant, settings)
        assert assistant.library is before
        await publish_files(elsewhere, settings, folder)
        following = asyncio.create_task(follow(assistant, settings))
        async with asyncio.timeout(30):
            while assistant.library is before:  # noqa: ASYNC110 (nothing tells of the swap)
                await asyncio.sleep(0.01)
        following.cancel()
        assert list(assistant.library.documents) == ["jiaxing-xiaowei-2021-2023", "parking"]
        assert list(before.documents) == ["jiaxing-xiaowei-2021-2023"]
        answer = await assistant.ask("停车费每小时多少钱", SOMEONE)
        assert answer.clause.document == "parking"
        await Desk(elsewhere, settings).withdraw("parking", by="test")
        await refresh(assistant, settings)
        assert list(assistant.library.documents) == ["jiaxing-xiaowei-2021-2023"]


async def test_the_index_of_a_large_draft_is_kept_ready_and_answers_nobody_before_it_is_published(
    sqlite, folder, cache, monkeypatch
):
    monkeypatch.setattr("bot.rehearsing.FEW_CLAUSES", 1)
    kept = read_kept(folder, cache=cache)
    async with open_database(sqlite) as engine:
        (folder / "parking.questions.tsv").write_text("一\t停车费\t停一小时多少钱\n", encoding="utf-8")
        await publish_files(engine, sqlite, folder)
        before = await build_library(engine, kept=kept)
        (folder / "parking.txt").write_text(SMALL.replace("5元", "6元"), encoding="utf-8")
        desk = Desk(engine, sqlite)
        draft = (await desk.preview([folder], by="test")).draft
        assert draft is not None
        assert read_picture(picture_file(engine, kept)).parts.standings[-1].published.version == 2
        assert bodies(await build_library(engine, kept=kept)) == bodies(before)
        await desk.publish(draft, by="test")
        published = await build_library(engine, kept=kept)
        assert "每小时6元" in bodies(published)[0]
        assert published.revision > before.revision


def bodies(library: Library) -> list[str]:
    """Return the texts of the live clauses."""
    return [located.clause.body for located in library.clauses if located.published.live]


async def test_a_text_that_took_over_other_phrasings_is_another_text(sqlite, folder):
    """What is kept ready for one must not pass for the other, though the file is the same."""
    async with open_database(sqlite) as engine:
        marks = set()
        for question in ("停一小时多少钱", "停车贵不贵"):
            (folder / "parking.questions.tsv").write_text(f"一\t停车费\t{question}\n", encoding="utf-8")
            await publish_files(engine, sqlite, folder)
            alone = folder.parent / "parking.txt"
            alone.write_text(SMALL.replace("5元", "6元"), encoding="utf-8")
            (staged,) = (await Desk(engine, sqlite).preview([alone], by="test")).staged
            assert [each.question for each in staged.document.phrasings] == [question]
            marks.add(staged.file_hash)
        assert len(marks) == 2
