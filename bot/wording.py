"""The sentences that people read around a quotation, in plain Chinese."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, timezone

from bot.smalltalk import Talk
from knowledge.departments import Directory, Line
from knowledge.document import Published, Status, Units, Validity
from knowledge.standing import Successor

_FIGURE = re.compile(r"\d[\d.]*\s*[%％万亿元家户件个场次人批台条天倍]")
_TAX = re.compile("税|加计扣除")
_RATE = re.compile("税率|起征点|征收率|减免|减按|加计扣除")
_OTHER_LINES = frozenset({"台湾", "台北", "高雄", "香港", "澳门"})  # where 12345 isn't the line to ring

_MOST_NAMED = 5

HOME = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Where the documents hold: its days count, and its clock is shown."""

TOO_VAGUE = "您想了解哪方面的内容？可以点一个话题，也可以说得再具体一点。"
WHICH_CLAUSE = "您想问的是下面哪一条？点一下，或者换个说法再问。"
SAY_MORE = "您能说得再具体一点吗？比如想办什么事、遇到了什么问题。"
TOO_LONG = "您的问题太长了，我一次最多能看 5000 个字。请用一两句话说明想问的事。"
SENTENCE_TOO_LONG = "这一条的原文很长，请看全文。"
PAUSED_HERE = "这一条的回答正在核对，暂停提供；下面是已发布的原文。"
CHANGED_SINCE = "这一条后来有修改，现在的规定请再问一次。"
ALL_SHOWN = "这一条的内容前面都说过了，没有更多了。想看别的，可以点相关条款。"
NO_FIGURE = "文件里没有给这件事写明数字目标，下面是有关的规定。"
OF_THE_CONVERSATION = frozenset({ALL_SHOWN, NO_FIGURE})
PERSONAL_NOT_KEPT = "您写的电话、证件号等个人信息没有保存。查政策用不到它们，请不要写在问题里。"
NO_HELP_TO_CHEAT = "这个忙我帮不了。我只回答已发布的政策文件里的内容；有政策方面的问题，请直接问我。"
NOTHING_PUBLISHED = "现在还没有发布任何政策文件，暂时回答不了问题。"


def day(value: date) -> str:
    """Return a day as people write it: 2023年12月31日."""
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime) -> str:
    """Return a moment as the clock on the wall shows it: 2026-11-24 09:05."""
    return value.astimezone(HOME).strftime("%Y-%m-%d %H:%M")


def validity_notice(
    validity: Validity, status: Status, *, successor: Successor | None = None, now: bool = False
) -> str | None:
    """Return what has to be said before a quotation of a document that isn't plainly in force.

    `successor` is what put it out of force, `now` whether the question asks for what holds today.
    """
    start, end = validity.start, validity.end
    if status is Status.UPCOMING and start:
        return f"这份文件从{day(start)}起施行，现在还没有生效。"
    if status is not Status.EXPIRED or end is None:
        return None
    ended = _replaced(successor) if successor else f"已于{day(end)}到期"
    if now:
        return f"已发布的文件里没有现在有效的规定。下面是{_years(start, end)}的规定，{ended}，仅供参考。"
    if successor:
        return f"这份文件{ended}，以下是当时的规定。"
    return f"这份文件的期限到{day(end)}为止，已经结束，以下是当时的规定。"


def _replaced(newer: Successor) -> str:
    """Return that a document was replaced, by which one, and since when."""
    number = f"（{newer.doc_number}）" if newer.doc_number else ""
    return f"从{day(newer.start)}起已被《{newer.title}》{number}替代"


def _years(start: date | None, end: date) -> str:
    if start is None or start.year == end.year:
        return f"{end.year}年"
    return f"{start.year}—{end.year}年"


def as_of_notice(as_of: date) -> str:
    """Return by which day's documents a question is answered."""
    return f"按{day(as_of)}有效的文件回答："


def then(as_of: date, name: str) -> str:
    """Return what picks something as of a day: sent as a question, it is read so."""
    return f"{day(as_of)}的时候，{name}"


def nothing_in_force(as_of: date, question: str, directory: Directory) -> tuple[str, ...]:
    """Return that no published document was in force on a day, and whom to ask."""
    line = help_line(question, directory)
    ask = f"建议拨打 {dial(line)}问一问。" if line else ""
    return (f"抱歉，已发布的文件里没有在{day(as_of)}有效的，我不能回答当时的规定。{ask}",)


def unit_lines(units: Units, directory: Directory) -> tuple[str, ...]:
    """Return who is responsible, a line for the lead and one for the others, with today's names."""
    if not units.names:
        return ("这一条没有写明责任单位。",)
    others = "、".join(with_today(name, directory) for name in units.others)
    if units.lead is None:
        return (f"责任单位：{others}（原文没有写明由谁牵头）",)
    lines = [f"牵头单位：{with_today(units.lead, directory)}"]
    return (*lines, f"其他责任单位：{others}") if others else tuple(lines)


def with_today(name: str, directory: Directory) -> str:
    """Return a unit's printed name, with today's behind it where it was renamed."""
    now = directory.today(name)
    return f"{name}（现名：{now}）" if now else name


def source(published: Published, label: str) -> str:
    """Return where a quotation stands."""
    return f"出处：《{published.document.title}》{label}"


def advice(
    sentences: Sequence[str],
    units: Units,
    *,
    question: str,
    status: Status,
    directory: Directory,
    now: bool = False,
) -> tuple[str, ...]:
    """Return whom to ask for today's figures, where a document out of force is quoted with any.

    `now`: the question asks for what holds today; then it is said whatever is quoted.
    """
    quoted = "".join(sentences)
    figures = bool(_FIGURE.search(quoted) or _RATE.search(quoted))
    if status is not Status.EXPIRED or not (figures or now):
        return () if units.names else whom_to_ask(question, directory)
    taxes = bool(_TAX.search(question + quoted))
    line = help_line(question + quoted, directory)
    whom = [f"拨打 {dial(line)}"] if line else []
    if units.lead and not taxes:  # rates of taxes are the tax office's to say, whoever leads
        whom.insert(0, f"咨询{directory.today(units.lead) or directory.full(units.lead)}")
    said = "其中的数字和标准是当时规定，今天的标准" if figures else "现在怎么执行，"
    return (f"{said}请{'，或'.join(whom)}。",) if whom else ()


def gives_no_more(
    soft: str, asked: Sequence[str], units: Units, *, question: str, directory: Directory
) -> str:
    """Return that a text only encourages (or what `soft` says) and doesn't give what is asked, and whom to ask."""
    line = help_line(question, directory)
    whom = [f"咨询{_reached(units.lead, directory)}"] if units.lead else []
    whom += [f"拨打 {dial(line)}"] if line else []
    ask = f"；具体请{'，或'.join(whom)}" if whom else ""
    return f"注意：原文写的是“{soft}”，没有写明{'、'.join(asked)}{ask}。"


def _reached(name: str, directory: Directory) -> str:
    """Return a unit under its full name of today, with its telephone where it is known."""
    entry = directory.entries.get(name)
    phone = f"（电话 {entry.phone}）" if entry and entry.phone else ""
    return f"{directory.today(name) or directory.full(name)}{phone}"


def whom_to_ask(question: str, directory: Directory) -> tuple[str, ...]:
    """Return the line to ring where a clause names nobody."""
    line = help_line(question, directory)
    return (f"想知道找谁办，可以拨打 {dial(line)}。",) if line else ()


def dial(line: Line) -> str:
    """Return a line's number and what it is called: 12345（政务服务便民热线）."""
    return f"{line.phone}（{line.name.removeprefix(line.phone)}）"


def help_line(text: str, directory: Directory) -> Line | None:
    """Return the telephone line for what `text` is about: the tax line for taxes, else the general one."""
    if _TAX.search(text):
        for line in directory.lines:
            if _TAX.search(line.purpose):
                return line
    return directory.lines[0] if directory.lines else None


def not_covered(question: str, directory: Directory) -> tuple[str, ...]:
    """Return that no published clause covers a question, and whom to ask."""
    line = help_line(question, directory)
    ask = f"建议拨打 {dial(line)}问一问。" if line else ""
    return ("抱歉，已发布的文件里没有找到这个问题的规定，我不能随便回答。" + ask,)


def clause_paused(where: str, units: Units, question: str, directory: Directory) -> str:
    """Return that a clause's answer is being checked, and whom to ask meanwhile."""
    whom = []
    if named := [units.lead] if units.lead else units.names[:_MOST_NAMED]:
        whom.append("联系" + "、".join(_called(name, directory) for name in named))
    if line := help_line(question, directory):
        whom.append(f"拨打 {dial(line)}")
    ask = f"这段时间请{'，或'.join(whom)}。" if whom else ""
    return f"{where}这一条的回答正在核对，暂时不能提供。{ask}"


def service_paused(question: str, directory: Directory) -> str:
    """Return that nothing is answered for the time being, and whom to ask meanwhile."""
    line = help_line(question, directory)
    ask = f"着急的话，请拨打 {dial(line)}。" if line else ""
    return f"问答服务正在检查，暂时停止回答，很快恢复。{ask}"


def _called(name: str, directory: Directory) -> str:
    """Return a unit under its printed name, with today's and its telephone where they are known."""
    entry = directory.entries.get(name)
    phone = f"（电话 {entry.phone}）" if entry and entry.phone else ""
    return with_today(name, directory) + phone


def no_such_number(number: int, title: str) -> str:
    """Return that a document has no clause with this number."""
    return f"《{title}》里没有第{number}条。可以直接说想问的事，我来找是哪一条。"


def elsewhere(place: str, published: Sequence[Published]) -> tuple[str, ...]:
    """Return that the published documents are not about `place`."""
    issuers = _some(p.document.issuer or f"《{p.document.title}》" for p in published)
    local = "" if place in _OTHER_LINES else f"{place}的政策，请拨打当地的 12345 咨询。"
    return (
        f"目前只收录了{issuers}的文件，没有涉及{place}的内容。{local}"
        f"如果您问的不是{place}的政策，请去掉这个地名再问一次。",
    )


def _some(names: Iterable[str]) -> str:
    """Return the first few of some names, and that there are more."""
    different = list(dict.fromkeys(names))
    return "、".join(different[:_MOST_NAMED]) + ("等" if len(different) > _MOST_NAMED else "")


def small_talk(talk: Talk, published: Sequence[Published]) -> str:
    """Return the answer to small talk."""
    titles = _some(f"《{p.document.title}》" for p in published) or "政策文件"
    return {
        Talk.GREETING: f"您好！我是政策问答助手，可以回答{titles}里的问题，并告诉您由哪个部门负责。"
        "请直接说您想问的事。",
        Talk.THANKS: "不客气！还有问题，随时问我。",
        Talk.PERSON: "现在还不能转人工。着急的话，请拨打 12345（政务服务便民热线）；也可以换个说法再问我一次。",
        Talk.ASSENT: "好的。还有问题，随时问我。",
        Talk.FAREWELL: "再见，祝您生意兴隆！有问题随时再来。",
        Talk.IDENTITY: f"我是自动回答的政策问答助手，不是真人。我只引用{titles}的原文，不会自己编答案；"
        "文件里没有的，我会告诉您可以问谁。",
    }[talk]
