"""The pages as a browser without JavaScript gets them, and what every response carries."""

import html
import re
from datetime import date
from urllib.parse import quote

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.learning import taught
from bot.loading import read_taught
from bot.staff.teaching import Teaching
from bot.staff.wishes import Place, Wish
from bot.web.app import create_app
from knowledge.document import Part
from tests.bot.web.test_ask import QUESTION

PLAN = "jiaxing-xiaowei-2021-2023"
PAGES = [
    "/",
    "/documents",
    f"/documents/{PLAN}",
    f"/clauses/{PLAN}/{quote('二（三）9')}",
    "/departments",
    "/privacy",
]


async def page(client, path, *, status=200):
    response = await client.get(path)
    assert response.status == status
    assert response.content_type == "text/html"
    return await response.text()


def words(text):
    """Return a page's text without its markup."""
    return html.unescape(re.sub(r"<[^>]*>", "", text))


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_whole_in_chinese_and_from_here_only(client, path):
    text = await page(client, path)
    assert '<html lang="zh-CN">' in text
    assert text.count("<h1") == 1
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", text)
    assert not re.search(
        r"""\s(?:style|on\w+)=["']|<style|<script(?![^>]*(?:src=|type="application/json"))""", text
    )


@pytest.mark.parametrize(
    "path", [*PAGES, "/nothing", "/api/nothing", "/static/site.css", "/static/none", "/healthz"]
)
async def test_every_response_carries_the_security_headers(client, path):
    headers = (await client.get(path)).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "aiohttp" not in headers["Server"]


async def test_every_address_on_a_page_leads_somewhere(client):
    found = {
        path
        for source in PAGES
        for path in re.findall(r'(?:href|src)="(/[^"]*)"', await page(client, source))
    }
    assert len(found) > 20
    for path in found:
        assert (await client.get(html.unescape(path))).status == 200, path


async def test_the_chat_page_says_what_it_answers_from_and_offers_questions(client, library):
    text = await page(client, "/")
    assert "嘉兴市小微企业三年成长计划（2021—2023年）" in text
    assert "期限已结束" in text
    examples = re.findall(r'name="q" value="([^"]+)"', text)
    assert 3 <= len(examples) <= 4
    headings = {clause.heading for clause in library.documents[PLAN].document.clauses}
    for example in examples:
        term = re.search("“(.+)”", example)
        assert (term and term[1] in words(await page(client, f"/documents/{PLAN}"))) or any(
            heading in example for heading in headings if heading
        )


async def test_the_questions_offered_are_answered(client):
    for example in re.findall(r'name="q" value="([^"]+)"', await page(client, "/")):
        answer = await (await client.post("/api/ask", json={"question": example})).json()
        assert answer["kind"] == "answer", example


async def test_a_question_without_javascript_is_answered_on_the_page(client):
    text = words(await page(client, f"/?q={quote(QUESTION)}"))
    assert QUESTION in text
    assert "设立首贷服务中心" in text
    assert "人行嘉兴市中心支行" in text
    assert (await client.get(f"/?q={quote(QUESTION)}")).headers["Cache-Control"] == "no-store"


async def test_the_longest_question_without_javascript_fits_into_an_address(client):
    longest = int(re.search(r'<textarea[^>]* maxlength="(\d+)"', await page(client, "/"))[1])
    assert longest >= 500
    # Three bytes of UTF-8 for one unit of maxlength is the worst there is; a line break is sent as two characters.
    for character in ("长", "\r\n"):
        await page(client, f"/?q={quote(character * longest)}")


async def test_choices_without_javascript_are_buttons(client):
    text = await page(client, f"/?q={quote('政策')}")
    assert '<form class="options"' in text.partition('id="log"')[2]


@pytest.mark.parametrize("name", ["q", "draft"])
async def test_markup_in_a_question_stays_text(client, name):
    text = await page(client, f"/?{name}={quote('</textarea></script><script>alert(1)</script>')}")
    assert "<script>alert" not in text
    assert text.count("</textarea>") == 1
    assert "alert(1)" in text


async def test_the_draft_of_a_question_stands_in_the_field_and_is_not_asked(client):
    text = await page(client, f"/?draft={quote('关于“贷款码”，')}")
    assert re.search("<textarea[^>]*>关于“贷款码”，</textarea>", html.unescape(text))
    assert 'class="turn"' not in text


async def test_a_clause_page_shows_its_text_its_units_of_today_and_its_neighbours(client, library):
    text = words(await page(client, f"/clauses/{PLAN}/{quote('二（三）9')}"))
    _, clause = library.clause(PLAN, "二（三）9")
    assert re.sub(r"\s", "", clause.body) in re.sub(r"\s", "", text)
    assert "现为中国人民银行嘉兴市分行" in text
    assert "期限（2021年8月19日至2023年12月31日）已经结束" in text
    assert "重点任务" in text
    assert "二（二）8 营造公平竞争环境" in text
    assert "二（三）10 强化质量目标导向" in text
    assert "就这条提问" in text


async def test_a_clause_without_units_says_so(client):
    assert "没有写明责任单位" in await page(client, f"/clauses/{PLAN}/{quote('一（一）')}")


@pytest.mark.parametrize(("key", "neighbour"), [("一（一）", "下一条"), ("三（三）", "上一条")])
async def test_the_clauses_at_the_ends_have_one_neighbour(client, key, neighbour):
    text = words(await page(client, f"/clauses/{PLAN}/{quote(key)}"))
    assert [word for word in ("上一条", "下一条") if word in text] == [neighbour]


async def test_the_document_page_holds_the_whole_text_in_order_with_an_anchor_for_each_clause(
    client, library
):
    text = await page(client, f"/documents/{PLAN}")
    document = library.documents[PLAN].document
    whole = re.sub(r"\s", "", words(text))
    position = whole.index("（此件公开发布）")
    for piece in document.pieces:
        if piece.part in (Part.HEADING, Part.CLAUSE):
            position = whole.index(re.sub(r"\s", "", piece.text), position)
    for clause in document.clauses:
        assert f'id="{clause.key}"' in text
        assert f'href="#{quote(clause.key)}"' in text


async def test_the_departments_page_names_them_fully_and_as_they_are_called_today(client, library):
    text = words(await page(client, "/departments"))
    for department in library.directory.entries.values():
        assert department.full in text
        assert department.now is None or department.now in text
    assert "12345" in text


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/clauses",
        f"/clauses/{PLAN}/none",
        "/clauses/none/none",
        "/clauses/%ff/%00",
        "/documents/none",
        "/documents/..%2f..%2fetc",
        "/static/",
        "/static/..%2fapp.py",
    ],
)
async def test_what_is_not_there_is_a_page_in_chinese_with_a_way_back(client, path):
    response = await client.get(path)
    assert response.status in {403, 404}
    text = await response.text()
    assert '<a class="button" href="/">' in text
    assert "no-cache" in response.headers["Cache-Control"]


async def test_a_wrong_method_on_a_page_is_a_page(client):
    response = await client.post("/privacy")
    assert response.status == 405
    assert response.content_type == "text/html"


async def test_static_files_are_kept_for_good_under_the_address_that_a_page_gives(client):
    path = re.search(r'href="(/static/site\.css\?v=\w+)"', await page(client, "/"))[1]
    assert "immutable" in (await client.get(path)).headers["Cache-Control"]
    assert (await client.get("/static/site.css")).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/static/none.css", "/static/missing", "/static/..%2fapp.py", "/static/%00"]
)
async def test_a_static_file_that_is_not_there_is_a_page_that_says_so(client, path):
    assert "没有找到这个页面" in await page(client, path, status=404)


@pytest.mark.parametrize("path", [path for path in PAGES if path != "/"])
async def test_a_slash_too_many_at_the_end_of_an_address_leads_to_the_page(client, path):
    response = await client.get(path + "/?a=b")
    assert response.status == 200
    assert response.url.raw_path_qs == path + "?a=b"


@pytest.mark.parametrize("path", ["//example.org/", "//example.org/documents/", "/documentsx", "/nothing/"])
async def test_an_unknown_address_leads_nowhere(client, path):
    address = str(client.make_url("/")).removesuffix("/") + path
    response = await client.session.get(address, allow_redirects=False)
    assert response.status == 404


async def test_a_document_in_force_is_said_to_be(assistant):
    assistant.today = lambda: date(2022, 3, 1)
    async with TestClient(TestServer(create_app(assistant))) as client:
        text = words(await page(client, f"/clauses/{PLAN}/{quote('二（三）9')}"))
    assert "现行有效" in text
    assert "已经结束" not in text


@pytest.mark.parametrize("days", [None, 30])
async def test_the_privacy_page_promises_an_end_only_where_there_is_one(assistant, days):
    async with TestClient(TestServer(create_app(assistant, retention_days=days))) as client:
        text = words(await page(client, "/privacy"))
    assert ("最多保存" in text) == (days is not None)
    assert days is None or f"{days} 天" in text
    assert "工作人员看过回答以后记下的对错，和提问一起保存、一起删除。" in text
    assert "这样的句子不随提问删除。" in text


async def test_a_clauses_page_shows_how_people_ask_for_it_where_staff_say_so_and_nowhere_else(
    assistant, client
):
    here, text = f"/clauses/{PLAN}/{quote('二（三）9')}", "我这<b>小店</b>借钱去哪"
    teaching = Teaching(assistant)
    number = await teaching.teach(Wish(text, (Place(PLAN, "二（三）9"),)), by="test")
    assistant.library = taught(assistant.library, await read_taught(assistant.engine))
    assert "大家这样问" not in await page(client, here)
    await teaching.show(number, public=True, by="test")
    assistant.library = taught(assistant.library, await read_taught(assistant.engine))
    shown = await page(client, here)
    assert "大家这样问" in shown
    assert html.escape(text) in shown
    assert "大家这样问" not in await page(client, f"/clauses/{PLAN}/{quote('二（二）8')}")
