"""Two processes on one PostgreSQL database behind nginx, with the very lines that the README gives."""

import asyncio
import os
import re
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import httpx

from tests.bot.cli.conftest import Policybot, fresh, on_postgresql, own_database
from tests.bot.cli.test_serve_operations import Service, running
from tests.services import missing

__all__ = ["fresh", "on_postgresql", "own_database"]

README = Path(__file__).parents[2] / "README.md"
NGINX = shutil.which("nginx", path=f"{os.defpath}:/usr/sbin")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port: int = held.getsockname()[1]
    return port


def configuration(folder: Path, port: int, behind: list[int]) -> str:
    """Return the README's lines with these ports, and around them what keeps nginx to a folder."""
    (lines,) = re.findall(
        "^```nginx\n(.*?)^```", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    changes = {
        "listen 80;": f"listen 127.0.0.1:{port};",
        "127.0.0.1:8081": f"127.0.0.1:{behind[0]}",
        "127.0.0.1:8082": f"127.0.0.1:{behind[1]}",
    }
    for given, taken in changes.items():
        assert lines.count(given) == 1
        lines = lines.replace(given, taken)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    user = "user root;\n" if os.geteuid() == 0 else ""
    return (
        f"{user}worker_processes 1;\ndaemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{temporary}{lines}}}\n"
    )


@contextmanager
def nginx(folder: Path, behind: list[int]) -> Iterator[str]:
    """Run nginx in front of these ports and yield its address."""
    if NGINX is None:
        missing("there is no nginx (apt install nginx-light)")
    port = free_port()
    folder.mkdir()
    written = folder / "nginx.conf"
    written.write_text(configuration(folder, port, behind), encoding="utf-8")
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(written)], stderr=subprocess.PIPE)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=10)


@asynccontextmanager
async def two_behind_nginx(
    policybot: Policybot, folder: Path
) -> AsyncIterator[tuple[httpx.AsyncClient, list[Service]]]:
    """Yield a client of nginx and the two processes behind it."""
    async with AsyncExitStack() as stack:
        services = [await stack.enter_async_context(running(policybot)) for _ in range(2)]
        address = stack.enter_context(
            nginx(folder, [service.client.base_url.port or 0 for service in services])
        )
        client = httpx.AsyncClient(base_url=address, trust_env=False, timeout=30)
        await stack.enter_async_context(client)
        for _ in range(100):
            try:
                await client.get("/healthz")
                break
            except httpx.ConnectError:
                await asyncio.sleep(0.05)
        yield client, services


async def asked(client: httpx.AsyncClient, question: str, session: str | None = None) -> dict:
    response = await client.post("/api/ask", json={"question": question, "session": session})
    assert response.status_code == 200, response.text
    return response.json()


async def test_a_conversation_goes_on_over_both_and_over_one_when_the_other_is_killed(
    on_postgresql, tmp_path
):
    async with two_behind_nginx(on_postgresql, tmp_path / "nginx") as (client, services):
        session = (await asked(client, "首贷服务中心在哪办"))["session"]
        for _ in range(4):
            answer = await asked(client, "归谁管", session)
            assert (answer["session"], answer["clause"]["path"]) == (session, "二（三）9")
        for service in services:
            measures = (await service.client.get("/metrics")).text
            assert 'policybot_questions_total{channel="web",kind="answer"}' in measures
        services[0].process.kill()
        for _ in range(6):
            assert (await asked(client, "归谁管", session))["clause"]["path"] == "二（三）9"


async def test_what_nginx_keeps_from_the_processes(on_postgresql, tmp_path):
    async with two_behind_nginx(on_postgresql, tmp_path / "nginx") as (client, _):
        page = await client.get("/")
        assert re.fullmatch("[0-9a-f]{32}", page.headers["X-Request-ID"])
        assert [(await client.get(path)).status_code for path in ("/metrics", "/readyz")] == [404, 404]
        assert (await client.post("/api/ask", content=b"x" * 70_000)).status_code == 413
        assert (await client.post("/staff/files", content=b"x" * 1_000_000)).status_code == 401
        assert (await client.post("/staff/files", content=b"x" * 22_100_000)).status_code == 413
        flood = await asyncio.gather(*(client.get("/healthz") for _ in range(120)))
        counted = {code: sum(r.status_code == code for r in flood) for code in (200, 429)}
        assert counted[429] > 20
        assert counted[200] >= 30
        assert sum(counted.values()) == 120
