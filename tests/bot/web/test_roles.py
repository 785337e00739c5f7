"""Who may do what over HTTP: one table of every route, whose session it is, and what comes of it."""

from urllib.parse import quote

import pytest

from tests.bot.web.test_ask import QUESTION, asked
from tests.bot.web.test_pages import PLAN

_CLAUSE = f"{PLAN}/{quote('二（三）9')}"

OPEN = dict.fromkeys(("nobody", "owner", "other", "forged"), 200)
"""The same for everybody: nothing in it is anybody's."""

ROUTES = {
    ("GET", "/"): ("/", OPEN),
    ("GET", "/documents"): ("/documents", OPEN),
    ("GET", "/documents/{document}"): (f"/documents/{PLAN}", OPEN),
    ("GET", "/clauses/{document}/{key}"): (f"/clauses/{_CLAUSE}", OPEN),
    ("GET", "/departments"): ("/departments", OPEN),
    ("GET", "/privacy"): ("/privacy", OPEN),
    ("GET", "/api/clauses/{document}/{key}"): (f"/api/clauses/{_CLAUSE}", OPEN),
    ("GET", "/api/openapi.json"): ("/api/openapi.json", OPEN),
    ("GET", "/healthz"): ("/healthz", OPEN),
    ("GET", "/readyz"): ("/readyz", OPEN),
    ("GET", "/metrics"): ("/metrics", OPEN),
    ("GET", "/static/{name}"): ("/static/site.css", OPEN),
    ("POST", "/api/ask"): ("/api/ask", OPEN),
    ("POST", "/api/vote"): ("/api/vote", {"nobody": 400, "owner": 200, "other": 404, "forged": 404}),
    ("POST", "/api/messages"): (
        "/api/messages",
        {"nobody": 400, "owner": 200, "other": 200, "forged": 200},
    ),
    ("POST", "/api/forget"): ("/api/forget", {"nobody": 400, "owner": 200, "other": 200, "forged": 200}),
}


def sessions(assistant, owner):
    """Return what each sends as the session; nobody sends none."""
    forged = owner[:-1] + ("0" if owner[-1] != "0" else "1")
    return {"nobody": None, "owner": owner, "other": assistant.issue_session(), "forged": forged}


def test_every_route_has_a_row(client):
    routes = {
        (route.method, route.resource.canonical)
        for route in client.app.router.routes()
        if route.method != "HEAD"
    }
    assert routes == set(ROUTES)


@pytest.mark.parametrize("who", OPEN)
@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
async def test_each_gets_what_the_table_says_and_nobody_changes_what_is_anothers(
    client, assistant, route, who
):
    address, statuses = ROUTES[route]
    first = await asked(client, QUESTION)
    session = sessions(assistant, first["session"])[who]
    body = {"question": QUESTION, "question_id": first["question_id"], "helpful": True, "after": 0}
    body |= {} if session is None else {"session": session}
    response = await client.request(route[0], address, json=body if route[0] == "POST" else None)
    assert response.status == statuses[who]
    if who != "owner":
        if route[1] == "/api/forget" and response.status == 200:
            assert await response.json() == {"erased": 0}
        owner = {"session": first["session"], "question_id": first["question_id"], "helpful": False}
        assert (await client.post("/api/vote", json=owner)).status == 200
        if route[1] == "/api/ask":
            assert (await response.json())["session"] != first["session"]


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
async def test_a_route_takes_no_other_method(client, route):
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} - {route[0]}:
        response = await client.request(method, ROUTES[route][0])
        assert response.status == 405
        assert route[0] in response.headers["Allow"]


@pytest.mark.parametrize("path", ["/staff/", "/staff/questions", "/admin", "/.env", "/var/secret"])
async def test_what_is_not_in_the_table_is_not_there(client, path):
    assert (await client.get(path)).status == 404
