"""What was published before a migration is published after it."""

import json

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from bot.database import begin_alone, create_engine, migrate
from bot.loading import build_library, read_kept, read_outlines
from bot.migrations.upgrade import config_for
from knowledge.store.editions import read_editions
from tests.plan import POLICIES, publish_files


def to_first(connection) -> None:
    """Bring an empty database to the first revision."""
    to_revision(connection, "0001")


def to_revision(connection, revision: str) -> None:
    """Bring a database to a revision."""
    from alembic import command

    command.upgrade(config_for(connection), revision)


async def publish_in_the_first_schema(connection: AsyncConnection) -> None:
    """Store two versions of a document as the first schema has them, the second one live."""
    await connection.execute(text("INSERT INTO document (id, live_version) VALUES ('parking', 2)"))
    for number, fee in ((1, 5), (2, 6)):
        pieces = [["title", "停车办法", 1, None], ["clause", f"一、收费。每小时{fee}元。", 2, "一"]]
        await connection.execute(
            text(
                "INSERT INTO version VALUES ('parking', :number, '停车办法', '市交通局', NULL, '2021-08-19',"
                " '2021-08-19', NULL, :hash, :hash, :pieces, '2021-08-19 00:00:00+00:00', '甲')"
            ),
            {"number": number, "hash": f"{number}" * 64, "pieces": json.dumps(pieces)},
        )
        await connection.execute(
            text(
                "INSERT INTO clause (document_id, version, position, path, key, heading, sections, body, line,"
                " lead, units, tokens) VALUES ('parking', :number, 0, '一', '一', '收费', '[]', :body, 2,"
                " '市交通局', '[\"市交通局\"]', '{\"sentences\": [[]]}')"
            ),
            {"number": number, "body": f"每小时{fee}元。"},
        )


async def test_documents_published_in_the_first_schema_answer_after_the_migration(settings, plan_store):
    engine = create_engine(settings.database)
    async with begin_alone(engine) as connection:
        await connection.run_sync(to_first)
        await publish_in_the_first_schema(connection)
    await migrate(settings)
    outlines = await read_outlines(engine)
    assert [(o.published.version, o.published.live, o.published_by) for o in outlines] == [
        (1, False, "甲"),
        (2, True, "甲"),
    ]
    async with AsyncSession(engine) as session:
        stored = await read_editions(session, [one.edition for one in outlines])
    bodies = [stored[one.edition].edition.document.clauses[0].body for one in outlines]
    assert bodies == ["每小时5元。", "每小时6元。"]
    library = await build_library(engine, kept=read_kept(POLICIES, cache=plan_store[0].parent / "cache"))
    located = library.locate("parking", "一")
    assert (located.published.version, located.clause.body) == (2, "每小时6元。")
    assert library.searcher.search("每小时多少元").entries
    await publish_files(engine, settings.model_copy(update={"data": plan_store[0].parent}), POLICIES)
    assert len([one for one in await read_outlines(engine) if one.published.live]) == 2
    await engine.dispose()


async def test_questions_asked_before_the_migration_keep_their_votes_and_get_their_day(settings):
    engine = create_engine(settings.database)
    async with begin_alone(engine) as connection:
        await connection.run_sync(to_revision, "0003")
        for number, moment in ((1, "15:59:59.000000"), (2, "16:00:00.000000")):
            offset = "" if engine.dialect.name == "sqlite" else "+00"
            await connection.execute(
                text(
                    "INSERT INTO question (id, conversation, channel, asked_at, text, kind, confidence, answer)"
                    " VALUES (:number, 'c', 'web', :at, '问', 'none', 0, '{}')"
                ),
                {"number": number, "at": f"2026-11-23 {moment}{offset}"},
            )
        await connection.execute(text("INSERT INTO vote VALUES (1, TRUE, '2026-11-23 16:00:00.000000')"))
    await migrate(settings)
    async with engine.connect() as connection:
        days = await connection.execute(text("SELECT CAST(day AS varchar(10)) FROM question ORDER BY id"))
        assert days.scalars().all() == ["2026-11-23", "2026-11-24"]
        assert (await connection.execute(text("SELECT count(*) FROM vote"))).scalar() == 1
    await engine.dispose()
