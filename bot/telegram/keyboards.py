"""The buttons below messages, and the 64 bytes that come back when one is tapped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.answer import Answer, Kind
from bot.assistant import AnswerLength

_LABEL_CHARS = 40
_CHOSEN = " ✓"
_MOST_CHOICES = 8

Row = list[InlineKeyboardButton]


class Verb(StrEnum):
    """What a tap asks for: the first letters of its data."""

    FULL_TEXT = "f"
    UNITS = "u"
    RELATED = "r"
    BACK = "b"
    VOTE = "v"
    CHOICE = "c"
    PICK = "x"
    EXAMPLE = "e"
    SETTING = "s"
    DOCUMENT = "l"
    CLAUSE = "k"
    CLAUSE_ANEW = "n"
    DEPARTMENTS = "p"
    DEPARTMENT = "d"
    PUBLISH = "g"
    DISCARD = "q"
    PERSON = "h"
    END_PERSON = "o"
    TAKE = "t"
    TAKE_OVER = "y"
    GIVE_BACK = "i"
    CLOSE = "w"


CARD_VERBS = frozenset({Verb.TAKE, Verb.TAKE_OVER, Verb.GIVE_BACK, Verb.CLOSE})
"""Below cards of staff, which are nobody's answers: whoever of them taps."""


class ExpiredTap(Exception):
    """The button belongs to something that is gone, that isn't this person's, or that this bot never made."""


@dataclass(frozen=True, slots=True)
class Tap:
    """The data of a button: a verb and its arguments."""

    verb: Verb
    arguments: tuple[str, ...]

    def number(self, position: int = 0) -> int:
        """Return a numeric argument; raises ExpiredTap for data that this bot never made."""
        argument = self.arguments[position] if position < len(self.arguments) else ""
        if not (argument.isascii() and argument.isdecimal() and len(argument) < 19):
            raise ExpiredTap
        return int(argument)

    def word(self, position: int = 0) -> str:
        """Return an argument as it is; raises ExpiredTap where it is missing."""
        if position >= len(self.arguments):
            raise ExpiredTap
        return self.arguments[position]


def read_tap(data: str | None) -> Tap | None:
    """Return what the data of a tapped button says; None where this bot doesn't know it."""
    verb, *arguments = (data or "").split(":")
    return Tap(Verb(verb), tuple(arguments)) if verb in set(Verb) else None


def button(label: str, verb: Verb, *arguments: object) -> InlineKeyboardButton:
    """Return a button with a label that fits."""
    label = " ".join(label.split()) or "…"
    short = label if len(label) <= _LABEL_CHARS else label[: _LABEL_CHARS - 1] + "…"
    return InlineKeyboardButton(short, callback_data=":".join((verb.value, *map(str, arguments))))


def markup(rows: Iterable[Row]) -> InlineKeyboardMarkup | None:
    """Return a keyboard of the rows that have buttons; None without any."""
    filled = [row for row in rows if row]
    return InlineKeyboardMarkup(filled) if filled else None


def answer_keyboard(
    answer: Answer, *, voted: bool | None = None, person: bool = False
) -> InlineKeyboardMarkup | None:
    """Return the buttons of an answer; None where it has none or wasn't stored.

    With `person` one that asks for a person stands below what didn't help.
    """
    number = answer.question_id
    if number is None:
        return None
    if answer.kind is Kind.CHOICES:
        return markup(
            [button(choice.heading, Verb.CHOICE, number, n)]
            for n, choice in enumerate(answer.choices[:_MOST_CHOICES])
        )
    if answer.kind is Kind.PERSON:
        return end_keyboard()
    asking = (
        [button("🙋 转人工", Verb.PERSON)] if person and (answer.kind is Kind.NONE or voted is False) else []
    )
    if answer.kind is not Kind.ANSWER:
        return markup([*_related_rows(answer, number), asking])
    actions = [button("📄 看全文", Verb.FULL_TEXT, number)]
    if answer.units is not None and answer.units.names:
        actions.append(button("🏛 找谁办", Verb.UNITS, number))
    if answer.related:
        actions.append(button("🔗 相关", Verb.RELATED, number))
    return markup([actions, _vote_row(number, voted), asking])


def end_keyboard() -> InlineKeyboardMarkup | None:
    """Return the button that ends a conversation with a person."""
    return markup([[button("结束人工", Verb.END_PERSON)]])


def related_keyboard(answer: Answer, *, voted: bool | None = None) -> InlineKeyboardMarkup | None:
    """Return the related clauses to pick from, the way back, and the votes."""
    number = answer.question_id or 0
    back = [button("‹ 返回", Verb.BACK, number)]
    return markup([*_related_rows(answer, number), back, _vote_row(number, voted)])


def vote_shown(keyboard: InlineKeyboardMarkup | None) -> bool | None:
    """Return which vote a keyboard shows as given; None for neither."""
    for row in keyboard.inline_keyboard if keyboard else ():
        for each in row:
            if each.text.endswith(_CHOSEN) and isinstance(each.callback_data, str):
                return each.callback_data.endswith(":1")
    return None


def settings_keyboard(length: AnswerLength) -> InlineKeyboardMarkup | None:
    """Return the settings, the one in force marked."""
    labels = {AnswerLength.SHORT: "简短", AnswerLength.FULL: "带条款全文"}
    lengths = [
        button(label + (_CHOSEN if each is length else ""), Verb.SETTING, each.value)
        for each, label in labels.items()
    ]
    return markup([lengths, [button("🗑 清除我的提问记录", Verb.SETTING, "forget")]])


def forget_keyboard() -> InlineKeyboardMarkup | None:
    """Return the second question before anything is erased."""
    return markup([[button("确定清除", Verb.SETTING, "erase"), button("不清除", Verb.SETTING, "keep")]])


def draft_keyboard(draft_id: str) -> InlineKeyboardMarkup | None:
    """Return the two ends that a draft can come to."""
    return markup([[button("发布", Verb.PUBLISH, draft_id), button("放弃", Verb.DISCARD, draft_id)]])


def example_keyboard(examples: Sequence[str]) -> InlineKeyboardMarkup | None:
    """Return the example questions, one tap to ask each."""
    return markup([button(example, Verb.EXAMPLE, n)] for n, example in enumerate(examples))


def page_row(verb: Verb, *arguments: object, page: int, pages: int) -> Row:
    """Return the way to the pages before and after; empty for a single page."""
    if pages < 2:
        return []
    before = [button("‹ 上一页", verb, *arguments, page - 1)] if page > 0 else []
    after = [button("下一页 ›", verb, *arguments, page + 1)] if page < pages - 1 else []
    return before + after


def _related_rows(answer: Answer, number: int) -> list[Row]:
    return [
        [button(each.label, Verb.PICK, number, n)] for n, each in enumerate(answer.related[:_MOST_CHOICES])
    ]


def _vote_row(number: int, voted: bool | None) -> Row:
    labels = {True: "👍 有用", False: "👎 没帮到"}
    return [
        button(label + (_CHOSEN if voted is helpful else ""), Verb.VOTE, number, int(helpful))
        for helpful, label in labels.items()
    ]
