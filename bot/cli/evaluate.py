"""Scoring a labelled question set on the command line."""

import asyncio
import json
import secrets
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.answer import Answer, Kind
from bot.assistant import Assistant
from bot.cli.progress import Progress
from bot.database import open_database
from bot.evaluation import Miss, Report, Scored, evaluate
from bot.identity import Identity
from bot.question_sets import MEASURES, read_question_set
from bot.service import open_service
from bot.settings import Settings, read_settings
from knowledge.mending import printable

_LEGEND = (
    "clause 条款对，choice 对或在选项里，lead 牵头单位对，invented 没写牵头却给了，phrase 原句在回答里，"
    "silent 该答没答，false 不该答却答了，asked 太笼统时给了选项"
)
_KINDS = {
    Kind.ANSWER: "回答",
    Kind.CHOICES: "给了选项",
    Kind.NONE: "说没有找到",
    Kind.SMALLTALK: "当作闲聊",
    Kind.PERSON: "由人工回答",
}


def score_questions(path: Path, *, as_json: bool) -> bool:
    """Print how a question set comes out, and the misses with why."""
    report = asyncio.run(_report(path, read_settings()))
    if as_json:
        print(json.dumps(_to_plain(report), ensure_ascii=False))
    else:
        print(printable(_described(report)))
    return True


async def _report(path: Path, settings: Settings) -> Report:
    """Ask the set in memory: nothing of it becomes a question that somebody has asked."""
    rows = read_question_set(path)
    aside = settings.model_copy(update={"database_url": SecretStr("sqlite://")})
    async with open_service(settings) as published, open_database(aside) as memory:
        assistant = Assistant(memory, published.library, Identity(secrets.token_bytes(32)))
        with Progress() as progress:
            return await evaluate(
                assistant, rows, on_progress=lambda done, total: progress.tell("评测问题", done, total)
            )


def _to_plain(report: Report) -> dict[str, Any]:
    kinds = {
        kind: {
            name: {"hits": hits, "rows": rows, "share": round(hits / rows, 4)}
            for name, (hits, rows) in measures.items()
        }
        for kind, measures in report.kinds.items()
    }
    return {"rows": report.rows, "kinds": kinds, "misses": [_plain_miss(miss) for miss in report.misses]}


def _plain_miss(miss: Miss) -> dict[str, Any]:
    answer = miss.answer.to_json()
    return {
        "id": miss.row.id,
        "query": miss.row.query,
        "kind": miss.row.kind,
        "missed": list(miss.measures),
        "clauses": list(miss.row.clauses),
        "answered": answer["kind"],
        "clause": answer["clause"] and answer["clause"]["path"],
        "choices": [choice["path"] or choice["heading"] for choice in answer["choices"]],
        "confidence": round(miss.confidence, 3),
        "tokens": list(miss.tokens),
        "unknown": list(miss.unknown),
        "wanted": _plain_scored(miss.wanted),
        "won": _plain_scored(miss.won),
    }


def _plain_scored(scored: Scored | None) -> dict[str, Any] | None:
    if scored is None:
        return None
    return {"clause": scored.path, "score": round(scored.score, 2), "sentence": scored.sentence}


def _described(report: Report) -> str:
    lines = [f"{'kind':<12}" + "".join(f"{name:>16}" for name in MEASURES)]
    for kind, measures in report.kinds.items():
        cells = [_cell(*measures[name]) if name in measures else "" for name in MEASURES]
        lines.append(f"{kind:<12}" + "".join(f"{cell:>16}" for cell in cells).rstrip())
    lines += [_LEGEND, "", f"共 {report.rows} 个问题，{len(report.misses)} 个没有答好。"]
    return "\n".join([*lines, *(line for miss in report.misses for line in ("", *_why(miss)))])


def _cell(hits: int, rows: int) -> str:
    return f"{hits / rows:7.1%} {hits:>3}/{rows:<4}"


def _why(miss: Miss) -> list[str]:
    row = miss.row
    said = [f"{row.id} {row.kind}  {row.query}", f"  没有答好：{'、'.join(miss.measures)}"]
    said.append(f"  {_KINDS[miss.answer.kind]}{_shown(miss.answer)}（把握 {miss.confidence:.2f}）")
    said.append(f"  问的词：{' '.join(miss.tokens) or '无'}；不认识的词：{' '.join(miss.unknown) or '无'}")
    if row.clauses:
        said.append(
            "  应答：" + _clause(miss.wanted, f"{'、'.join(row.clauses)}（已发布的文件里没有这一条）")
        )
    if "phrase" in miss.measures:
        said.append(f"  应含：{row.phrase}")
    same = miss.won and miss.wanted and miss.won.path == miss.wanted.path
    return said if same else [*said, "  最前：" + _clause(miss.won, "没有一条沾边")]


def _shown(answer: Answer) -> str:
    if answer.kind is Kind.ANSWER and answer.clause:
        return f" {answer.clause.path}：{'／'.join(answer.key_sentences)}"
    return "：" + "／".join(c.path or c.heading for c in answer.choices) if answer.choices else ""


def _clause(scored: Scored | None, otherwise: str) -> str:
    return f"{scored.path}（{scored.score:.1f} 分）{scored.sentence}" if scored else otherwise
