"""What may be wrong with an installation, and what to do; no secret is shown, nothing made but the data folder."""

import shutil
import stat
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.assistant import today_at_home
from bot.database import open_as_it_is
from bot.errors import BotError
from bot.identity import SHORTEST_SECRET
from bot.loading import read_kept, read_outlines
from bot.migrations import head
from bot.reading import Read, read_each
from bot.settings import Settings
from bot.staff.people import People, Role
from bot.staff.switches import read_silences
from knowledge.clause_files import ClauseFile, find_files
from knowledge.document import Status
from knowledge.errors import KnowledgeError, reason
from knowledge.standing import standings

_LEAST_SPACE = 200 * 1024**2
_GIGABYTE = 1024**3
_MOST_TOLD = 5
_ONLY_HERE = ("127.0.0.1", "localhost", "::1", "0.0.0.0", "::")  # noqa: S104 - compared, not bound
"""Where the web side may listen, and no other machine finds it by that name."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, in Chinese; `advice` is what to do, None where all is well."""

    text: str
    advice: str | None = None


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Check what every installation has: data folder, secret, policies, database, documents."""
    yield check_data(settings.data)
    yield check_secret(settings)
    yield await check_policies(settings)
    async for finding in check_database(settings):
        yield finding


def check_data(data: Path) -> Finding:
    """Check that the data folder can be written, and that the disk isn't nearly full."""
    where = f"数据目录 {data}"
    try:
        data.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=data) as file:
            file.write(b"x")
            file.flush()
        free = shutil.disk_usage(data).free
    except OSError as error:
        return Finding(
            f"{where}：写不了（{reason(error)}）", "请检查目录权限和磁盘空间，或改设置 POLICYBOT_DATA"
        )
    if free < _LEAST_SPACE:
        return Finding(f"{where}：磁盘只剩 {free // 1024**2} MB", "请清理磁盘，至少留出 200 MB")
    return Finding(f"{where}：可以写，磁盘还剩 {free / _GIGABYTE:.1f} GB")


def check_secret(settings: Settings) -> Finding:
    """Check that the secret is long enough and nobody else can read it."""
    if settings.secret is not None:
        if len(settings.secret.get_secret_value().encode()) < SHORTEST_SECRET:
            return Finding("密钥：POLICYBOT_SECRET 太短", f"请换成至少 {SHORTEST_SECRET} 个字符的随机文字")
        return Finding("密钥：用设置 POLICYBOT_SECRET")
    path = settings.data / "secret"
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        short = len(path.read_bytes().strip()) < SHORTEST_SECRET
    except FileNotFoundError:
        return Finding(f"密钥：{path} 还没有，第一次启动时生成")
    except OSError as error:
        return Finding(f"密钥：{path} 读不了（{reason(error)}）", "请检查文件权限，或设置 POLICYBOT_SECRET")
    if short:
        return Finding(f"密钥：{path} 太短", "请删除它后重新启动，让服务生成新的")
    if mode & 0o077:
        return Finding(f"密钥：{path} 别的用户也能读（权限 {mode:04o}）", f"请运行 chmod 600 {path}")
    return Finding(f"密钥：{path}，只有服务自己能读")


async def check_policies(settings: Settings) -> Finding:
    """Check that every clause file can be split, and that what lies beside them can be read."""
    where = f"政策文件夹 {settings.policies}"
    try:
        read_kept(settings.policies, cache=settings.data / "cache")
        files = find_files([settings.policies])
    except (BotError, KnowledgeError) as error:
        return Finding(f"{where}：用不了", str(error))
    results = await read_each(files)
    wrong, warnings, clauses = _counted(files, results)
    if wrong:
        more = f"\n还有 {len(wrong) - _MOST_TOLD} 处" if len(wrong) > _MOST_TOLD else ""
        return Finding(f"{where}：{len(wrong)} 处错误", "\n".join(wrong[:_MOST_TOLD]) + more)
    warned = f"，{warnings} 处提醒（用 policybot split 查看）" if warnings else ""
    return Finding(f"{where}：{len(files)} 个文件都能读，共 {clauses} 条{warned}")


def _counted(files: list[ClauseFile], results: list[Read]) -> tuple[list[str], int, int]:
    """Return the sentences that refuse files, and how many warnings and clauses there are."""
    wrong = [read.refusal for read in results if read.refusal]
    warnings = clauses = 0
    for file, read in zip(files, results, strict=True):
        if document := read.document:
            errors = [problem.placed(file.label) for problem in document.errors()]
            wrong += errors
            warnings += len(document.problems) - len(errors)
            clauses += len(document.clauses)
    return wrong, warnings, clauses


async def check_database(settings: Settings) -> AsyncIterator[Finding]:
    """Check that the database answers and has this version's schema, and count the documents in it."""
    url = settings.database
    on_sqlite = url.get_backend_name() == "sqlite"
    name = (
        f"数据库文件 {url.database}" if on_sqlite else f"数据库 {url.host or 'localhost'}:{url.port or 5432}"
    )
    if on_sqlite and not _is_there(url.database):
        yield Finding(f"{name}：还没有，第一次启动时建立")
        return
    try:
        async with open_as_it_is(settings) as (engine, revision):
            if revision != head():
                yield _other_schema(name, revision, on_sqlite=on_sqlite)
                return
            yield Finding(f"{name}：能用，表结构是最新的")
            yield await _check_documents(engine)
            for finding in await _check_people(engine, settings):
                yield finding
            if (await read_silences(engine)).bot:
                yield Finding(
                    "回答：管理员停用了整个机器人，提问的人会看到“暂停回答”；在工作台的“停答”页恢复"
                )
    except BotError as error:
        yield Finding(f"{name}：用不了", str(error))


def _is_there(database: str | None) -> bool:
    return Path(database or "").is_file()


def _other_schema(name: str, revision: str | None, *, on_sqlite: bool) -> Finding:
    if revision is not None and revision > head():
        return Finding(f"{name}：表结构来自更新的版本", "请升级程序，或换一个数据库")
    if on_sqlite:
        return Finding(f"{name}：能用，表结构在下次启动时自动更新")
    return Finding(f"{name}：表结构不是这个版本的", "请运行 policybot migrate")


async def _check_people(engine: AsyncEngine, settings: Settings) -> list[Finding]:
    """Count who has a role; where Telegram gives them links into the console, these have to lead somewhere."""
    roles = Counter(member.role for member in await People(engine, settings).everyone())
    if not roles:
        return [Finding("有权限的人：还没有；要用工作台，请运行 policybot staff add 编号 --admin")]
    found = [Finding(f"有权限的人：管理员 {roles[Role.ADMIN]} 人，工作人员 {roles[Role.STAFF]} 人")]
    no_address = settings.url is None and settings.webhook_url is None
    if settings.telegram_bot_token and no_address and settings.host in _ONLY_HERE:
        found.append(
            Finding(
                f"工作台的链接：写成 {settings.public_url}，只在这台机器上能打开",
                "请把大家打开网页用的地址设成 POLICYBOT_URL，例如 https://policy.example.gov.cn",
            )
        )
    return found


async def _check_documents(engine: AsyncEngine) -> Finding:
    """Count what is published; all of it having expired is for the answers to say, and nothing to mend."""
    found = standings(outline.published for outline in await read_outlines(engine))
    live = [standing for standing in found if standing.published.live]
    if not live:
        return Finding("已发布的文件：还没有", "请运行 policybot load 加上文件或文件夹的路径")
    today = today_at_home()
    over = sum(standing.validity.status(today) is Status.EXPIRED for standing in live)
    return Finding(f"已发布的文件：{len(live)} 份，其中 {over} 份已过有效期")
