"""The chat page in a real browser: what a shop owner does, on a phone and at a desk."""

import pytest
from playwright.async_api import expect

from tests.e2e.browsing import PHONE, QUESTION, ask, hold_back, opened

pytestmark = pytest.mark.asyncio(loop_scope="session")


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


async def test_what_was_opened_last_can_be_seen_on_a_phone(browser, site):
    async with opened(browser, site, viewport=PHONE, has_touch=True) as page:
        await ask(page)
        await page.get_by_role("button", name="看全文").tap()
        await expect(page.locator("mark").first).to_be_visible()
        await page.get_by_role("button", name="相关条款").tap()
        await expect(page.locator(".card > .options .option").last).to_be_in_viewport(ratio=1)
        top = "document.querySelector('.composer').getBoundingClientRect().top"
        bottom = "[...document.querySelectorAll('.turn .option')].at(-1).getBoundingClientRect().bottom"
        assert await page.evaluate(f"{bottom} <= {top}")


async def test_what_is_tapped_is_large_enough_for_a_finger(browser, site):
    async with opened(browser, site, viewport=PHONE, has_touch=True) as page:
        await ask(page)
        await page.get_by_role("button", name="看全文").tap()
        await page.get_by_role("button", name="相关条款").tap()
        await expect(page.locator(".full .open a")).to_be_visible()
        small = await page.evaluate(
            # A link in running text is as high as its line.
            "[...document.querySelectorAll('a, button')].filter((e) => e.checkVisibility() && "
            "!e.closest('.source, .basis, .skip') && e.getBoundingClientRect().height < 40)"
            ".map((e) => e.textContent)"
        )
        assert small == []


async def test_a_long_question_is_asked_whole(browser, site):
    async with opened(browser, site) as page:
        question = "长" * 5000
        await page.get_by_label("您的问题").click()
        await page.keyboard.insert_text(question)
        async with page.expect_request("**/api/ask") as sent:
            await page.keyboard.press("Enter")
        assert (await sent.value).post_data_json["question"] == question
        await expect(page.locator(".turn .card")).to_have_count(1)


async def test_without_javascript_a_question_ends_where_an_address_would(browser, site):
    async with opened(browser, site, java_script_enabled=False) as page:
        await page.get_by_label("您的问题").click()
        await page.keyboard.insert_text("长" * 5000)
        await page.get_by_role("button", name="发送").click()
        await expect(page.locator(".turn .card")).to_have_count(1)


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


async def test_questions_sent_in_a_row_are_answered_in_order_in_one_conversation(browser, site):
    async with opened(browser, site) as page:
        held = await hold_back(page)
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


async def test_the_page_works_without_javascript(browser, site):
    async with opened(browser, site, viewport=PHONE, java_script_enabled=False) as page:
        await page.get_by_label("您的问题").fill(QUESTION)
        await page.get_by_role("button", name="发送").click()
        await expect(page.locator("blockquote").first).to_contain_text("设立首贷服务中心")
        await page.get_by_role("link", name="看全文").click()
        await expect(page.locator("h1")).to_contain_text("优化金融资源配置")
        await page.get_by_role("link", name="就这条提问").click()
        await expect(page.get_by_label("您的问题")).to_have_value("关于“优化金融资源配置”，")
