"""The sentences that people read around a quotation, in plain Chinese."""

import re
from collections.abc import Sequence
from datetime import date

from bot.smalltalk import Talk
from knowledge.departments import Directory, Line
from knowledge.document import Published, Status, Units, Validity

_FIGURE = re.compile(r"\d[\d.]*\s*[%％万亿元家户件个场次人批台条天倍]")
_TAX = re.compile("税|加计扣除")
_RATE = re.compile("税率|起征点|征收率|减免|减按|加计扣除")
_OTHER_LINES = frozenset({"台湾", "台北", "高雄", "香港", "澳门"})  # where 12345 isn't the line to ring

TOO_VAGUE = "您想了解哪方面的内容？可以点一个话题，也可以说得再具体一点。"
WHICH_CLAUSE = "您想问的是下面哪一条？点一下，或者换个说法再问。"
SAY_MORE = "您能说得再具体一点吗？比如想办什么事、遇到了什么问题。"
TOO_LONG = "您的问题太长了，我一次最多能看 5000 个字。请用一两句话说明想问的事。"
SENTENCE_TOO_LONG = "这一条的原文很长，请看全文。"
NOTHING_PUBLISHED = "现在还没有发布任何政策文件，暂时回答不了问题。"


def day(value: date) -> str:
    """Return a day as people write it: 2023年12月31日."""
    return f"{value.year}年{value.month}月{value.day}日"


def validity_notice(validity: Validity, status: Status) -> str | None:
    """Return what has to be said before a quotation of a document that isn't plainly in force."""
    if status is Status.EXPIRED and validity.end:
        return f"这份文件的期限到{day(validity.end)}为止，已经结束，以下是当时的规定。"
    if status is Status.UPCOMING and validity.start:
        return f"这份文件从{day(validity.start)}起施行，现在还没有生效。"
    return None


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
    sentences: Sequence[str], units: Units, *, question: str, status: Status, directory: Directory
) -> tuple[str, ...]:
    """Return whom to ask for today's figures, where a document out of force is quoted with any."""
    quoted = "".join(sentences)
    if status is not Status.EXPIRED or not (_FIGURE.search(quoted) or _RATE.search(quoted)):
        return () if units.names else whom_to_ask(question, directory)
    taxes = bool(_TAX.search(question + quoted))
    line = help_line(question + quoted, directory)
    whom = [f"拨打 {dial(line)}"] if line else []
    if units.lead and not taxes:  # rates of taxes are the tax office's to say, whoever leads
        whom.insert(0, f"咨询{directory.today(units.lead) or directory.full(units.lead)}")
    return (f"其中的数字和标准是当时规定，今天的标准请{'，或'.join(whom)}。",) if whom else ()


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


def elsewhere(place: str, published: Sequence[Published]) -> tuple[str, ...]:
    """Return that the published documents are not about `place`."""
    issuers = "、".join(dict.fromkeys(p.document.issuer or f"《{p.document.title}》" for p in published))
    local = "" if place in _OTHER_LINES else f"{place}的政策，请拨打当地的 12345 咨询。"
    return (
        f"目前只收录了{issuers}的文件，没有涉及{place}的内容。{local}"
        f"如果您问的不是{place}的政策，请去掉这个地名再问一次。",
    )


def small_talk(talk: Talk, published: Sequence[Published]) -> str:
    """Return the answer to small talk."""
    titles = "、".join(f"《{p.document.title}》" for p in published) or "政策文件"
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
