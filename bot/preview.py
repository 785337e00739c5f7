"""A preview in words: a summary for a chat or terminal, and the whole report (Markdown)."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.answer import Answer, Kind
from bot.difference import Change, Words, compare_words
from bot.rehearsal import Rehearsal, Turn
from bot.staged import Staged
from bot.staging import Preview
from bot.wording import day
from knowledge.document import Clause, Document, Units
from knowledge.mending import printable

LONGEST_SUMMARY = 3000
"""Characters of a summary; a longer one is cut at a line and says so."""

_MOST_DOCUMENTS = 12
_MOST_LINES = 8
_AROUND = 14  # characters shown before and after a change


def summary(preview: Preview) -> str:
    """Return what publishing would do, in few lines of plain text."""
    blocks = [f"{preview.beside}，发布后启用。"] if preview.beside else []
    blocks += ["\n".join(_staged_lines(one)) for one in preview.staged[:_MOST_DOCUMENTS]]
    if len(preview.staged) > _MOST_DOCUMENTS:
        blocks.append(_totals(preview.staged))
    blocks += _unchanged(preview)
    if preview.draft and (said := rehearsed(preview.rehearsal)):
        turns = [f"  {_turn(turn)}" for turn in worst_first(preview.rehearsal.turns)[:_MOST_LINES]]
        blocks.append("\n".join([said, *turns]))
    return _bounded(printable("\n\n".join(blocks)))


def report(preview: Preview) -> str:
    """Return everything that publishing would do, as Markdown."""
    lines = ["# 变更报告", "", *([f"{preview.beside}，发布后启用。", ""] if preview.beside else [])]
    for one in preview.staged:
        lines += [f"## 《{one.document.title}》（{one.document.id}）", "", *_facts(one), ""]
        for change in one.difference.changes:
            lines += [*_change_in_full(change), ""]
        lines += [f"- 注意：{place}" for place in _problems(one)]
        lines += [f"- {taught_for_review(one.taught)}"] if one.taught else []
        lines += [f"- 请核对问法：{p.question}（{p.path}，问法文件第 {p.line} 行）" for p in one.for_review]
        lines.append("")
    lines += [line for block in _unchanged(preview) for line in (block, "")]
    lines += ["## 试问结果", "", rehearsed(preview.rehearsal) or "没有可以试问的问题。", ""]
    for turn in worst_first(preview.rehearsal.turns):
        lines += [
            f"- {_turn(turn)}",
            f"  - 原来：{_answered(turn.before)}",
            f"  - 以后：{_answered(turn.after)}",
        ]
    # A viewer of Markdown would take the texts' own < for HTML.
    shown = printable("\n".join(lines)).replace("&", "&amp;").replace("<", "&lt;")
    return shown.rstrip() + "\n"


def _staged_lines(one: Staged) -> Iterator[str]:
    state = "新文件" if one.live is None else f"与第 {one.live} 版相比有改动"
    yield f"《{one.document.title}》：{state}，共 {len(one.document.clauses)} 条"
    if one.same_title:
        yield f"  注意：同名文件已用编号 {'、'.join(one.same_title)} 发布过；再发布就有两份。"
    if one.earlier:
        yield f"  注意：这是第 {one.earlier} 版的文本，后来换成了别的；再发布就又用回它。"
    yield f"  {period(one.document)}"
    if one.live is None:
        units = sum(bool(clause.units.names) for clause in one.document.clauses)
        yield f"  写明责任单位的有 {units} 条"
    else:
        changes = list(_change_lines(one.difference.changes))
        yield from changes[:_MOST_LINES]
        if len(changes) > _MOST_LINES:
            yield f"  ……还有 {len(changes) - _MOST_LINES} 处，见完整报告"
        if not changes:
            yield "  条款没有改动，改的是标题、日期、问法或其他内容"
    problems = _problems(one)
    for place in problems[:_MOST_LINES]:
        yield f"  注意：{place}"
    if len(problems) > _MOST_LINES:
        yield f"  ……还有 {len(problems) - _MOST_LINES} 处要注意，见完整报告"
    if one.carried:
        yield f"  没有附问法文件，沿用第 {one.live} 版的 {one.phrasings_before} 条问法"
    if one.live is not None and one.phrasings_before != len(one.document.phrasings):
        yield f"  问法：原来 {one.phrasings_before} 条，现在 {len(one.document.phrasings)} 条"
    if one.taught:
        yield f"  {taught_for_review(one.taught)}"
    if one.for_review:
        yield f"  有 {len(one.for_review)} 条问法对应的条款改了，请核对（见完整报告）"


def _change_lines(changes: Iterable[Change]) -> Iterator[str]:
    for change in changes:
        before, after = change.before, change.after
        if after is None and before is not None:
            yield f"  删去 {label(before)}"
        elif before is None and after is not None:
            yield f"  新增 {label(after)}"
        elif before is not None and after is not None:
            number = f"（原 {before.path}）" if change.renumbered else ""
            word = "修改" if change.changed else "改号"
            marked = "；".join(_marked(before, after)) if change.changed else ""
            yield f"  {word} {label(after)}{number}" + (f"：{marked}" if marked else "")


def _marked(before: Clause, after: Clause) -> Iterator[str]:
    """Yield each change of words with what stands around it, and changes of units."""
    yield from _short(compare_words(before.body, after.body))
    if before.heading != after.heading:
        yield f"标题“{before.heading or '无'}”改为“{after.heading or '无'}”"
    yield from units_changes(before.units, after.units)


def _short(stretches: tuple[Words, ...]) -> Iterator[str]:
    for number, words in enumerate(stretches):
        if words.same:
            continue
        before = stretches[number - 1].new[-_AROUND:] if number else ""
        after = stretches[number + 1].new[:_AROUND] if number + 1 < len(stretches) else ""
        yield f"…{before}{_mark(words)}{after}…".replace("\n", " ")


def _mark(words: Words) -> str:
    gone = f"【删：{_clipped(words.old)}】" if words.old else ""
    return gone + (f"【增：{_clipped(words.new)}】" if words.new else "")


def _clipped(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:50]}……共 {len(text)} 字"


def units_changes(before: Units, after: Units) -> Iterator[str]:
    """Yield what has changed of who is responsible."""
    gone = [name for name in before.names if name not in after.names]
    new = [name for name in after.names if name not in before.names]
    if gone:
        yield f"责任单位去掉{'、'.join(gone)}"
    if new:
        yield f"责任单位增加{'、'.join(new)}"
    if before.lead != after.lead:
        yield f"牵头单位由{before.lead or '未写明'}改为{after.lead or '未写明'}"


def _change_in_full(change: Change) -> Iterator[str]:
    yield from (line.strip() for line in _change_lines([change]))
    before, after = change.before, change.after
    if before and after and change.changed:
        yield "> " + "".join(
            words.new if words.same else _mark_in_full(words)
            for words in compare_words(before.body, after.body)
        ).replace("\n", "\n> ")
    elif (only := after or before) and not (before and after):
        yield "> " + only.body.replace("\n", "\n> ")
        yield f"责任单位：{'、'.join(only.units.names) or '未写明'}；牵头：{only.units.lead or '未写明'}"


def _mark_in_full(words: Words) -> str:
    return (f"~~{words.old}~~" if words.old else "") + (f"**{words.new}**" if words.new else "")


def _facts(one: Staged) -> Iterator[str]:
    document = one.document
    yield f"- 文件：{Path(one.file).name}"
    yield f"- 发文机关：{document.issuer or '未写明'}；文号：{document.doc_number or '未写明'}"
    yield f"- {period(document)}；共 {len(document.clauses)} 条"
    if document.replaces:
        yield f"- 施行后代替：{'、'.join(document.replaces)}"
    if document.phrasings:
        carried = f"，沿用第 {one.live} 版的" if one.carried else ""
        yield f"- 问法：{len(document.phrasings)} 条{carried}"


def taught_for_review(count: int) -> str:
    """Return that so many taught phrasings would rest until somebody confirms them."""
    return f"员工教的问法有 {count} 条要重新核对，核对前不起作用"


def period(document: Document) -> str:
    """Return the period of force that a document states."""
    start, end = document.validity.start, document.validity.end
    if not (start or end):
        return "期限：未写明"
    return f"期限：{day(start) if start else '未写明'}至{day(end) if end else '未写明'}"


def _problems(one: Staged) -> list[str]:
    name = Path(one.file).name
    return [
        f"{Path(problem.file or name).name} 第 {problem.line} 行：{problem.message}"
        for problem in one.document.problems
    ]


def _totals(staged: tuple[Staged, ...]) -> str:
    new = sum(one.live is None for one in staged)
    clauses = sum(len(one.difference.changes) for one in staged)
    return (
        f"一共 {len(staged)} 份文件有变化：新文件 {new} 份，改动 {len(staged) - new} 份，涉及 {clauses} 条。"
    )


def _unchanged(preview: Preview) -> list[str]:
    blocks = [
        f"《{title}》：与已发布的第 {version} 版相同，不用发布。"
        for title, version in list(preview.unchanged.values())[:_MOST_DOCUMENTS]
    ]
    if len(preview.unchanged) > _MOST_DOCUMENTS:
        blocks = [f"有 {len(preview.unchanged)} 份文件与已发布的相同，不用发布。"]
    gone = [f"《{title}》（{name}）" for name, title in preview.gone.items()]
    if gone:
        more = f"等 {len(gone)} 份" if len(gone) > _MOST_LINES else ""
        blocks.append(
            f"注意：文件夹里没有已发布的{'、'.join(gone[:_MOST_LINES])}{more}；它们仍在回答问题，"
            "要撤下请运行 policybot withdraw 编号。"
        )
    return blocks


def rehearsed(rehearsal: Rehearsal) -> str | None:
    """Return how many questions were asked and how many would be answered otherwise; None where none was asked."""
    parts = []
    if rehearsal.labelled:
        right = f"原来 {rehearsal.right_before} 个，以后 {rehearsal.right_after} 个"
        of = f"从 {rehearsal.known} 个里抽出，" if rehearsal.known > rehearsal.labelled else ""
        parts.append(f"标注问题 {rehearsal.labelled} 个（{of}答对：{right}）")
    if rehearsal.real:
        parts.append(f"近期真实问题 {rehearsal.real} 个")
    if not parts:
        return None
    turns = f"其中 {len(rehearsal.turns)} 个的回答会变" if rehearsal.turns else "回答都不变"
    return f"试问{'、'.join(parts)}，{turns}。"


def worst_first(turns: Iterable[Turn]) -> list[Turn]:
    """Return turns, those for the worse first, then those of which nobody knows."""
    return sorted(turns, key=lambda turn: {False: 0, None: 1, True: 2}[turn.better])


def _turn(turn: Turn) -> str:
    word = {True: "变好", False: "变差", None: "有变化"}[turn.better]
    question = turn.question if len(turn.question) <= 40 else turn.question[:39] + "…"
    before, after = answered_by(turn.before), answered_by(turn.after)
    same = "引用或部门不同" if turn.after.clause else "列出的条款不同"
    how = f"{before} → {after}" if before != after else f"{after}，{same}"
    return f"{word}：{' '.join(question.split())}（{how}）"


def answered_by(answer: Answer) -> str:
    """Return in few words what an answer was: its clause, or that there was none."""
    if answer.clause:
        return f"《{answer.clause.document_title}》{answer.clause.path}"
    return {Kind.CHOICES: "请对方选择", Kind.NONE: "没有规定"}.get(answer.kind, "闲聊")


def _answered(answer: Answer) -> str:
    return " ".join(answer.text.split())


def _bounded(text: str) -> str:
    if len(text) <= LONGEST_SUMMARY:
        return text
    kept = text[: LONGEST_SUMMARY - 20]
    return kept[: kept.rfind("\n")] + "\n……其余见完整报告。"


def label(clause: Clause) -> str:
    """Return a clause's path and what it is called."""
    return f"{clause.path} {clause.title}"
