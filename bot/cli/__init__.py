"""The `policybot` command. What a subcommand needs is imported when it runs, so that each starts quickly."""

import io
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="从政策文件里找到回答问题的原文，并说明由哪个部门负责。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

staff_app = typer.Typer(help="谁是工作人员和管理员，以及登录工作台的链接。", no_args_is_help=True)
app.add_typer(staff_app, name="staff")

UserId = Annotated[int, typer.Argument(metavar="编号", help="Telegram 编号")]
Paths = Annotated[list[Path], typer.Argument(metavar="路径", help="文件或文件夹")]


@app.command()
def serve() -> None:
    """启动服务：网页聊天和 JSON 接口；设置了 TELEGRAM_BOT_TOKEN 时还有 Telegram。"""
    from bot.cli.serve import run_service

    _run(run_service)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(metavar="问题", help="不写就进入对话")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="说明为什么是这一条")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="从标准输入逐行读 JSON 问题，逐行输出回答")] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="日期", help="按这一天有效的文件回答，如 2022-03-01")
    ] = None,
) -> None:
    """问一个问题。"""
    day = _read_day(as_of)
    if jsonl and question is not None:
        raise typer.BadParameter("--jsonl 从标准输入读问题，不能再写问题。")
    if explain and question is None:
        raise typer.BadParameter("--explain 要和一个问题一起用。")
    from bot.cli.ask import ask_lines, ask_once, converse

    if jsonl:
        _run(lambda: ask_lines(as_of=day))
    elif question is not None:
        text = question
        _run(lambda: ask_once(text, as_json=as_json, explain=explain, as_of=day))
    else:
        _run(lambda: converse(as_json=as_json, as_of=day))


def _read_day(written: str | None) -> date | None:
    """Return the day that an option gives; anything but an existing day written 2022-03-01 is wrong usage."""
    if written is None:
        return None
    try:
        return datetime.strptime(written, "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter("--as-of 要写成存在的日期，如 2022-03-01。") from None


@app.command()
def split(
    files: Paths, as_json: Annotated[bool, typer.Option("--json", help="每个文件输出一个 JSON 对象")] = False
) -> None:
    """看看文件会被拆成哪些条款；不动数据库。"""
    from bot.cli.split import show_split

    _run(lambda: show_split(files, as_json=as_json))


@app.command()
def load(
    paths: Paths,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看差别，不发布")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问，直接发布")] = False,
) -> None:
    """读入文件，显示与已发布内容的差别，确认后发布。"""
    from bot.cli.clause_files import load_files

    _run(lambda: load_files(paths, dry_run=dry_run, yes=yes))


@app.command()
def versions(
    document: Annotated[str | None, typer.Argument(metavar="文件编号", help="不写就列出全部文件")] = None,
) -> None:
    """查看每份文件发布过哪些版本、什么时候、由谁发布。"""
    from bot.cli.clause_files import show_versions

    _run(lambda: show_versions(document))


@app.command()
def rollback(
    document: Annotated[str, typer.Argument(metavar="文件编号")],
    version: Annotated[int | None, typer.Argument(metavar="版本", help="不写就恢复上一版")] = None,
) -> None:
    """恢复一份文件以前的文本（作为新版本发布）。"""
    from bot.cli.clause_files import roll_back

    _run(lambda: roll_back(document, version))


@app.command()
def withdraw(document: Annotated[str, typer.Argument(metavar="文件编号")]) -> None:
    """撤下一份文件，不再用它回答问题（以前的版本仍保留）。"""
    from bot.cli.clause_files import withdraw_document

    _run(lambda: withdraw_document(document))


@app.command("eval")
def evaluate(
    questions: Annotated[Path, typer.Argument(metavar="问题集", help="每行一个 JSON 的问题集")],
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """用标好答案的问题集给回答打分，并说明没答好的原因；不会记成有人问过。"""
    from bot.cli.evaluate import score_questions

    _run(lambda: score_questions(questions, as_json=as_json))


@app.command()
def teach(
    file: Annotated[
        Path, typer.Argument(metavar="问题文件", help="标好条款的问题：JSON 行，或 编号.questions.tsv")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只试问，看哪些回答会变，不教")] = False,
) -> None:
    """把标好条款的问题教给条款，正在运行的服务两秒内改用。"""
    from bot.cli.teach import teach_file

    _run(lambda: teach_file(file, dry_run=dry_run))


@app.command()
def migrate() -> None:
    """把数据库的表结构更新到这个版本。"""
    from bot.cli.migrate import migrate_database

    _run(migrate_database)


@app.command()
def doctor() -> None:
    """检查设置、数据库、政策文件和 Telegram，并说明有问题时怎么办。"""
    from bot.cli.doctor import examine_installation

    _run(examine_installation)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="备份文件", help="要写的文件，还不存在")],
) -> None:
    """把数据库备份成一个文件；服务运行时也可以。"""
    from bot.cli.backup import write_backup

    _run(lambda: write_backup(file))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="备份文件")],
    yes: Annotated[bool, typer.Option("--yes", help="不再询问，直接恢复")] = False,
) -> None:
    """用备份换掉现在的数据库（原来的留在旁边）；要先停止服务。"""
    from bot.cli.backup import restore_backup

    _run(lambda: restore_backup(file, yes=yes))


@staff_app.command("add")
def add_member(
    user_id: UserId,
    name: Annotated[str, typer.Argument(metavar="名字", help="同事看到的名字")] = "",
    admin: Annotated[bool, typer.Option("--admin", help="给管理员的角色")] = False,
) -> None:
    """给一个人工作人员的角色，或改角色和名字；立即生效。"""
    from bot.cli.staff import add

    _run(lambda: add(user_id, name, admin=admin))


@staff_app.command("remove")
def remove_member(user_id: UserId) -> None:
    """取消一个人的角色，并让对方退出登录；立即生效。"""
    from bot.cli.staff import remove

    _run(lambda: remove(user_id))


@staff_app.command("list")
def list_members() -> None:
    """列出有角色的人。"""
    from bot.cli.staff import show_everyone

    _run(show_everyone)


@staff_app.command("link")
def link_for(user_id: UserId) -> None:
    """给一个人一个登录工作台的链接：只能用一次，十分钟内有效。"""
    from bot.cli.staff import issue_link

    _run(lambda: issue_link(user_id))


def _run(command: Callable[[], bool]) -> None:
    """Run a command; it returns whether all went well. A refusal is one sentence, and exit status 1."""
    from bot.errors import BotError
    from knowledge.errors import KnowledgeError
    from knowledge.mending import printable

    try:
        done = command()
        sys.stdout.flush()  # here a reader who has gone can be told from a defect, at exit no more
    except (BotError, KnowledgeError) as error:
        typer.echo(printable(str(error)), err=True)
        done = False
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    except BrokenPipeError:
        _mute_output()
        done = False
    except Exception as error:
        typer.echo(_unexpected(error), err=True)
        done = False
    if not done:
        raise typer.Exit(1)


def _mute_output() -> None:
    """Send the rest of our output nowhere: who read it has gone, and Python would complain at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unexpected(error: Exception) -> str:
    """Write a defect's traceback to a file for whoever maintains this, and return the sentence that says so."""
    with tempfile.NamedTemporaryFile("w", prefix="policybot-", suffix=".log", delete=False) as report:
        traceback.print_exception(error, file=report)
    return f"出现了意外的错误（{type(error).__name__}），详情写在 {report.name}；请把它发给维护人员。"


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks Chinese must not stop a command
    app()
