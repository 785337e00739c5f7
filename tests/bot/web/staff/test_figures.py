"""The page of figures: its numbers, its charts, its files."""

import csv
import io
from html import unescape
from xml.etree import ElementTree

import pytest
from aiohttp import ClientPayloadError

from bot.outage import DatabaseDown
from bot.web.staff.charts import CHARTS
from tests.bot.staff.asked import CONVERSATION, ask, hand_over


@pytest.fixture
async def asked(assistant):
    """Store a few questions on the day on which tests ask, and one long before."""
    engine = assistant.engine
    await ask(engine, "2026-11-23 00:01", clause="二（三）9", helpful=True)
    await ask(engine, "2026-11-22 23:59", "怎么养<绿萝>", kind="none", channel="telegram")
    await ask(engine, "2026-11-22 10:00", "=请问怎么养绿萝呢", kind="none")
    await ask(engine, "2026-01-01 10:00", "早就问过", kind="none")
    await hand_over(engine, "2026-11-22 10:00", "2026-11-22 10:30")


async def test_an_empty_store_has_its_page_charts_and_files_too(clerk):
    page = await clerk.page("/staff/figures")
    assert "这些天没有答不上来的问题" in page
    for name in CHARTS:
        assert "这些天没有人提问" in await clerk.page(f"/staff/figures/{name}.svg")
    assert await clerk.page("/staff/figures/questions.json") == "[\n]\n"


async def test_the_page_shows_the_figures_of_the_days_that_are_asked_for(clerk, asked):
    page = await clerk.page("/staff/figures?days=7")
    for words in ("优化金融资源配置", "人行嘉兴市中心支行", "Telegram", "怎么养&lt;绿萝&gt;", "30.0"):
        assert words in page
    assert "早就问过" not in page
    assert CONVERSATION not in page
    assert "怎么养" not in await clerk.page("/staff/figures?days=1")
    assert "早就问过" in await clerk.page("/staff/figures?days=366")


@pytest.mark.parametrize("days", ["0", "-1", "99999999999", "x", ""])
async def test_days_that_cannot_be_are_brought_within_bounds(clerk, days):
    assert "2026年" in await clerk.page(f"/staff/figures?days={days}")


async def test_nothing_on_the_page_is_styled_in_line(clerk, asked):
    page = await clerk.page("/staff/figures")
    assert " style=" not in page
    assert "<style" not in page


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("query", ["", "?narrow", "?days=180"])
async def test_a_chart_is_an_svg_picture_without_scripts_or_anything_from_elsewhere(
    clerk, asked, name, query
):
    response = await clerk.get(f"/staff/figures/{name}.svg{query}")
    assert (response.status, response.content_type) == (200, "image/svg+xml")
    assert response.headers["Cache-Control"] == "no-store"
    svg = ElementTree.fromstring(await response.text())  # noqa: S314 (our own)
    assert {element.tag.split("}")[1] for element in svg.iter() if isinstance(element.tag, str)}.isdisjoint(
        {"script", "image", "foreignObject", "use"}
    )
    assert not [v for element in svg.iter() for k, v in element.attrib.items() if k.endswith("href")]


async def test_the_chart_of_days_has_a_bar_for_each_answered_day(clerk, asked):
    svg = unescape(await clerk.page("/staff/figures/days.svg?days=7"))
    assert "没有答上" in svg
    assert "11.22" in svg


async def test_a_table_comes_as_a_file_with_the_days_in_its_name(clerk, asked):
    response = await clerk.get("/staff/figures/unanswered.csv?days=7")
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="unanswered_2026-11-17_2026-11-23.csv"'
    )
    assert (response.content_type, response.headers["Cache-Control"]) == ("text/csv", "no-store")
    _, row = csv.reader(io.StringIO((await response.read()).decode("utf-8-sig"), newline=""))
    assert row[0] == "2"
    assert {"怎么养<绿萝>", "'=请问怎么养绿萝呢"} == set(row[1:])
    (channel, other) = await (await clerk.get("/staff/figures/channels.json?days=7")).json()
    assert (channel["channel"], channel["count"], other["count"]) == ("Telegram", 1, 2)


async def test_all_questions_come_as_a_file_without_who_asked(clerk, asked):
    questions = await (await clerk.get("/staff/figures/questions.json?days=7")).json()
    assert [one["question"] for one in questions] == [
        "首贷服务中心在哪办",
        "怎么养<绿萝>",
        "=请问怎么养绿萝呢",
    ]
    for name in ("questions.csv", "questions.json", "reviews.csv", "taught.json"):
        assert CONVERSATION not in await clerk.page(f"/staff/figures/{name}?days=7")


@pytest.mark.parametrize(
    "name", ["people.csv", "member.json", "people.svg", "questions.xml", "..%2fdays.svg"]
)
async def test_there_is_no_other_file(clerk, name):
    assert (await clerk.get(f"/staff/figures/{name}")).status == 404


async def test_a_file_that_breaks_off_does_not_look_whole(clerk, asked, monkeypatch):
    async def broken(*_):
        yield [(1,) * 11]
        raise DatabaseDown

    monkeypatch.setattr("bot.web.staff.figures.read_records", broken)
    with pytest.raises(ClientPayloadError):
        await clerk.get("/staff/figures/questions.csv")
    assert "统计" in await clerk.page("/staff/figures")
