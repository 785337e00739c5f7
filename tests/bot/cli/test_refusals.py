"""What the command says when it can't: one plain sentence and exit status 1, or its usage and 2."""

import pytest

from bot.cli import app

QUESTION = ("ask", "首贷服务中心在哪办")


def test_a_missing_policies_folder(fresh, tmp_path):
    assert fresh(*QUESTION, POLICIES="nowhere").refusal == (
        "找不到政策文件夹 nowhere；请建好它并放入政策文件，或用 POLICIES 指定它的位置。"
    )


def test_a_database_that_does_not_answer(fresh):
    said = fresh("migrate", DATABASE_URL="postgresql://user:hush@127.0.0.1:1/db").refusal
    assert said.startswith("数据库 127.0.0.1:1 用不了（")
    assert "hush" not in said


def test_a_database_url_that_is_none(fresh):
    run = fresh(*QUESTION, DATABASE_URL="postgresql://user:hush@host:port/db")
    assert run.refusal == "DATABASE_URL 不是有效的数据库地址；请改正后再启动。"


def test_a_wrong_setting(fresh):
    assert fresh("serve", PORT="hush").refusal == "设置 PORT 的值不对；请对照 README 的设置表改正。"


def test_a_settings_file_with_a_wrong_setting_beside_the_command(fresh):
    (fresh.home / ".env").write_text("TELEGRAM_API_URL=hush\n")
    assert fresh("migrate").refusal == "设置 TELEGRAM_API_URL 的值不对；请对照 README 的设置表改正。"


def test_a_data_folder_that_cannot_be_made(fresh, tmp_path):
    (tmp_path / "file").touch()
    assert str(tmp_path / "file") in fresh(*QUESTION, POLICYBOT_DATA=str(tmp_path / "file")).refusal


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["dance"],
        ["ask", "--jsonl", "和问题"],
        ["ask", "一", "二"],
        ["split"],
        ["serve", "--port", "80"],
    ],
)
def test_wrong_usage_is_told_and_exits_with_two(words):
    """Run in this process: nothing is opened before the usage has been read."""
    from typer.testing import CliRunner

    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert "Usage: " in result.output


def test_wrong_usage_exits_with_two_as_a_process_too(fresh):
    run = fresh("dance")
    assert (run.status, run.out) == (2, "")


def test_help_names_every_subcommand_in_the_users_language(fresh):
    run = fresh("--help")
    assert (run.status, run.err) == (0, "")
    for command, summary in [
        ("serve", "启动服务"),
        ("ask", "问一个问题"),
        ("split", "看看"),
        ("load", "读入"),
        ("migrate", "把"),
    ]:
        assert any(line.split()[:1] == [command] and summary in line for line in run.out.splitlines())
