"""Showing on the command line what the splitter makes of files; no database is touched, nor imported."""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.reading import read_each
from knowledge.clause_files import ClauseFile, find_files
from knowledge.document import Document
from knowledge.errors import KnowledgeError


def show_split(files: Sequence[Path], *, as_json: bool) -> bool:
    """Print what the splitter makes of each file; return whether none has an error."""
    fine = True
    found: list[ClauseFile] = []
    for path in files:
        try:
            found += find_files([path])
        except KnowledgeError as error:
            print(error, file=sys.stderr)
            fine = False
    for file, read in zip(found, asyncio.run(read_each(found)), strict=True):
        if (document := read.document) is None:
            print(read.refusal, file=sys.stderr)
            fine = False
            continue
        print(json.dumps(split_object(document), ensure_ascii=False) if as_json else _described(document))
        for problem in document.problems:
            print(problem.placed(file.label), file=sys.stderr)
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
