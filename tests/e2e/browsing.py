"""What the browser tests share: a page that must stay free of errors, and asking on it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, Route, expect

QUESTION = "首贷服务中心在哪办"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}


@asynccontextmanager
async def opened(
    browser: Browser, site: TestServer, path: str = "/", *, allowed: str | None = None, **options
) -> AsyncIterator[Page]:
    """Yield a page of its own; afterwards nothing may have gone wrong in it or been asked of another host.

    `allowed` is part of the one console error that a test provokes itself.
    """
    options.setdefault("viewport", DESK)
    context = await browser.new_context(reduced_motion="reduce", **options)
    try:
        page = await context.new_page()
        wrong: list[str] = []
        hosts: set[str | None] = set()
        page.on(
            "console",
            lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
        await page.goto(str(site.make_url(path)))
        yield page
        assert [text for text in wrong if allowed is None or allowed not in text] == []
        assert hosts == {f"{site.host}:{site.port}"}
    finally:
        await context.close()


async def ask(page: Page, question: str = QUESTION) -> None:
    """Type a question, send it with Enter, and wait for its answer."""
    before = await page.locator(".turn .card").count()
    await page.get_by_label("您的问题").fill(question)
    await page.keyboard.press("Enter")
    await expect(page.locator(".turn .card")).to_have_count(before + 1)


async def hold_back(page: Page) -> asyncio.Event:
    """Keep the page's questions from the service until the event is set."""
    held = asyncio.Event()

    async def hold(route: Route) -> None:
        await held.wait()
        await route.continue_()

    await page.route("**/api/ask", hold)
    return held
