"""The chat page in a real browser: what a shop owner does, on a phone and at a desk."""

import asyncio

import pytest
from playwright.async_api import expect

from tests.e2e.browsing import PHONE, QUESTION, ask, opened


async def test_a_question_gets_a_card_with_quotation_unit_and_source(browser, site):
    async with opened(browser, site, viewport=PHONE) as page:
        await ask(page)
        turn = page.locator(".turn")
        await expect(turn.locator(".asked")).to_contain_text(QUESTION)
        await expect(turn.locator(".notice")).to_contain_text("2023年12月31日")
        await expect(turn.locator("blockquote").first).to_contain_text("设立首贷服务中心")
        await expect(turn.locator(".units")).to_contain_text("人行嘉兴市中心支行")
        await expect(turn.locator(".source a")).to_contain_text("优化金融资源配置")
        await turn.locator(".source a").click()
        await expect(page.locator("h1")).to_contain_text("优化金融资源配置")


async def test_the_full_text_opens_in_place_with_the_quoted_sentence_marked(browser, site):
    async with opened(browser, site) as page:
        await ask(page)
        quotation = await page.locator("blockquote").first.text_content()
        button = page.get_by_role("button", name="看全文")
        await button.click()
        await expect(page.locator("mark").first).to_have_text(quotation)
        await expect(button).to_have_attribute("aria-expanded", "true")
        await button.click()
        await expect(page.locator(".full")).to_be_hidden()


async def test_a_choice_and_a_related_clause_are_asked_by_a_tap(browser, site):
    async with opened(browser, site, viewport=PHONE, has_touch=True) as page:
        await ask(page, "政策")
        choice = page.locator(".turn .option").first
        picked = await choice.text_content()
        await choice.tap()
        await expect(page.locator(".turn .card")).to_have_count(2)
        await expect(page.locator(".turn .asked").last).to_contain_text(picked)
        await ask(page)
        turn = page.locator(".turn").last
        await turn.get_by_role("button", name="相关条款").tap()
        await turn.locator(".option").first.tap()
        await expect(page.locator(".turn .card")).to_have_count(4)


async def test_an_example_is_asked_by_a_tap(browser, site):
    async with opened(browser, site, viewport=PHONE, has_touch=True) as page:
        await page.locator(".welcome .option").first.tap()
        await expect(page.locator(".turn .card.kind-answer")).to_have_count(1)


async def test_a_vote_is_thanked_for_and_can_be_changed(browser, site):
    async with opened(browser, site) as page:
        await ask(page)
        useful, useless = page.get_by_role("button", name="有用"), page.get_by_role("button", name="没用")
        await useful.click()
        await expect(page.locator(".thanks")).to_have_text("谢谢")
        await expect(useful).to_have_attribute("aria-pressed", "true")
        await useless.click()
        await expect(useless).to_have_attribute("aria-pressed", "true")
        await expect(useful).to_have_attribute("aria-pressed", "false")


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


async def test_everything_can_be_done_with_the_keyboard(browser, site):
    async with opened(browser, site) as page:
        await page.keyboard.press("Tab")
        await expect(page.get_by_text("跳到正文")).to_be_focused()
        field = page.get_by_label("您的问题")
        await field.focus()
        await page.keyboard.type("第一行")
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.type("第二行")
        await expect(field).to_have_value("第一行\n第二行")
        await ask(page)
        await expect(field).to_be_focused()
        reached = []
        for _ in range(6):
            await page.keyboard.press("Shift+Tab")
            reached.append(
                await page.evaluate(
                    "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
                )
            )
        assert reached[:4] == ["没用", "有用", "相关条款", "看全文"]
        await page.get_by_role("button", name="看全文").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("mark").first).to_be_visible()
        await page.get_by_role("button", name="忘记这次对话").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("dialog")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_be_hidden()


async def test_enter_that_chooses_a_word_of_an_input_method_sends_nothing(browser, site):
    async with opened(browser, site) as page:
        await page.get_by_label("您的问题").fill("shou dai")
        for event in ("{isComposing: true}", "{keyCode: 229}"):
            await page.evaluate(
                "document.querySelector('#question').dispatchEvent(new KeyboardEvent('keydown', "
                f"{{key: 'Enter', bubbles: true, cancelable: true, ...{event}}}))"
            )
        await expect(page.locator(".turn")).to_have_count(0)
        await expect(page.get_by_label("您的问题")).to_have_value("shou dai")


async def test_a_screen_reader_hears_the_answers(browser, site):
    async with opened(browser, site) as page:
        log = page.get_by_role("log")
        await expect(log).to_have_attribute("aria-live", "polite")
        await ask(page)
        await expect(log).to_contain_text("人行嘉兴市中心支行")
        unnamed = await page.evaluate(
            "[...document.querySelectorAll('button, a, textarea')].filter((e) => "
            "!(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length)).length"
        )
        assert unnamed == 0


@pytest.mark.parametrize("status", [None, 429, 500, 502])
async def test_a_failed_question_is_kept_and_sent_again_by_a_tap(browser, site, status):
    async with opened(browser, site, allowed="Failed to load resource") as page:
        body = {None: "", 429: "{}", 500: '{"error": "x", "reference": "AB12"}', 502: "<html>"}[status]

        async def fail(route):
            await (route.abort() if status is None else route.fulfill(status=status, body=body))

        await page.route("**/api/ask", fail)
        await page.get_by_label("您的问题").fill(QUESTION)
        await page.keyboard.press("Enter")
        words = {None: "网络", 429: "过一会儿", 500: "编号 AB12", 502: "请稍后"}[status]
        await expect(page.locator(".trouble")).to_contain_text(words)
        await page.unroute("**/api/ask")
        await page.reload()
        await expect(page.locator(".asked")).to_contain_text(QUESTION)
        await page.get_by_role("button", name="重试").click()
        await expect(page.locator("blockquote").first).to_contain_text("设立首贷服务中心")
        await expect(page.locator(".trouble")).to_have_count(0)


async def test_a_question_that_a_reload_cut_off_can_be_sent_again(browser, site):
    async with opened(browser, site) as page:
        await page.route("**/api/ask", lambda route: None)
        await page.get_by_label("您的问题").fill(QUESTION)
        await page.keyboard.press("Enter")
        await expect(page.locator(".waiting")).to_be_visible()
        await page.unroute("**/api/ask")
        await page.reload()
        await page.get_by_role("button", name="重试").click()
        await expect(page.locator(".turn .card")).to_have_count(1)


async def test_an_answer_that_comes_after_its_conversation_was_forgotten_is_dropped(browser, site):
    async with opened(browser, site) as page:
        held = asyncio.Event()

        async def hold(route):
            await held.wait()
            await route.continue_()

        await page.route("**/api/ask", hold)
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


async def test_questions_sent_in_a_row_are_answered_in_order_in_one_conversation(browser, site):
    async with opened(browser, site) as page:
        held = asyncio.Event()

        async def hold(route):
            await held.wait()
            await route.continue_()

        await page.route("**/api/ask", hold)
        for question in ("你好", QUESTION, "谢谢"):
            await page.get_by_label("您的问题").fill(question)
            await page.keyboard.press("Enter")
        await expect(page.locator(".turn .waiting")).to_have_count(3)
        held.set()
        await expect(page.locator(".turn .card")).to_have_count(3)
        sessions = await page.evaluate("JSON.parse(sessionStorage.turns).map((turn) => turn.answer.session)")
        assert len(set(sessions)) == 1


async def test_markup_in_a_question_stays_text(browser, site):
    async with opened(browser, site) as page:
        await ask(page, "<img src=x onerror=alert(1)><b>粗</b>")
        await expect(page.locator(".asked")).to_contain_text("<img src=x onerror=alert(1)>")
        assert await page.locator(".log img, .log b").count() == 0


async def test_the_page_works_where_the_browser_forbids_storage(browser, site):
    async with opened(browser, site, "/privacy") as page:
        await page.add_init_script(
            "for (const area of ['localStorage', 'sessionStorage']) "
            "Object.defineProperty(window, area, {get() { throw new DOMException('no', 'SecurityError'); }})"
        )
        await page.goto(str(site.make_url("/")))
        await ask(page)
        await ask(page, "数字化转型")


async def test_the_page_works_without_javascript(browser, site):
    async with opened(browser, site, viewport=PHONE, java_script_enabled=False) as page:
        await page.get_by_label("您的问题").fill(QUESTION)
        await page.get_by_role("button", name="发送").click()
        await expect(page.locator("blockquote").first).to_contain_text("设立首贷服务中心")
        await page.get_by_role("link", name="看全文").click()
        await expect(page.locator("h1")).to_contain_text("优化金融资源配置")
        await page.get_by_role("link", name="就这条提问").click()
        await expect(page.get_by_label("您的问题")).to_have_value("关于“优化金融资源配置”，")


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
