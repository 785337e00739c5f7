"""Who may do what in the console: every route × nobody, an owner's session, a forged one, staff, admin, no token."""

import pytest

from bot.identity import Channel, Person
from bot.staff.people import Role
from bot.staff.reviews import Decision, Verdict
from bot.staff.switches import Scope, Target
from bot.web.staff.guard import COOKIE
from tests.bot.web.staff.conftest import ADMIN, STAFF

DOCUMENT = "/staff/documents/jiaxing-xiaowei-2021-2023"
OPEN = {"nobody": 200, "owner": 200, "forged": 200, "staff": 200, "admin": 200}
DESK = {"nobody": 401, "owner": 401, "forged": 401, "staff": 200, "admin": 200}
ADMINS = {"nobody": 401, "owner": 401, "forged": 401, "staff": 403, "admin": 200}


def leading(row, status=303):
    """Return a row whose successes lead on to another page."""
    return {who: status if got == 200 else got for who, got in row.items()}


ASKED = ("猫粮店能拿补贴吗", "食堂阿姨的社保怎么交")

ROUTES = {
    ("GET", "/staff"): ("/staff", {}, leading(DESK)),
    ("GET", "/staff/enter"): ("/staff/enter?link=x", {}, OPEN),
    ("POST", "/staff/enter"): ("/staff/enter", {"link": "x" * 64}, dict.fromkeys(OPEN, 403)),
    ("POST", "/staff/leave"): ("/staff/leave", {}, leading(DESK)),
    ("GET", "/staff/figures"): ("/staff/figures?days=7", {}, DESK),
    ("GET", "/staff/figures/{name}.svg"): ("/staff/figures/days.svg", {}, DESK),
    ("GET", "/staff/figures/{name}.{form}"): ("/staff/figures/questions.csv", {}, DESK),
    ("GET", "/staff/desk"): ("/staff/desk", {}, leading(DESK)),
    ("GET", "/staff/desk/{queue}"): ("/staff/desk/unanswered", {}, DESK),
    ("GET", "/staff/questions/{id}"): ("/staff/questions/1?queue=recent", {}, DESK),
    ("POST", "/staff/questions/{id}/verdict"): (
        "/staff/questions/1/verdict",
        {"verdict": "uncovered", "round": "0"},
        leading(DESK),
    ),
    ("POST", "/staff/questions/{id}/synonym"): (
        "/staff/questions/1/synonym",
        {"said": "猫粮店", "printed": "小微企业", "step": "keep"},
        leading(DESK),
    ),
    ("POST", "/staff/questions/{id}/undo"): ("/staff/questions/2/undo", {"round": "1"}, leading(DESK)),
    ("POST", "/staff/questions/{id}/reply"): (
        "/staff/questions/1/reply",
        {"text": "您好", "round": "0"},
        leading(DESK),
    ),
    ("GET", "/staff/talks"): ("/staff/talks", {}, DESK),
    ("GET", "/staff/talks/{id}"): ("/staff/talks/1", {}, DESK),
    ("GET", "/staff/talks/{id}/messages"): ("/staff/talks/1/messages?after=0", {}, DESK),
    ("POST", "/staff/talks/{id}/messages"): ("/staff/talks/1/messages", {"text": "您好"}, leading(DESK)),
    ("POST", "/staff/talks/{id}/take"): ("/staff/talks/1/take", {}, leading(DESK)),
    ("POST", "/staff/talks/{id}/takeover"): ("/staff/talks/1/takeover", {}, leading(DESK)),
    ("POST", "/staff/talks/{id}/back"): ("/staff/talks/2/back", {}, {**DESK, "staff": 409, "admin": 409}),
    ("POST", "/staff/talks/{id}/close"): ("/staff/talks/1/close", {}, leading(DESK)),
    ("GET", "/staff/clauses"): ("/staff/clauses?q=贷款", {}, DESK),
    ("GET", "/staff/taught"): ("/staff/taught", {}, DESK),
    ("POST", "/staff/taught/{number}/{act}"): ("/staff/taught/1/show", {}, leading(DESK)),
    ("GET", "/staff/people"): ("/staff/people", {}, ADMINS),
    ("POST", "/staff/people"): ("/staff/people", {"id": "77", "name": "小李"}, leading(ADMINS)),
    ("POST", "/staff/people/{member}/remove"): ("/staff/people/4001/remove", {}, leading(ADMINS)),
    ("GET", "/staff/audit"): ("/staff/audit", {}, ADMINS),
    ("GET", "/staff/files"): ("/staff/files", {}, ADMINS),
    ("POST", "/staff/files"): ("/staff/files", {}, {**ADMINS, "admin": 409}),
    ("POST", "/staff/files/folder"): ("/staff/files/folder", {}, leading(ADMINS)),
    ("GET", "/staff/files/checks/{check}"): ("/staff/files/checks/none", {}, {**ADMINS, "admin": 404}),
    ("GET", "/staff/files/drafts/{draft}"): ("/staff/files/drafts/none", {}, {**ADMINS, "admin": 404}),
    ("POST", "/staff/files/drafts/{draft}/publish"): (
        "/staff/files/drafts/none/publish",
        {},
        {**ADMINS, "admin": 409},
    ),
    ("POST", "/staff/files/drafts/{draft}/discard"): (
        "/staff/files/drafts/none/discard",
        {},
        {**ADMINS, "admin": 409},
    ),
    ("GET", "/staff/documents/{document}"): (DOCUMENT, {}, ADMINS),
    ("GET", "/staff/documents/{document}/rollback"): (
        f"{DOCUMENT}/rollback?version=1",
        {},
        {**ADMINS, "admin": 409},
    ),
    ("POST", "/staff/documents/{document}/rollback"): (
        f"{DOCUMENT}/rollback",
        {"version": "1"},
        {**ADMINS, "admin": 409},
    ),
    ("GET", "/staff/documents/{document}/withdraw"): (f"{DOCUMENT}/withdraw", {}, ADMINS),
    ("POST", "/staff/documents/{document}/withdraw"): (f"{DOCUMENT}/withdraw", {}, leading(ADMINS)),
    ("GET", "/staff/switches"): ("/staff/switches?q=融资", {}, ADMINS),
    ("POST", "/staff/switches"): (
        "/staff/switches",
        {"target": '["clause", "jiaxing-xiaowei-2021-2023", "二（三）9"]', "reason": "待核对"},
        leading(ADMINS),
    ),
    ("POST", "/staff/switches/{silence}/on"): ("/staff/switches/1/on", {}, leading(ADMINS)),
}
"""Each route: an address of it, the form's fields, and what each visitor gets."""


@pytest.fixture
async def visitors(browser, log_in, assistant, console):
    await console.people.add(4001, Role.STAFF, by="test")
    judged = [
        (await assistant.ask(question, Person(Channel.WEB, "an asker"))).question_id for question in ASKED
    ]
    assert judged == [1, 2]
    decision = Decision(Verdict.UNCOVERED, 0, teach="食堂阿姨的社保怎么交")
    await console.reviews.decide(await console.reviews.item(2), decision, by="test")
    asker = Person(Channel.WEB, "somebody who waits")
    await console.handovers.ask(assistant.identity.conversation_key(asker), asker)
    await console.switches.switch_off(Target(Scope.BOT), "待核对", by="test")
    nobody, owner, forged = [await browser() for _ in range(3)]
    owner.client.session.cookie_jar.update_cookies({COOKIE: assistant.issue_session()})
    staff = await log_in(STAFF)
    real = staff.client.session.cookie_jar.filter_cookies(staff.client.make_url("/staff"))[COOKIE].value
    changed = real[:-1] + ("0" if real[-1] != "0" else "1")
    forged.client.session.cookie_jar.update_cookies({COOKIE: changed})
    forged.token = staff.token
    return {
        "nobody": nobody,
        "owner": owner,
        "forged": forged,
        "staff": staff,
        "admin": await log_in(ADMIN),
    }


async def sent(visitor, route, **fields):
    address, form, _ = ROUTES[route]
    return await (visitor.get(address) if route[0] == "GET" else visitor.post(address, **{**form, **fields}))


async def test_every_route_of_the_console_has_a_row(browser):
    routes = (await browser()).client.app.router.routes()
    found = {(route.method, route.resource.canonical) for route in routes if route.method != "HEAD"}
    assert {route for route in found if route[1].startswith("/staff")} == set(ROUTES)


@pytest.mark.parametrize("who", OPEN)
@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
async def test_each_gets_what_the_table_says(visitors, route, who):
    response = await sent(visitors[who], route)
    assert response.status == ROUTES[route][2][who]
    if response.status in {401, 403}:
        assert "请" in await response.text() or "只有管理员" in await response.text()


POSTS = [route for route in ROUTES if route[0] == "POST" and route[1] != "/staff/enter"]


@pytest.mark.parametrize("given", ["", "0" * 64, "another's"])
@pytest.mark.parametrize("route", POSTS, ids=" ".join)
async def test_a_form_without_this_sessions_token_changes_nothing(visitors, console, route, given):
    before = await console.people.everyone()
    token = visitors["staff"].token if given == "another's" else given
    response = await sent(visitors["admin"], route, csrf=token)
    assert response.status == 403
    assert "请刷新后再试" in await response.text()
    assert await console.people.everyone() == before
    assert (await visitors["admin"].get("/staff/people")).status == 200


async def test_a_refusal_is_told_as_json_to_who_asks_for_it(visitors):
    response = await visitors["nobody"].get("/staff/audit", headers={"Accept": "application/json"})
    assert response.status == 401
    assert (await response.json())["error"].startswith("请先登录")


async def test_nothing_of_the_console_is_kept_by_browsers(visitors):
    for who in ("nobody", "staff", "admin"):
        response = await visitors[who].get("/staff/people")
        assert response.headers["Cache-Control"] == ("no-store" if response.status == 200 else "no-cache")
