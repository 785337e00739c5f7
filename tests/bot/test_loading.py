"""From a folder of clause files to a library: what is refused, what becomes a version, what is cut anew."""

import asyncio
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.assistant import Channel, Person
from bot.database import migrate, open_database
from bot.errors import BotError
from bot.loading import build_library, compare, publish, published_documents, read_documents, read_kept
from bot.service import is_ready, open_service
from bot.settings import Settings
from knowledge.document import Published
from knowledge.errors import KnowledgeError
from tests.plan import POLICIES

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
    for kept in plan_store[0].parent.glob("*.cache"):
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
            assert await is_ready(assistant)


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
    assert await refusal(sqlite) == f"政策文件夹 {folder} 里没有政策文件；请放入 .txt 或 .md 文件。"


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
    assert said.startswith(f"{folder / 'departments.toml'}: ")
    assert wrong in said


async def test_a_file_without_clauses_refuses_the_folder_with_file_and_line(sqlite, folder):
    (folder / "a.txt").write_text("通知\n没有编号的正文。\n", encoding="utf-8")
    assert (await refusal(sqlite)).startswith(f"{folder / 'a.txt'}:1: 没有找到编号的条款")
    async with open_database(sqlite) as engine:
        assert await published_documents(engine) == []


@pytest.mark.parametrize(
    "content", [b"", b" \r\n\t", "一、中文。内容。".encode("gb18030"), b"\x89PNG\r\n\x1a\n\xff"]
)
async def test_a_file_that_is_no_text_is_named_with_its_line(sqlite, folder, content):
    (folder / "a.md").write_bytes(content)
    assert (await refusal(sqlite)).startswith(f"{folder / 'a.md'}:1: ")


async def test_a_vocabulary_that_is_no_text_is_named(sqlite, folder):
    (folder / "vocabulary.txt").write_bytes("首贷".encode("gb18030"))
    assert (await refusal(sqlite)).startswith(f"{folder / 'vocabulary.txt'}: ")


async def test_a_cache_folder_that_cannot_be_made_is_named(sqlite, cache):
    shutil.rmtree(cache)
    cache.write_text("")
    assert str(cache) in await refusal(sqlite)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(KnowledgeError, match=r"nothing\.txt: 读不出来"):
        read_documents([tmp_path / "nothing.txt"])


def test_a_folder_is_read_by_name_without_what_people_keep_beside(folder):
    for name in ("b.md", "A.TXT", ".hidden.txt", "synonyms.txt", "vocabulary.txt", "notes.docx"):
        (folder / name).write_text(SMALL, encoding="utf-8")
    assert [document.id for document in read_documents([folder])] == ["A", "b", "parking"]


async def test_publishing_the_same_twice_makes_one_version(settings, folder, cache):
    await migrate(settings)
    kept, documents = read_kept(folder), read_documents([folder])
    async with open_database(settings) as engine:
        for _ in range(2):
            await publish(engine, documents, kept=kept, cache=cache, by="test")
            assert [published.version for published in await published_documents(engine)] == [1]
        (folder / "parking.txt").write_text(SMALL.replace("5元", "6元"), encoding="utf-8")
        await publish(engine, read_documents([folder]), kept=kept, cache=cache, by="test")
        (live,) = await published_documents(engine)
        assert (live.version, "6元" in live.document.clauses[0].body) == (2, True)
        async with engine.connect() as connection:
            assert (await connection.execute(text("SELECT COUNT(*) FROM version"))).scalar() == 2


async def test_what_is_published_is_read_back_as_it_was(settings, cache):
    await migrate(settings)
    (document,) = read_documents([POLICIES])
    async with open_database(settings) as engine:
        await publish(engine, [document], kept=read_kept(POLICIES), cache=cache, by="test")
        assert await published_documents(engine) == [Published(document, 1)]


async def test_two_files_of_one_id_are_refused(folder):
    (folder / "parking.md").write_text(SMALL.replace("5元", "6元"), encoding="utf-8")
    with pytest.raises(BotError, match=r"parking"):
        read_documents([folder])


async def test_a_new_vocabulary_cuts_the_tokens_anew_and_an_old_one_does_not(settings, folder, cache):
    await migrate(settings)
    documents = read_documents([folder])

    async def words_of_the_first_clause() -> list[str]:
        library = await build_library(engine, kept=read_kept(folder), cache=cache)
        async with engine.connect() as connection:
            stored = (await connection.execute(text("SELECT tokens FROM clause ORDER BY position"))).scalars()
            assert len(stored.all()) == 2
        return list(library.searcher._entries[0].tokens.text.words)

    async with open_database(settings) as engine:
        await publish(engine, documents, kept=read_kept(folder), cache=cache, by="test")
        before = await words_of_the_first_clause()
        assert await words_of_the_first_clause() == before
        assert "停车费每小时" not in before
        (folder / "vocabulary.txt").write_text("停车费每小时  # stays whole\n", encoding="utf-8")
        after = await words_of_the_first_clause()
        assert "停车费每小时" in after
        assert await words_of_the_first_clause() == after
        assert [published.version for published in await published_documents(engine)] == [1]
        (folder / "vocabulary.txt").unlink()
        assert await words_of_the_first_clause() == before


def test_a_difference_names_the_clauses_that_are_new_changed_and_gone(folder):
    def split(written: str):
        (folder / "parking.txt").write_text(written, encoding="utf-8")
        return read_documents([folder])[0]

    before, published = split(SMALL), Published(split(SMALL), 3)
    new = compare(before, None)
    assert [[c.path for c in new.added], new.changed, new.removed, new.same] == [
        ["一", "二"],
        (),
        (),
        False,
    ]
    assert compare(before, published).same
    changed = compare(split(SMALL.replace("市交通局", "市公安局")), published)
    assert [[c.path for c in changed.changed], changed.added, changed.removed] == [["一"], (), ()]
    moved = compare(split(SMALL.replace("二、投诉", "三、投诉")), published)
    assert [[c.path for c in moved.added], [c.path for c in moved.removed]] == [["三"], ["二"]]
