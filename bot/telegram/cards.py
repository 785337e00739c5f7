"""What staff see of an owner who asks for a person: a card, kept up to date in its place."""

import hashlib
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from bot.identity import CHANNELS
from bot.staff.deliveries import Due
from bot.staff.handover import BY_ERASURE, BY_OWNER, BY_TIME, Card, Handover, Message, Side, State
from bot.telegram.keyboards import Verb, button, markup
from bot.telegram.markup import Block, Frame, Piece, block, labelled, pieces, titled

_SHOWN = 6
_CLIPPED = 300
_NAME_UNITS = 60
_HOW = {
    "telegram": "回复这条消息，就是写给对方；消息上出现 👌 就是已送达。",
    "web": "回复这条消息，就是写给对方；对方打开网页才看得到，看到了消息上会出现 👌。",
}
_ENDS = {
    BY_OWNER: "对方已结束这次对话。",
    BY_TIME: "24 小时没有新消息，已自动结束。",
    BY_ERASURE: "对方已清除记录，这次对话已删除。",
}


@dataclass(frozen=True, slots=True)
class Face:
    """What a card shows, and a short word that changes with it."""

    piece: Piece
    keyboard: InlineKeyboardMarkup | None

    @property
    def digest(self) -> str:
        """Return the word."""
        shown = f"{self.piece.html}\0{self.keyboard.to_json() if self.keyboard else ''}"
        return hashlib.sha256(shown.encode()).hexdigest()[:16]


def face(due: Due, chat: int) -> Face:
    """Return what the card of a handover shows in a chat of staff: less where somebody else has it."""
    handover = due.detail.handover
    blocks = [titled(f"🙋 转人工 {name_of(handover)}")]
    if handover.closed_by != BY_ERASURE:
        blocks.append(labelled(*_facts(handover)))
    if not handover.is_open:
        blocks.append(block(_end(handover)))
    elif _has_all(handover, chat):
        blocks += [*_asked(due), *_said(due, chat), block(_HOW[handover.channel])]
    else:
        blocks += _asked(due)[:1]
    return Face(pieces(blocks)[0], _keyboard(handover, chat))


def name_of(handover: Handover) -> str:
    """Return what staff call it."""
    return f"#{handover.id}"


def topic_name(due: Due) -> str:
    """Return the name of its topic in a group that has topics."""
    before = due.detail.before
    question = " ".join(before[0].question.split())[:_NAME_UNITS] if before else ""
    return f"{name_of(due.detail.handover)} {question}".strip()


def words(message: Message, *, edited: bool = False) -> tuple[Piece, ...]:
    """Return the owner's words as they are passed on to staff."""
    return pieces([titled("对方改成了：" if edited else "对方：", message.text)])


def taken_over(handover: Handover) -> Piece:
    """Return what who had it is told once a colleague has taken it over."""
    said = f"现在由{handover.who}回复对方，原来接手的同事不用再回复了。"
    return pieces([titled(f"🔁 转人工 {name_of(handover)} 换人了", said)])[0]


def _facts(handover: Handover) -> list[str]:
    who = {
        State.WAITING: "接手：还没有人",
        State.TAKEN: f"接手：{handover.who}",
        State.CLOSED: f"接手：{handover.taken_name}" if handover.taken_name else "",
    }[handover.state]
    return [f"来自：{CHANNELS[handover.channel]}", *filter(None, [who])]


def _end(handover: Handover) -> str:
    return _ENDS.get(handover.closed_by or "", "已结束。") + "在这里回复，对方收不到了。"


def _has_all(handover: Handover, chat: int) -> bool:
    """Return whether all of it is shown in a chat: in the group, and in private until somebody else has it."""
    return chat < 0 or handover.state is State.WAITING or handover.taken_by == f"Telegram {chat}"


def _asked(due: Due) -> list[Block]:
    if not due.detail.before:
        return [block("之前没有提问。")]
    last = due.detail.before[0]
    return [
        labelled(f"最近的提问：{_clipped(last.question)}"),
        block("机器人答的："),
        block(_clipped(last.said), frame=Frame.QUOTE),
    ]


def _said(due: Due, chat: int) -> list[Block]:
    """Return what was written since, without what stands below the card in this chat anyway."""
    below = {card.words for card in due.cards if card.chat == chat}
    names = {Side.OWNER: "对方", Side.STAFF: "同事"}
    lines = [
        f"{message.name or names[message.side]}：{_clipped(message.text)}"
        for message in due.detail.messages
        if message.side in names
        and message.id not in below
        and not (message.source or "").startswith(f"{chat}:")
    ]
    left = len(lines) - _SHOWN
    more = [block(f"……前面还有 {left} 条。")] if left > 0 else []
    return [*more, *([block("\n".join(lines[-_SHOWN:]))] if lines else [])]


def _clipped(text: str) -> str:
    return text if len(text) <= _CLIPPED else text[: _CLIPPED - 1] + "…"


def _keyboard(handover: Handover, chat: int) -> InlineKeyboardMarkup | None:
    number = handover.id
    if handover.state is State.WAITING:
        return markup([[button("我来答", Verb.TAKE, number), button("结束", Verb.CLOSE, number)]])
    if handover.state is not State.TAKEN:
        return None
    rows = []
    if _has_all(handover, chat):
        rows.append([button("交还", Verb.GIVE_BACK, number), button("结束", Verb.CLOSE, number)])
    if handover.taken_by != f"Telegram {chat}":
        rows.append([button("换我接手", Verb.TAKE_OVER, number)])
    return markup(rows)


def is_shown(card: Card) -> bool:
    """Return whether a card is a message, not the note that it can't be shown in that chat."""
    return card.message_id > 0
