"""Switching off a clause, a topic or the bot: what is off, finding what to switch off, and both buttons."""

import json
from collections.abc import Sequence

from aiohttp import web

from bot.errors import BotError
from bot.staff.switches import Found, Scope, Target
from bot.web.staff.guard import MEMBER, console_of, text_of_form
from bot.web.staff.showing import done, names, number_of, show

_HERE = "switches"
_LONGEST_WORDS = 100
_BOT = Target(Scope.BOT)


async def show_switches(request: web.Request) -> web.StreamResponse:
    """Show what is off, and with `q` what these words find."""
    switches = console_of(request).switches
    words = request.query.get("q", "")[:_LONGEST_WORDS]
    off = await switches.off()
    found = switches.find(words)
    context = {
        "off": off,
        "names": await names(request),
        "bot_is_off": any(one.scope is Scope.BOT for one in off),
        "bot": _value(_BOT),
        "words": words,
        "clauses": _choices(found, Scope.CLAUSE),
        "topics": _choices(found, Scope.TOPIC),
    }
    return show("switches.html", request, context, here=_HERE)


async def switch_off(request: web.Request) -> web.StreamResponse:
    """Switch off what was picked."""
    form = await request.post()
    target = _target(text_of_form(form, "target"))
    await console_of(request).switches.switch_off(target, text_of_form(form, "reason"), by=request[MEMBER].by)
    raise done("/staff/switches", "off")


async def switch_on(request: web.Request) -> web.StreamResponse:
    """Switch something on again."""
    await console_of(request).switches.switch_on(number_of(request, "silence") or 0, by=request[MEMBER].by)
    raise done("/staff/switches", "on")


def _choices(found: Sequence[Found], scope: Scope) -> list[tuple[str, Found]]:
    return [(_value(one.target), one) for one in found if one.target.scope is scope]


def _value(target: Target) -> str:
    """Return a target as the form's field carries it."""
    return json.dumps([target.scope.value, target.document, target.name], ensure_ascii=False)


def _target(written: str) -> Target:
    try:
        scope, document, name = json.loads(written)
        target = Target(Scope(scope), document, name)
    except (ValueError, TypeError) as error:
        raise BotError("请先选一条或一个话题，再写明原因。") from error
    if target != _BOT and not (isinstance(document, str) and isinstance(name, str)):
        raise BotError("请先选一条或一个话题，再写明原因。")
    return target
