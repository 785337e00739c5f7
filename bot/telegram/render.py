"""An answer, a clause and a department as Telegram messages."""

from collections.abc import Iterable
from datetime import date

from bot.answer import Answer, Kind, label_of
from bot.telegram.markup import Block, Frame, Piece, block, labelled, pieces, titled
from bot.wording import PAUSED_HERE, day, dial, help_line, unit_lines, with_today
from knowledge.departments import Department, Directory
from knowledge.document import Clause, Document, Status, Units, Validity

_NOTHING = "没有可以显示的内容，请换个说法再问一次。"
_NEAR = "下面几条比较接近，您可以点开看看："
_EARLIER = "这是以前的文本，后来有修改。"
_LATE = "抱歉让您久等了，刚才服务中断过。"
_LONG_LABEL = 30


def answer_pieces(answer: Answer, *, body: str | None = None, late: bool = False) -> tuple[Piece, ...]:
    """Return the messages that show an answer, at least one; `body`, the whole clause, is folded in.

    One that is `late` begins by saying so.
    """
    blocks = [block(notice) for notice in ([_LATE] if late else []) + list(answer.notices)]
    if answer.units_first:
        blocks.append(labelled(*answer.unit_lines))
    blocks += [block(sentence, frame=Frame.QUOTE) for sentence in answer.key_sentences]
    if body is not None:
        blocks += [block("条款全文："), block(body, frame=Frame.FOLDED)]
    units = () if answer.units_first else answer.unit_lines
    if facts := [*units, *([answer.source] if answer.source else [])]:
        blocks.append(labelled(*facts))
    blocks += [block(advice) for advice in answer.advice]
    blocks += _listed_choices(answer)
    if answer.kind is Kind.NONE and answer.related and answer.question_id is not None:
        blocks.append(block(_NEAR))
    return pieces(blocks) or text_pieces(_NOTHING)


def text_pieces(*paragraphs: str) -> tuple[Piece, ...]:
    """Return plain paragraphs as messages."""
    return pieces(block(paragraph) for paragraph in paragraphs)


def clause_pieces(
    document: Document,
    clause: Clause,
    *,
    directory: Directory,
    today: date,
    live: bool = True,
    paused: bool = False,
) -> tuple[Piece, ...]:
    """Return a clause with its whole text, its units, whether it is in force, the live text, and switched off."""
    title = label_of(clause.path, clause.heading)
    lines = [
        *unit_lines(clause.units, directory),
        f"出处：《{document.title}》",
        *_period(document.validity, today),
    ]
    return pieces(
        [
            titled(f"📄 {title}"),
            *([] if live else [block(_EARLIER)]),
            *([block(PAUSED_HERE)] if paused else []),
            block(clause.body, frame=Frame.QUOTE),
            labelled(*lines),
        ]
    )


def units_pieces(units: Units, directory: Directory) -> tuple[Piece, ...]:
    """Return the card that says who is responsible for a clause, under which name today, and whom to ring."""
    leading = units.lead is not None
    blocks: list[Block] = []
    if units.lead is not None:
        blocks += [titled("🏛 牵头单位", units.lead), *_known(units.lead, directory)]
    if units.others:
        others = "\n".join(f"• {with_today(name, directory)}" for name in units.others)
        blocks.append(titled("其他单位" if leading else "🏛 责任单位（没有写明谁牵头）", others))
    names = (units.lead,) if units.lead is not None else units.names
    blocks += _phones(names, directory)
    return pieces(blocks)


def department_pieces(entry: Department, directory: Directory, *, leads: Iterable[str]) -> tuple[Piece, ...]:
    """Return the card of one department, with the clauses that it leads."""
    blocks = [titled(f"🏛 {entry.name}"), *_known(entry.name, directory)]
    clauses = list(leads)
    if clauses:
        blocks.append(titled("牵头的条款", "\n".join(f"• {clause}" for clause in clauses)))
    return pieces([*blocks, *_phones((entry.name,), directory)])


def _listed_choices(answer: Answer) -> list[Block]:
    """Return the choices as a list, where there are no buttons for them or a button can't show them whole."""
    headings = [choice.heading for choice in answer.choices]
    if answer.question_id is not None and all(len(heading) <= _LONG_LABEL for heading in headings):
        return []
    return [block("\n".join(f"• {heading}" for heading in headings))]


def _known(name: str, directory: Directory) -> list[Block]:
    """Return what the departments file knows of a unit."""
    entry = directory.entries.get(name)
    if entry is None:
        return []
    lines = [f"全称：{entry.full}"] if entry.full != name else []
    if entry.now:
        lines.append(f"现名：{entry.now}" + (f"（{day(entry.since)}起）" if entry.since else ""))
    if entry.source:
        lines.append(f"依据：{entry.source}")
    if entry.address:
        lines.append(f"地址：{entry.address}")
    if entry.phone:
        lines.append(f"电话：{entry.phone}")
    return [labelled(*lines)] if lines else []


def _phones(names: Iterable[str], directory: Directory) -> list[Block]:
    """Return the general line to ring where a unit's own number isn't known: the tax line for tax offices."""
    unknown = [name for name in names if not getattr(directory.entries.get(name), "phone", None)]
    line = help_line("".join(map(directory.full, unknown)), directory) if unknown else None
    if line is None:
        return []
    return [block(f"📞 没有收录直拨电话，请打 {dial(line)}。")]


def _period(validity: Validity, today: date) -> list[str]:
    """Return the line on the days of force and whether today is one of them; none where they aren't known."""
    remark = {Status.EXPIRED: "（已经结束）", Status.UPCOMING: "（还没有开始）"}.get(
        validity.status(today), ""
    )
    if validity.start and validity.end:
        return [f"执行期：{day(validity.start)}至{day(validity.end)}{remark}"]
    if validity.start:
        return [f"施行日期：{day(validity.start)}{remark}"]
    return [f"有效期：到{day(validity.end)}为止{remark}"] if validity.end else []
