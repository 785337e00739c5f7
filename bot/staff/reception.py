"""What a message means where a person may answer: it asks for one, goes to the one who has it, or ends that."""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.answer import Answer, Kind
from bot.identity import Channel, Person
from bot.masking import masked
from bot.smalltalk import Talk, read_talk
from bot.staff import wording
from bot.staff.handover import Handover, State
from bot.staff.handovers import Handovers

_MARKS = re.compile("[\\s,，.。!！?？~～、;；…]+")
_END = re.compile(
    r"(?:请|我要|我想|帮我)?(?:结束|退出|取消|关闭|停止|不用|不要|不需要)(?:转)?(?:人工|真人)(?:客服|服务|对话|会话)?[了吧啦]*"
)
_END_WITHOUT_NAME = re.compile(r"(?:结束|退出)(?:对话|会话|聊天|服务)?[了吧啦]*|不等了")


@dataclass(frozen=True, slots=True)
class Spoken:
    """An answer, and whether it is kept as a question's; what goes on to a person is kept with the handover."""

    answer: Answer
    kept: bool = True


class Reception:
    """Stands before the assistant's own answers."""

    def __init__(self, handovers: Handovers) -> None:
        self._handovers = handovers

    async def reply(
        self,
        message: str,
        person: Person,
        key: str,
        *,
        handover: Handover | None,
        now: datetime,
        message_id: int | None = None,
        sent: datetime | None = None,
    ) -> Spoken | None:
        """Return what a message in a conversation gets; None where it is for the assistant.

        `handover` is the open one of the conversation, `key` the conversation's. Raises DatabaseDown where what
        should reach a person can't be kept, and TooManyQuestions.
        """
        if person.channel is Channel.TERMINAL:
            return None
        words, wants = _MARKS.sub("", message), read_talk(message) is Talk.PERSON
        ends = bool(_END.fullmatch(words))
        if handover is None:
            if ends:
                return _said(message, wording.NOTHING_TO_END)
            return await self._ask(message, person, key, now=now) if wants else None
        if ends or _END_WITHOUT_NAME.fullmatch(words):
            await self._handovers.end(handover)
            return _said(message, wording.ENDED)
        if wants:
            return Spoken(Answer(Kind.PERSON, message, self._standing(handover, now)))
        source = None if message_id is None else f"{message_id}"
        if not await self._handovers.write_as_owner(handover, message, source=source, sent=sent):
            return None  # it has ended just now
        advice = (wording.PERSONAL_NOT_PASSED,) if masked(message) != message else ()
        return Spoken(Answer(Kind.PERSON, message, (wording.PASSED_ON,), advice=advice), kept=False)

    async def _ask(self, message: str, person: Person, key: str, *, now: datetime) -> Spoken | None:
        if not await self._handovers.offered():
            return None
        if person.is_in_group:
            return _said(message, wording.IN_PRIVATE)
        handover, is_new = await self._handovers.ask(key, person)
        told = wording.asked(self._handovers.hours, now) if is_new else self._standing(handover, now)
        return Spoken(Answer(Kind.PERSON, message, told))

    def _standing(self, handover: Handover, now: datetime) -> tuple[str, ...]:
        if handover.state is State.TAKEN:
            return wording.has_it(self._handovers.service, handover.taken_name)
        return wording.asked_already(self._handovers.hours, now)


def _said(message: str, text: str) -> Spoken:
    return Spoken(Answer(Kind.SMALLTALK, message, (text,)))
