"""Conversations with a person: who waits, who has whom, and writing to and fro."""

import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from bot.assistant import storable
from bot.errors import BotError
from bot.identity import CHANNELS
from bot.outage import DatabaseDown
from bot.staff.handover import LONGEST_REPLY, Detail, State, Unknown, source_of_form
from bot.staff.handovers import PAGE
from bot.staff.people import Role
from bot.web.bodies import Refusal
from bot.web.staff.guard import MEMBER, console_of, text_of_form
from bot.web.staff.showing import done, names, number_of, show

HERE = "talks"
_ONCE = re.compile("[0-9a-f]{32}")
_LAST_PAGE = 10**6
_LARGEST = 2**31 - 1  # what the database's numbers of conversations reach
_EMPTY = "请先写上要对对方说的话。"
_TOO_LONG = "太长了，一次发不出去；请分成几段发。"


async def show_talks(request: web.Request) -> web.StreamResponse:
    """List those who wait, those whom somebody has, and those that are over, a page at a time."""
    number = min(max(number_of(request, "page") or 1, 1), _LAST_PAGE)
    page = await console_of(request).handovers.page(number - 1)
    groups = {state: [row for row in page.rows if row[0].state is state] for state in State}
    context = {
        **await _common(request),
        "groups": groups,
        "last": page.last,
        "unheard": page.unheard,
        "number": number,
        "pages": -(-page.total // PAGE) or 1,
    }
    return show("talks.html", request, context, here=HERE)


async def show_talk(request: web.Request) -> web.StreamResponse:
    """Show a conversation, and what can be done with it."""
    return await _show_talk(request)


async def show_news(request: web.Request) -> web.StreamResponse:
    """Send the part of the page that changes: who has it, and the messages with a larger number than `after`."""
    detail = await _detail(request)
    after = number_of(request, "after") or 0
    messages = [message for message in detail.messages if message.id > after]
    context = {**await _common(request), "talk": detail.handover, "messages": messages}
    return show("talk-news.html", request, context, here=HERE)


async def write(request: web.Request) -> web.StreamResponse:
    """Write to the owner; what is refused keeps what was written, with and without JavaScript."""
    form, member = await request.post(), request[MEMBER]
    written = text_of_form(form, "text")
    try:
        text = letter(written)
        once = text_of_form(form, "once")
        source = source_of_form(once, text) if _ONCE.fullmatch(once) else None
        await console_of(request).handovers.write_as_staff(
            _number(request), text, by=member.by, name=member.name, source=source
        )
    except (DatabaseDown, Unknown):
        raise
    except BotError as refused:
        if request.headers.get("Accept") == "application/json":
            raise
        return await _show_talk(request, written=written, problem=str(refused))
    raise done(f"/staff/talks/{_number(request)}", "sent")


async def take(request: web.Request) -> web.StreamResponse:
    """Take it."""
    member = request[MEMBER]
    await console_of(request).handovers.take(_number(request), by=member.by, name=member.name)
    raise done(f"/staff/talks/{_number(request)}", "took")


async def take_over(request: web.Request) -> web.StreamResponse:
    """Take it from the colleague who has it: an admin at any time, others where the owner has waited too long."""
    member = request[MEMBER]
    await console_of(request).handovers.take_over(
        _number(request), by=member.by, name=member.name, anytime=member.role is Role.ADMIN
    )
    raise done(f"/staff/talks/{_number(request)}", "took")


async def give_back(request: web.Request) -> web.StreamResponse:
    """Let others have it."""
    await console_of(request).handovers.give_back(_number(request), by=request[MEMBER].by)
    raise done("/staff/talks", "gaveback")


async def close(request: web.Request) -> web.StreamResponse:
    """End it."""
    await console_of(request).handovers.close(_number(request), by=request[MEMBER].by)
    raise done("/staff/talks", "ended")


def letter(written: str) -> str:
    """Return what staff typed as it is sent; raises BotError where that is nothing, or too much for a message."""
    text = storable(written).replace("\r\n", "\n").strip()
    if not text:
        raise BotError(_EMPTY)
    if len(text.encode("utf-16-le")) // 2 > LONGEST_REPLY:
        raise BotError(_TOO_LONG)
    return text


def span(waited: timedelta) -> str:
    """Return how long something has lasted, as people say it: 不到 1 分钟, 5 分钟, 2 小时 5 分钟, 3 天 2 小时."""
    minutes = max(0, int(waited.total_seconds())) // 60
    days, hours = minutes // (24 * 60), minutes // 60 % 24
    if days:
        return f"{days} 天 {hours} 小时" if hours else f"{days} 天"
    if hours:
        return f"{hours} 小时 {minutes % 60} 分钟" if minutes % 60 else f"{hours} 小时"
    return f"{minutes} 分钟" if minutes else "不到 1 分钟"


async def _show_talk(
    request: web.Request, *, written: str = "", problem: str | None = None
) -> web.StreamResponse:
    """Return a conversation's page; with a problem it is a refusal (409) that keeps what was written."""
    detail = await _detail(request)
    context = {
        **await _common(request),
        "talk": detail.handover,
        "messages": detail.messages,
        "before": detail.before,
        "written": written,
        "once": secrets.token_hex(16),
        "problem": problem,
        "longest": LONGEST_REPLY,
    }
    return show("talk.html", request, context, here=HERE, status=409 if problem else 200)


async def _detail(request: web.Request) -> Detail:
    detail = await console_of(request).handovers.read(_number(request))
    if detail is None:
        raise Refusal(404, str(Unknown()))
    return detail


async def _common(request: web.Request) -> Mapping[str, Any]:
    now = datetime.now(UTC)
    return {
        "names": await names(request),
        "channels": CHANNELS,
        "since": lambda moment: span(now - moment),
        "is_left": lambda talk: talk.is_left(now),
        "is_admin": request[MEMBER].role is Role.ADMIN,
        "State": State,
    }


def _number(request: web.Request) -> int:
    """Return the conversation's number in the address; 0, which none has, where there is none."""
    number = number_of(request, "id") or 0
    return number if number <= _LARGEST else 0
