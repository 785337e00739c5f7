"""`policybot doctor`: a line for each check, what to do where it fails, and never a secret."""

import shutil
import sqlite3
from contextlib import closing

from tests.bot.cli.conftest import Policybot, Run
from tests.plan import POLICIES


def told(policybot: Policybot, **env: str) -> Run:
    run = policybot("doctor", **env)
    assert run.err == ""
    assert run.out.endswith("没有发现问题。\n") == (run.status == 0)
    return run


def test_a_healthy_installation(policybot):
    policybot("ask", "你好")
    run = told(policybot)
    assert run.status == 0
    assert "✗" not in run.out
    lines = run.out.splitlines()
    assert lines[0].startswith(f"✓ 数据目录 {policybot.data}：可以写，磁盘还剩 ")
    assert lines[1:] == [
        f"✓ 密钥：{policybot.data / 'secret'}，只有服务自己能读",
        f"✓ 政策文件夹 {POLICIES}：1 个文件都能读，共 16 条",
        f"✓ 数据库文件 {policybot.data / 'policybot.sqlite3'}：能用，表结构是最新的",
        "✓ 已发布的文件：1 份，其中 1 份已过有效期",
        "✓ 有权限的人：还没有；要用工作台，请运行 policybot staff add 编号 --admin",
        "✓ Telegram：没有开启（没有设置 TELEGRAM_BOT_TOKEN）",
        "没有发现问题。",
    ]


def test_a_bot_that_an_admin_switched_off_is_told_and_no_fault(policybot):
    policybot("ask", "你好")
    with closing(sqlite3.connect(policybot.data / "policybot.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO silence (scope, reason, at, by) VALUES ('bot', '待核对', '2026-11-24 00:00:00', '甲')"
        )
    run = told(policybot)
    assert run.status == 0
    assert "✓ 回答：管理员停用了整个机器人" in run.out
    assert "问答服务正在检查，暂时停止回答" in policybot("ask", "首贷服务中心在哪办").out


def test_who_has_a_role_is_counted_and_links_that_lead_nowhere_are_a_fault(policybot):
    policybot("staff", "add", "3001", "小李")
    run = told(policybot, POLICYBOT_ADMINS="2001")
    assert run.status == 0
    assert "✓ 有权限的人：管理员 1 人，工作人员 1 人\n" in run.out
    by_telegram = {"TELEGRAM_BOT_TOKEN": "710000002:hush", "TELEGRAM_API_URL": "http://127.0.0.1:1"}
    fault = (
        "✗ 工作台的链接：写成 http://127.0.0.1:8080，只在这台机器上能打开\n    请把大家打开网页用的地址设成"
    )
    assert f"{fault} POLICYBOT_URL" in told(policybot, **by_telegram).out
    assert "工作台的链接" not in told(policybot, **by_telegram, POLICYBOT_URL="https://p.example").out


def test_before_the_first_start_nothing_is_wrong_and_nothing_is_made(fresh):
    run = told(fresh)
    assert run.status == 0
    assert "还没有，第一次启动时建立" in run.out
    assert not (fresh.data / "policybot.sqlite3").exists()
    assert not (fresh.data / "secret").exists()


def test_everything_that_is_wrong_is_told_at_once(policybot, tmp_path):
    policies = tmp_path / "policies"
    shutil.copytree(POLICIES, policies)
    (policies / "broken.txt").write_text("公交办法\n没有编号。\n", encoding="utf-8")
    secret = policybot.data / "secret"
    secret.write_text("0123456789" * 7)
    secret.chmod(0o644)
    with closing(sqlite3.connect(policybot.data / "policybot.sqlite3")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    run = told(
        policybot,
        POLICIES=str(policies),
        TELEGRAM_BOT_TOKEN="710000002:hush-hush_0123456789abcdefghij",
        TELEGRAM_API_URL="http://127.0.0.1:1",
    )
    assert run.status == 1
    assert f"✗ 密钥：{secret} 别的用户也能读（权限 0644）\n    请运行 chmod 600 {secret}\n" in run.out
    assert (
        f"✗ 政策文件夹 {policies}：1 处错误\n    {policies / 'broken.txt'}:1: 没有找到编号的条款" in run.out
    )
    assert "：表结构来自更新的版本\n    请升级程序，或换一个数据库\n" in run.out
    assert "✗ Telegram：5 秒内没有连上（NetworkError）\n    请检查网络" in run.out
    assert run.out.endswith("发现 4 个问题，请按上面的说明处理。\n")
    assert "hush" not in run.out


def test_a_database_that_is_away_or_was_not_migrated(fresh, database_url):
    run = told(fresh, DATABASE_URL="postgresql://user:hush@127.0.0.1:1/db")
    assert run.status == 1
    assert "✗ 数据库 127.0.0.1:1：用不了\n    数据库 127.0.0.1:1 用不了（" in run.out
    assert "hush" not in run.out
    run = told(fresh, DATABASE_URL=database_url)
    assert run.status == ("postgresql" in database_url)
    assert ("请运行 policybot migrate" in run.out) == ("postgresql" in database_url)


def test_a_data_folder_that_is_a_file_and_a_short_secret(policybot, tmp_path):
    (tmp_path / "file").touch()
    run = told(policybot, POLICYBOT_DATA=str(tmp_path / "file"), POLICYBOT_SECRET="hush")
    assert run.status == 1
    assert f"✗ 数据目录 {tmp_path / 'file'}：写不了" in run.out
    assert "✗ 密钥：POLICYBOT_SECRET 太短\n" in run.out
    assert "hush" not in run.out
