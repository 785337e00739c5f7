"""What all pages of the console have in common: navigation, who is in, what has just been done."""

from collections.abc import Mapping
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from bot.staff.people import Role
from bot.web.staff.guard import MEMBER, console_of, form_token

SECTIONS = (
    ("desk", "待办", Role.STAFF),
    ("talks", "转人工", Role.STAFF),
    ("taught", "问法", Role.STAFF),
    ("figures", "统计", Role.STAFF),
    ("files", "文件", Role.ADMIN),
    ("switches", "停答", Role.ADMIN),
    ("people", "人员", Role.ADMIN),
    ("audit", "操作记录", Role.ADMIN),
)
"""The pages in the navigation: last part of the address, name, and the role that sees it."""

_SAID = {
    "added": "已保存，立即生效。",
    "removed": "已取消，立即生效。",
    "published": "已发布，马上生效。",
    "discarded": "已放弃，已发布的内容不变。",
    "rolledback": "已恢复，马上生效。",
    "withdrawn": "已撤下，不再回答问题。",
    "off": "已停答，马上生效。",
    "on": "已恢复回答，马上生效。",
    "judged": "已记下。",
    "learned": "已记下，也教会了，马上生效。",
    "undone": "已撤销，请重新判断。",
    "synonym": "同义词已加上，马上生效。",
    "replied": "已写给对方，由您接手；之后的话在“转人工”里。",
    "took": "已接手。",
    "gaveback": "已交还，别的同事可以接手。",
    "sent": "已交给对方那边去送，送到了会写在那句话旁边。",
    "ended": "已结束，对方会收到通知。",
    "takenback": "已撤回，马上生效。",
    "shown": "已公开，会显示在条款页上。",
    "hidden": "不再公开。",
    "confirmed": "已确认，重新生效。",
}
"""What a page says after something was done, by the word in its address: never a text that somebody could put there."""


def show(
    template: str, request: web.Request, context: Mapping[str, Any], *, here: str, status: int = 200
) -> web.Response:
    """Return a page of the console; `here` is its part of the navigation."""
    member = request[MEMBER]
    common = {
        "member": member,
        "form_token": form_token(request),
        "sections": [(name, label) for name, label, role in SECTIONS if member.role.includes(role)],
        "here": here,
        "said": _SAID.get(request.query.get("done", "")),
    }
    return aiohttp_jinja2.render_template(f"staff/{template}", request, {**common, **context}, status=status)


async def names(request: web.Request) -> Mapping[str, str]:
    """Return what colleagues are called, by how tables name them."""
    return await console_of(request).people.names()


def done(where: str, what: str | None = None) -> web.HTTPSeeOther:
    """Return the way to the page that shows what was done; raise it."""
    return web.HTTPSeeOther(f"{where}?done={what}" if what else where)


def number_of(request: web.Request, name: str) -> int | None:
    """Return a whole number of the address; None where it is missing or none."""
    written = request.query.get(name) or request.match_info.get(name) or ""
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 19 else None
