"""What operators ask: alive, ready, and the measures."""

from aiohttp.test_utils import TestClient, TestServer

from bot.assistant import Assistant
from bot.health import Health
from bot.metrics import Metrics
from bot.web.app import create_app
from tests.conftest import TODAY


async def test_health_and_readiness(client):
    assert await (await client.get("/healthz")).json() == {"status": "ok"}
    response = await client.get("/readyz")
    assert response.status == 200
    assert await response.json() == {"status": "ready"}


async def test_a_service_that_cannot_answer_is_not_ready_and_says_why(assistant):
    health = Health()
    health.begin()
    async with TestClient(TestServer(create_app(assistant, health=health))) as client:
        response = await client.get("/readyz")
        assert response.status == 503
        assert await response.json() == {"status": "not ready", "problems": ["还没有连上 Telegram"]}
        assert (await client.get("/healthz")).status == 200
        health.reached()
        assert (await client.get("/readyz")).status == 200


async def test_the_measures_count_what_was_asked_and_hold_nothing_of_it(engine, library, identity):
    metrics = Metrics()
    assistant = Assistant(engine, library, identity, today=lambda: TODAY, answered=metrics.answered)
    async with TestClient(TestServer(create_app(assistant, metrics=metrics))) as client:
        answer = await (await client.post("/api/ask", json={"question": "首贷服务中心在哪办"})).json()
        response = await client.get("/metrics")
        text = await response.text()
    assert response.headers["Content-Type"].startswith("text/plain; version=")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert 'policybot_questions_total{channel="web",kind="answer"} 1.0' in text
    assert "首贷" not in text
    assert answer["session"] not in text
