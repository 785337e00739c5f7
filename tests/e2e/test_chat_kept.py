"""What the chat page keeps in a real browser: across a reload, in another window, and until it is forgotten."""

import json

import pytest
from playwright.async_api import expect

from tests.e2e.browsing import QUESTION, ask, hold_back, opened

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_reload_keeps_the_conversation_the_vote_and_what_was_typed(browser, site):
    async with opened(browser, site) as page:
        await ask(page)
        await page.get_by_role("button", name="有用").click()
        await expect(page.locator(".thanks")).to_have_text("谢谢")
        await page.get_by_label("您的问题").fill("还没问完")
        session = await page.evaluate("localStorage.session")
        await page.reload()
        await expect(page.locator("blockquote").first).to_contain_text("设立首贷服务中心")
        await expect(page.get_by_role("button", name="有用")).to_have_attribute("aria-pressed", "true")
        await expect(page.get_by_label("您的问题")).to_have_value("还没问完")
        await ask(page, "数字化转型")
        assert await page.evaluate("localStorage.session") == session


@pytest.mark.parametrize("again", ["reload", "another window"])
async def test_forgetting_is_offered_after_the_window_with_the_answers_is_gone(browser, site, again):
    async with opened(browser, site) as page:
        await expect(page.locator("#forget")).to_be_hidden()
        await ask(page)
        later = page
        if again == "reload":
            await page.evaluate("sessionStorage.clear()")
            await page.reload()
        else:
            later = await page.context.new_page()
            await later.goto(page.url)
        await expect(later.locator(".turn")).to_have_count(0)
        await later.get_by_role("button", name="忘记这次对话").click()
        async with later.expect_response("**/api/forget") as forgotten:
            await later.get_by_role("button", name="删除并重新开始").click()
        assert await (await forgotten.value).json() == {"erased": 1}
        await expect(later.locator("#forget")).to_be_hidden()


async def test_two_windows_share_one_conversation_so_that_all_of_it_can_be_forgotten(browser, site):
    async with opened(browser, site) as page:
        other = await page.context.new_page()
        await other.goto(page.url)
        await ask(page)
        session = await page.evaluate("localStorage.session")
        await ask(other, "数字化转型")
        assert await other.evaluate("localStorage.session") == session


@pytest.mark.parametrize(
    "change",
    [
        "delete turn.answer.unit_lines",
        "turn.answer.notices = '期限已结束'",
        "turn.answer.advice = [{text: '问 12345'}]",
        "turn.answer.clause = {}",
        "turn.answer = null",
        "turn.answer = '二（三）9'",
        "turn.question = 7",
        "delete turn.question",
        "turns[0] = null",
    ],
)
async def test_a_stored_turn_that_cannot_be_shown_is_dropped_and_the_others_come_back(browser, site, change):
    async with opened(browser, site) as page:
        await ask(page, "数字化转型")
        await ask(page)
        await page.evaluate(
            f"const turns = JSON.parse(sessionStorage.turns), turn = turns[0]; {change}; "
            "sessionStorage.turns = JSON.stringify(turns)"
        )
        await page.reload()
        await expect(page.locator(".turn .asked")).to_have_text(f"您问：{QUESTION}")
        await ask(page, "数字化转型")
        await page.reload()
        await expect(page.locator(".turn .card")).to_have_count(2)


@pytest.mark.parametrize("stored", [{}, "turns", 3, {"length": 1}])
async def test_stored_turns_that_are_no_list_are_dropped(browser, site, stored):
    async with opened(browser, site) as page:
        await page.evaluate("(stored) => { sessionStorage.turns = stored }", json.dumps(stored))
        await page.reload()
        await ask(page)


async def test_forgetting_asks_first_then_leaves_nothing(browser, site):
    async with opened(browser, site) as page:
        await ask(page)
        await page.get_by_role("button", name="忘记这次对话").click()
        await page.get_by_role("button", name="先不删").click()
        await expect(page.locator(".turn")).to_have_count(1)
        await page.get_by_role("button", name="忘记这次对话").click()
        await page.get_by_role("button", name="删除并重新开始").click()
        await expect(page.locator(".turn")).to_have_count(0)
        assert await page.evaluate("[localStorage.length, sessionStorage.turns]") == [0, None]
        await expect(page.get_by_text("已删除 1 个问题")).to_be_visible()
        await ask(page)
        await expect(page.get_by_text("已删除 1 个问题")).to_have_count(0)


async def test_a_question_that_a_reload_cut_off_can_be_sent_again(browser, site):
    async with opened(browser, site) as page:
        await page.route("**/api/ask", lambda route: None)
        await page.get_by_label("您的问题").fill(QUESTION)
        await page.keyboard.press("Enter")
        await expect(page.locator(".waiting")).to_be_visible()
        await page.reload()
        # Only now, for it lets go of what is held: the answer could come before the reload.
        await page.unroute("**/api/ask")
        await page.get_by_role("button", name="重试").click()
        await expect(page.locator(".turn .card")).to_have_count(1)


async def test_an_answer_that_comes_after_its_conversation_was_forgotten_is_dropped(browser, site):
    async with opened(browser, site) as page:
        held = await hold_back(page)
        await page.get_by_label("您的问题").fill(QUESTION)
        await page.keyboard.press("Enter")
        await page.get_by_role("button", name="忘记这次对话").click()
        await page.get_by_role("button", name="删除并重新开始").click()
        await expect(page.locator(".turn")).to_have_count(0)
        async with page.expect_response("**/api/forget") as forgotten:
            held.set()
        assert await (await forgotten.value).json() == {"erased": 1}
        await expect(page.locator(".turn")).to_have_count(0)
        assert await page.evaluate("localStorage.length") == 0


async def test_the_page_works_where_the_browser_forbids_storage(browser, site):
    async with opened(browser, site, "/privacy") as page:
        await page.add_init_script(
            "for (const area of ['localStorage', 'sessionStorage']) "
            "Object.defineProperty(window, area, {get() { throw new DOMException('no', 'SecurityError'); }})"
        )
        await page.goto(str(site.make_url("/")))
        await ask(page)
        await ask(page, "数字化转型")


async def test_an_answer_that_came_with_the_page_joins_the_conversation_once(browser, site):
    async with opened(browser, site, f"/?q={QUESTION}") as page:
        await expect(page.locator(".turn .card")).to_have_count(1)
        await page.get_by_role("button", name="有用").click()
        await expect(page.locator(".thanks")).to_have_text("谢谢")
        await page.reload()
        await expect(page.locator(".turn .card")).to_have_count(1)
        assert page.url.endswith("/")
        await ask(page, "数字化转型")
        sessions = await page.evaluate("JSON.parse(sessionStorage.turns).map((turn) => turn.answer.session)")
        assert len(set(sessions)) == 1
