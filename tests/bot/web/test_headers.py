"""What every response carries, whatever it is, and that no address leads elsewhere."""

import asyncio

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.health import Health
from bot.outage import DatabaseDown
from bot.web.app import LARGEST_BODY, create_app
from bot.web.limits import Limits
from tests.bot.web.test_limits import from_
from tests.bot.web.test_pages import PAGES

_NOWHERE = "203.0.113.9"


@pytest.fixture
async def strict(assistant):
    """Yield a client of an application that fails in every way: nobody may ask, and it isn't ready."""
    health = Health()
    health.begin()
    app = create_app(assistant, health=health, limits=Limits(burst=0, answering=0, waiting=0))
    async with TestClient(TestServer(app)) as client:
        yield client


def guarded(response):
    headers = response.headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Server"] == "policybot"
    assert "Cache-Control" in headers
    assert "Set-Cookie" not in headers
    assert "Strict-Transport-Security" not in headers
    return response.status


@pytest.mark.parametrize("path", [*PAGES, "/static/site.css", "/static/chat.js", "/healthz", "/readyz"])
async def test_a_served_response_is_guarded(client, path):
    assert guarded(await client.get(path)) == 200


async def test_every_error_is_guarded_too(client, strict, assistant, monkeypatch):
    post = client.post
    assert guarded(await client.get("/nothing")) == 404
    assert guarded(await client.get("/static/..%2f..%2fapp.py")) == 404
    assert guarded(await client.get("/api/ask")) == 405
    assert guarded(await client.delete("/")) == 405
    assert guarded(await post("/api/ask", data=b"{")) == 400
    assert guarded(await post("/api/ask", data=b"x" * (LARGEST_BODY + 1))) == 413
    assert guarded(await strict.post("/api/ask", json={}, headers=from_(_NOWHERE))) == 429
    assert guarded(await strict.get("/?q=1", headers=from_(_NOWHERE))) == 429
    assert guarded(await strict.post("/api/ask", json={})) == 503
    assert guarded(await strict.get("/readyz")) == 503

    async def down(*_args):
        raise DatabaseDown

    monkeypatch.setattr(assistant, "forget", down)
    response = await post("/api/forget", json={"session": assistant.issue_session()})
    assert guarded(response) == 503
    assert await response.json() == {"error": "现在存取不了记录，请稍后再试。"}
    assert int(response.headers["Retry-After"]) > 0

    async def broken(*_args):
        raise RuntimeError

    monkeypatch.setattr(assistant, "forget", broken)
    assert guarded(await post("/api/forget", json={"session": assistant.issue_session()})) == 500


@pytest.mark.parametrize("scheme", ["https", "HTTPS"])
async def test_behind_tls_browsers_are_told_to_come_by_tls_only(client, scheme):
    for path in ("/", "/nothing", "/api/nothing"):
        response = await client.get(path, headers={"X-Forwarded-Proto": scheme})
        assert response.headers["Strict-Transport-Security"].startswith("max-age=")
    response = await client.get("/", headers={"X-Forwarded-Proto": "http"})
    assert "Strict-Transport-Security" not in response.headers


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "//evil.example/",
        "///evil.example/",
        "//evil.example/documents/",
        "/%2f%2fevil.example/",
        "/\\evil.example/",
        "/%5cevil.example/",
        "//evil.example/%2e%2e/",
        "http://evil.example/documents/",
        "http://here//evil.example/",
        "http://here//evil.example/documents/",
        "/documents//evil.example/",
        "/?q=x&next=//evil.example",
    ],
)
async def test_no_address_leads_to_another_host(client, path):
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n".encode())
    head = (await reader.read()).split(b"\r\n\r\n")[0].decode().lower()
    writer.close()
    for line in head.splitlines():
        if line.startswith("location:"):
            where = line.partition(":")[2].strip()
            assert where.startswith("/")
            assert where[1:2] not in ("/", "\\")
