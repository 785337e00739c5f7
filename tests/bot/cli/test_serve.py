"""`policybot serve`: it starts, answers, stops when told, and says what is in its way."""

import json
import re
import select
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager

from tests.bot.cli.conftest import LONGEST_RUN, Policybot
from tests.plan import POLICIES

LONGEST_START = 20


@contextmanager
def serving(policybot: Policybot) -> Iterator[tuple[subprocess.Popen[bytes], str, str]]:
    """Yield a running service, the address that it printed, and the line after that."""
    process = policybot.start("serve", stdin=subprocess.DEVNULL)
    assert process.stdout is not None
    try:
        ready, _, _ = select.select([process.stdout], [], [], LONGEST_START)
        assert ready, "no address printed in time"
        address = re.search(r"http://[^/]+/", process.stdout.readline().decode())
        assert address, process.communicate(timeout=1)
        yield process, address[0], process.stdout.readline().decode()
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate(timeout=LONGEST_RUN)


def fetch(address: str, body: dict | None = None) -> dict:
    """Return the JSON that an address gives, asked without any proxy."""
    request = urllib.request.Request(  # noqa: S310
        address, json.dumps(body).encode() if body else None, {"Content-Type": "application/json"}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as response:
        return json.load(response)


def logged(process: subprocess.Popen[bytes], words: str) -> str:
    """Return what a service logs up to these words; it is killed where they don't come."""
    assert process.stderr is not None
    said = ""
    killer = threading.Timer(LONGEST_RUN, process.kill)
    killer.start()
    for line in process.stderr:
        said += line.decode()
        if words in said:
            break
    killer.cancel()
    assert words in said
    return said


def test_it_answers_until_it_is_told_to_stop(policybot):
    policybot.env["PORT"] = "0"
    with serving(policybot) as (process, address, telegram):
        assert "TELEGRAM_BOT_TOKEN" in telegram
        assert fetch(f"{address}healthz") == {"status": "ok"}
        assert fetch(f"{address}readyz") == {"status": "ready"}
        answer = fetch(f"{address}api/ask", {"question": "首贷服务中心在哪办"})
        assert answer["clause"]["path"] == "二（三）9"
        process.send_signal(signal.SIGTERM)
        stopped = time.monotonic()
        out, err = process.communicate(timeout=LONGEST_RUN)
        assert time.monotonic() - stopped < 5
    assert (process.returncode, out.decode()) == (0, "已停止。\n")
    assert b"Traceback" not in err
    assert "首贷".encode() not in err


def test_what_is_old_is_erased_when_it_starts(policybot):
    policybot.env["PORT"] = "0"
    store = policybot.data / "policybot.sqlite3"
    policybot("ask", "首贷服务中心在哪办")
    with closing(sqlite3.connect(store)) as database, database:
        database.execute("UPDATE question SET asked_at = '2020-01-01 00:00:00.000000'")
        database.execute("INSERT INTO staff_link VALUES ('c0ffee', 3001, '2020-01-01 00:00:00.000000')")
    with serving(policybot) as (process, _, _):
        logged(process, "erased 1 questions older than 180 days")
    with closing(sqlite3.connect(store)) as database:
        for table in ("question", "staff_link"):
            assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608


def test_it_follows_what_another_process_publishes_and_loads_its_folder_when_hung_up(policybot, tmp_path):
    folder = tmp_path / "policies"
    shutil.copytree(POLICIES, folder)
    policybot.env |= {"PORT": "0", "POLICIES": str(folder)}

    def documents() -> set[str]:
        """Return the documents that answers come from, by their titles on the page."""
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{address}documents") as page:
            return set(re.findall("《?(停车办法|公交办法)》?", page.read().decode()))

    def follows(expected: set[str]) -> None:
        begun = time.monotonic()
        while documents() != expected:
            assert time.monotonic() - begun < LONGEST_RUN
            time.sleep(0.2)  # each look is a line in the log, which nobody reads meanwhile

    with serving(policybot) as (process, address, _):
        parking = tmp_path / "parking.txt"
        parking.write_text("停车办法\n一、收费。每小时5元。\n", encoding="utf-8")
        assert policybot("load", str(parking), "--yes").status == 0
        follows({"停车办法"})
        (folder / "bus.txt").write_text("公交办法\n一、票价。每次2元。\n", encoding="utf-8")
        process.send_signal(signal.SIGHUP)
        follows({"停车办法", "公交办法"})
        (folder / "bus.txt").write_text("公交办法\n没有编号。\n", encoding="utf-8")
        process.send_signal(signal.SIGHUP)
        said = logged(process, f"{folder / 'bus.txt'}:1: 没有找到编号的条款")
        assert policybot("withdraw", "parking").status == 0
        follows({"公交办法"})
        process.terminate()
        _, err = process.communicate(timeout=LONGEST_RUN)
    said += err.decode()
    assert "试问" not in said
    assert "Traceback" not in said
    assert list((policybot.data / "cache").glob("library-*-*")) == []


def test_departments_that_change_alone_are_followed_once_loaded_by_another_process_or_when_hung_up(
    policybot, tmp_path
):
    folder = tmp_path / "policies"
    shutil.copytree(POLICIES, folder)
    policybot.env |= {"PORT": "0", "POLICIES": str(folder)}

    def add(name: str) -> None:
        with (folder / "departments.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[[department]]\nname = "{name}"\n')

    def is_shown(name: str) -> bool:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"{address}departments", timeout=10) as page:
            return name in page.read().decode()

    def follows(name: str) -> None:
        begun = time.monotonic()
        while not is_shown(name):
            assert time.monotonic() - begun < LONGEST_RUN
            time.sleep(0.2)  # each look is a line in the log, which nobody reads meanwhile

    with serving(policybot) as (process, address, _):
        add("甲甲局")
        assert policybot("load", str(folder)).status == 0
        follows("甲甲局")
        add("乙乙局")
        process.send_signal(signal.SIGHUP)
        follows("乙乙局")


def test_a_port_that_is_taken_is_one_sentence(policybot):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = policybot("serve", PORT=str(port))
    assert (run.status, run.out) == (1, "")
    said = run.err.splitlines()[-1]
    assert said == (
        f"不能在 127.0.0.1:{port} 启动：端口已被别的程序占用；请先停掉占用它的程序，或改设置 HOST、PORT。"
    )
