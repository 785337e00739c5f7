"""Clause files on the command line: split, load, migrate."""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.cli.terminal import read_line
from bot.database import migrate, open_database
from bot.errors import BotError
from bot.loading import Difference, compare, publish, published_documents, read_documents, read_kept
from bot.settings import Settings, read_settings
from knowledge.document import Document, Published
from knowledge.errors import KnowledgeError
from knowledge.splitting import split_file


def show_split(files: Sequence[Path], *, as_json: bool) -> bool:
    """Print what the splitter makes of each file; return whether none has an error."""
    fine = True
    for file in files:
        try:
            document = split_file(file)
        except KnowledgeError as error:
            print(error, file=sys.stderr)
            fine = False
            continue
        print(json.dumps(split_object(document), ensure_ascii=False) if as_json else _described(document))
        for problem in document.problems:
            print(f"{file}:{problem.line}: {problem.message}", file=sys.stderr)
        fine = fine and not any(document.errors())
    return fine


def split_object(document: Document) -> dict[str, Any]:
    """Return a split file as the contract's JSON object."""
    start, end = document.validity.start, document.validity.end
    return {
        "title": document.title,
        "issuer": document.issuer,
        "doc_number": document.doc_number,
        "issued": document.issued.isoformat() if document.issued else None,
        "effective_from": start.isoformat() if start else None,
        "effective_to": end.isoformat() if end else None,
        "clauses": [
            {
                "path": clause.path,
                "heading": clause.heading,
                "body": clause.body,
                "lead": clause.units.lead,
                "units": list(clause.units.names),
                "line": clause.line,
            }
            for clause in document.clauses
        ],
        "problems": [{**asdict(problem), "level": problem.level.value} for problem in document.problems],
    }


def _described(document: Document) -> str:
    start, end = document.validity.start, document.validity.end
    lines = [
        f"《{document.title}》",
        f"发文机关：{document.issuer or '未写明'}；期限：{start or '未写明'} 至 {end or '未写明'}；"
        f"共 {len(document.clauses)} 条",
    ]
    for clause in document.clauses:
        units = "、".join(clause.units.names) or "未写明"
        lead = f"，牵头：{clause.units.lead}" if clause.units.lead else ""
        lines.append(f"  {clause.path}　{clause.title}（第 {clause.line} 行，{len(clause.body)} 字）")
        lines.append(f"      责任单位：{units}{lead}")
    return "\n".join(lines)


def load_files(paths: Sequence[Path], *, dry_run: bool, yes: bool) -> bool:
    """Show how the files differ from what is published and, when told to, publish them."""
    return asyncio.run(_load(read_settings(), paths, dry_run=dry_run, yes=yes))


async def _load(settings: Settings, paths: Sequence[Path], *, dry_run: bool, yes: bool) -> bool:
    kept = read_kept(settings.policies)
    documents = read_documents(paths)
    async with open_database(settings) as engine:
        live = {published.document.id: published for published in await published_documents(engine)}
        changed = [document for document in documents if _show_difference(document, live.get(document.id))]
        doubled = [line for document in changed if (line := _published_elsewhere(document, live))]
        print("\n".join(doubled), end="\n" if doubled else "")
        if not changed or dry_run:
            return True
        if not yes and sys.stdin.isatty():
            if not _confirmed():
                print("没有发布，已发布的内容不变。")
                return True
        elif doubled and not yes:
            raise BotError("同名文件已用别的编号发布，没有发布；确定要发布两份的话，请加 --yes。")
        await publish(engine, changed, kept=kept, cache=settings.data / "cache", by="command line")
    print(f"已发布 {len(changed)} 份文件。正在运行的服务重新启动后使用新内容。")
    return True


def _published_elsewhere(document: Document, live: Mapping[str, Published]) -> str | None:
    """Return the warning that the title is published under another id already."""
    ids = [
        p.document.id
        for p in live.values()
        if p.document.title == document.title and p.document.id != document.id
    ]
    return f"注意：《{document.title}》已用编号 {'、'.join(ids)} 发布过；再发布就有两份。" if ids else None


def _show_difference(document: Document, published: Published | None) -> bool:
    """Print what would change; return whether anything would."""
    difference = compare(document, published)
    if difference.same:
        print(
            f"《{document.title}》：与已发布的第 {published.version if published else 0} 版相同，不用发布。"
        )
        return False
    print(f"《{document.title}》：{'新文件' if published is None else '有改动'}")
    for word, clauses in _by_change(difference):
        for clause in clauses:
            print(f"  {word} {clause.path} {clause.title}")
    for problem in document.problems:
        print(f"  注意：第 {problem.line} 行：{problem.message}")
    return True


def _by_change(difference: Difference) -> list[tuple[str, Any]]:
    return [("新增", difference.added), ("修改", difference.changed), ("删去", difference.removed)]


def _confirmed() -> bool:
    print("发布？（输入 y 发布，其他键放弃）", end="", flush=True)
    return read_line().strip().lower() in {"y", "yes", "是", "发布"}


def migrate_database() -> bool:
    """Bring the database schema up to date."""
    asyncio.run(migrate(read_settings()))
    print("数据库的表结构已是最新。")
    return True
