"""The pages of a text that a later version has replaced, and the answers that lead there."""

from datetime import date

import pytest

from knowledge.document import Validity
from tests.bot.papers import library_from, paper, versions_of

TEXT = """\
    停车办法
    一、停车费。停车费每小时{}元。
    二、投诉。可以投诉停车费。
    {}
    """


@pytest.fixture
def client(client, assistant):
    """Return the client of a service whose document changed at the beginning of 2023, and lost a clause."""
    old = paper("p", TEXT.format(5, "三、旧条款。已经取消的条款。"), validity=Validity(date(2020, 1, 1)))
    new = paper("p", TEXT.format(8, ""), validity=Validity(date(2023, 1, 1)))
    assistant.library = library_from(versions_of(old, new))
    return client


async def page(client, path: str) -> tuple[int, str]:
    response = await client.get(path)
    return response.status, await response.text()


async def test_an_answer_of_another_day_leads_to_the_text_of_that_day(client):
    response = await client.post("/api/ask", json={"question": "2022年3月的时候停车费每小时多少元"})
    answer = await response.json()
    assert answer["clause"]["version"] == 1
    status, text = await page(client, answer["clause"]["url"])
    assert (status, "每小时5元" in text, "这是以前的文本，后来有修改。" in text) == (200, True, True)
    assert text.count("?version=1") == 1  # the neighbour; the way to the live text has none
    full = await (await client.get("/api" + answer["clause"]["url"])).json()
    assert (full["url"], full["paragraphs"]) == (answer["clause"]["url"], ["停车费每小时5元。"])


async def test_the_live_text_says_nothing_of_earlier_ones(client):
    for path in ("/clauses/p/一", "/clauses/p/一?version=2"):
        status, text = await page(client, path)
        assert (status, "每小时8元" in text, "以前的文本" in text, "version=" in text) == (
            200,
            True,
            False,
            False,
        )


async def test_an_earlier_clause_that_is_gone_says_so(client):
    _, text = await page(client, "/clauses/p/三?version=1")
    assert "现在的文件里没有这一条了" in text
    assert "看现在的文本" not in text


@pytest.mark.parametrize("version", ["0", "3", "-1", "x", "", "９", "1" * 5000])
async def test_a_version_that_is_not_there_is_not_found(client, version):
    assert (await page(client, f"/clauses/p/一?version={version}"))[0] == 404
