"""Somebody who asks for a person, those who answer, and what was said."""

from bot.answer import Kind
from bot.identity import Channel, Person

OWNER = Person(Channel.TELEGRAM, "1001")
ON_THE_WEB = Person(Channel.WEB, "a session")
LI, WANG = {"by": "Telegram 3001", "name": "小李"}, {"by": "Telegram 3002", "name": "小王"}
QUESTION = "首贷服务中心在哪办"


async def asked_for(assistant, person=OWNER) -> int:
    """Have somebody ask a question and then for a person; return the handover's number."""
    await assistant.ask(QUESTION, person)
    assert (await assistant.ask("转人工", person)).kind is Kind.PERSON
    [(handover, _), *_] = (await assistant.handovers.page()).rows
    return handover.id


async def said(handovers, number) -> list[tuple[str, str]]:
    detail = await handovers.read(number)
    return [(message.side.value, message.text) for message in detail.messages]
