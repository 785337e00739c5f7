"""How the pages look in a real browser: narrow phones, light and dark, text that can be read."""

import pytest
from playwright.async_api import expect

from tests.e2e.browsing import ask, opened

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGES = (
    "/documents",
    "/documents/jiaxing-xiaowei-2021-2023",
    "/clauses/jiaxing-xiaowei-2021-2023/二（三）9",
    "/departments",
    "/privacy",
    "/nothing",
)

# Returns the texts whose colour and ground hold less than 4.5 : 1 (WCAG 2 AA).
_FAINT = """() => {
  const light = (c) => { const v = c.map((x) => (x /= 255) <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4);
    return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const ground = (e) => { for (; e; e = e.parentElement) {
    const c = rgb(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] === 1) return c; } };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !e.checkVisibility() || e.closest('.unseen')) continue;
    const [a, b] = [rgb(getComputedStyle(e).color), ground(e)].map((c) => light(c.slice(0, 3))).sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) faint.push(e.textContent);
  }
  return faint;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_page_scrolls_sideways_on_the_narrowest_phone_in_either_scheme(browser, site, scheme):
    narrow = {"width": 320, "height": 568}
    async with opened(browser, site, allowed="404", viewport=narrow, color_scheme=scheme) as page:
        await ask(page, "https://example.org/" + "a" * 300)
        await ask(page)
        await page.get_by_role("button", name="看全文").click()
        await expect(page.locator("mark").first).to_be_visible()
        for path in ("", *PAGES):
            if path:
                await page.goto(str(site.make_url(path)))
            assert await page.evaluate("document.documentElement.scrollWidth") <= 320, path
        ground = await page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, ground.removeprefix("rgb(").removesuffix(")").split(","))) < 384) == (
            scheme == "dark"
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_all_text_stands_out_from_its_ground(browser, site, scheme):
    async with opened(browser, site, allowed="404", color_scheme=scheme) as page:
        await ask(page)
        await page.get_by_role("button", name="看全文").click()
        await expect(page.locator("mark").first).to_be_visible()
        for path in ("", *PAGES):
            if path:
                await page.goto(str(site.make_url(path)))
            assert await page.evaluate(_FAINT) == [], path
