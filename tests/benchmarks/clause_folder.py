"""A folder of generated clause files, of the sort that a province publishes in a decade."""

import random
from pathlib import Path

from tests.plan import POLICIES

DOCUMENTS, CLAUSES, SENTENCES = 2_000, 30, 3
_CHINESE = "一二三四五六七八九十"
_UNITS = "市财政局 市经信局 市科技局 市商务局 市人力社保局 市市场监管局 市税务局 市金融办".split()


def generate(folder: Path, *, documents: int = DOCUMENTS, seed: int = 1) -> None:
    """Write `documents` files of 30 clauses of about 150 characters, put together from pieces of the plan."""
    chance = random.Random(seed)
    plan = (POLICIES / "jiaxing-xiaowei-2021-2023.txt").read_text(encoding="utf-8")
    pieces = [
        piece for piece in plan.replace("\n", "，").split("，") if 6 < len(piece) < 30 and "。" not in piece
    ]
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(documents):
        (folder / f"d{number:04}.txt").write_text(_document(number, pieces, chance), encoding="utf-8")


def change(folder: Path, *, share: float = 0.01) -> None:
    """Change a sentence of one clause of every so many documents, so that `share` of all clauses differ."""
    files = sorted(folder.glob("*.txt"))
    clauses_a_file = 10
    for file in files[:: round(clauses_a_file / (share * CLAUSES))]:
        lines = file.read_text(encoding="utf-8").splitlines()
        tasks = [place for place, line in enumerate(lines) if line[:1].isdigit() and "．" in line[:4]]
        for place in tasks[:clauses_a_file]:
            lines[place] = lines[place].replace("。", "，改为按季度办理。", 1)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _document(number: int, pieces: list[str], chance: random.Random) -> str:
    lines = [f"某市第{number}号促进发展计划（{2015 + number % 12}—{2017 + number % 12}年）"]
    for section in range(3):
        lines.append(f"{_CHINESE[section]}、重点任务之{_CHINESE[section]}")
        for task in range(CLAUSES // 3):
            sentences = "".join("，".join(chance.sample(pieces, 3)) + "。" for _ in range(SENTENCES))
            units = "、".join(chance.sample(_UNITS, 3))
            lines.append(f"{section * 10 + task + 1}．{sentences}（责任单位：{units}）")
    return "\n".join(lines) + "\n"
