"""Coming in by a link, and going out."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.staff.access import Access
from bot.staff.people import Role
from bot.staff.store.tables import MemberRow
from bot.web.staff.guard import COOKIE
from tests.bot.web.staff.conftest import ADMIN, STAFF


async def enter(visitor, link):
    return await visitor.post("/staff/enter", link=link)


async def test_looking_at_a_link_does_not_use_it_up(browser, console):
    visitor, link = await browser(), await console.access.issue_link(STAFF, by="test")
    assert link in await visitor.page(f"/staff/enter?link={link}")
    assert link in await visitor.page(f"/staff/enter?link={link}")
    assert (await enter(visitor, link)).headers["Location"] == "/staff"


async def test_a_link_lets_in_once(browser, console):
    first, second, link = await browser(), await browser(), await console.access.issue_link(STAFF, by="test")
    assert (await enter(first, link)).status == 303
    refused = await enter(second, link)
    assert refused.status == 403
    assert "已经用过、过期或不完整" in await refused.text()
    assert (await second.get("/staff")).status == 401


async def test_a_newer_link_voids_the_one_before(browser, console):
    old = await console.access.issue_link(STAFF, by="test")
    new = await console.access.issue_link(STAFF, by="test")
    assert (await enter(await browser(), old)).status == 403
    assert (await enter(await browser(), new)).status == 303


@pytest.mark.parametrize(("minutes", "status"), [(9, 303), (11, 403)])
async def test_a_link_holds_for_ten_minutes(browser, console, assistant, minutes, status):
    earlier = datetime.now(UTC) - timedelta(minutes=minutes)
    access = Access(assistant.engine, assistant.identity, console.people, now=lambda: earlier)
    assert (await enter(await browser(), await access.issue_link(STAFF, by="test"))).status == status


@pytest.mark.parametrize(("hours", "found"), [(11, True), (13, False)])
async def test_a_session_holds_for_twelve_hours(console, assistant, hours, found):
    entered = await console.access.enter(await console.access.issue_link(STAFF, by="test"))
    later = datetime.now(UTC) + timedelta(hours=hours)
    access = Access(assistant.engine, assistant.identity, console.people, now=lambda: later)
    assert (await access.member(entered.token) is not None) is found


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser, console):
    response = await enter(await browser(), await console.access.issue_link(STAFF, by="test"))
    cookie = response.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/staff")
    assert not cookie["secure"]
    link = await console.access.issue_link(STAFF, by="test")
    through_tls = await (await browser()).client.post(
        "/staff/enter",
        data={"link": link},
        headers={"X-Forwarded-Proto": "https"},
        allow_redirects=False,
    )
    assert through_tls.cookies[COOKIE]["secure"]


async def test_who_leaves_is_out_though_the_cookie_be_kept(browser, clerk):
    jar = clerk.client.session.cookie_jar
    kept = jar.filter_cookies(clerk.client.make_url("/staff"))[COOKIE].value
    assert (await clerk.post("/staff/leave")).headers["Location"] == "/staff/enter"
    other = await browser()
    other.client.session.cookie_jar.update_cookies({COOKIE: kept})
    assert (await other.get("/staff")).status == 401


async def test_who_loses_the_role_is_out_at_once(log_in, console):
    await console.people.add(4001, Role.STAFF, by="test")
    visitor = await log_in(4001)
    assert (await visitor.get("/staff")).status == 303
    await console.people.remove(4001, by="test")
    assert (await visitor.get("/staff")).status == 401
    await console.people.add(4001, Role.STAFF, by="test")
    assert (await visitor.get("/staff")).status == 401


async def test_only_hashes_are_kept_of_links_and_sessions(console, assistant):
    link = await console.access.issue_link(ADMIN, by="test")
    entered = await console.access.enter(link)
    unused = await console.access.issue_link(ADMIN, by="test")
    async with assistant.engine.connect() as connection:
        for table in ("staff_link", "staff_session", "audit"):
            rows = (await connection.execute(select(MemberRow.metadata.tables[table]))).all()
            assert rows
            assert not any(secret in str(rows) for secret in (link, unused, entered.token))
    assert entered.token not in repr(entered)
