"""Judging a question in the console: what is chosen, its rehearsal where it teaches, and taking it back."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bot.errors import BotError
from bot.outage import DatabaseDown
from bot.staff.evidence import find_clauses, place_of
from bot.staff.queues import Queue
from bot.staff.reviews import Decision, Gone, Item, Judged, Verdict
from bot.staff.trial import Proposal, Trial
from bot.staff.wishes import Place
from bot.web.keys import ASSISTANT
from bot.web.staff.desk import HERE, Entered, queue_of, show_gone, show_question
from bot.web.staff.guard import MEMBER, console_of, text_of_form
from bot.web.staff.showing import names, number_of, show
from bot.web.staff.talks import letter
from bot.wording import moment

_CHOOSE = "请选一个判断。"
_FIND = "请写上要找的词或条款编号，再点“查找”。"
_KEPT = ("queue", "round", "verdict", "place", "teach", "words", "public", "said", "printed")


async def judge(request: web.Request) -> web.StreamResponse:
    """Take a verdict; one that teaches shows its rehearsal first. What is refused keeps what was entered."""
    form = await request.post()
    reviews, queue, entered = console_of(request).reviews, queue_of(form), _entered(form)
    step = text_of_form(form, "step")
    try:
        item = await reviews.item(number_of(request, "id") or 0)
        if step == "find":
            return await _found(request, item, queue, entered)
        if step == "back":
            return await show_question(request, item, queue, entered=entered)
        decision = _decision(form, entered)
        if decision.teach and step != "keep":
            wish = reviews.wish(item, decision)
            trial = await reviews.rehearse(Proposal(wishes=(wish,)))
            return _show_trial(request, item, form, trial, what=decision.verdict.label)
        round_, taught = await reviews.decide(item, decision, by=request[MEMBER].by)
    except Gone:
        return show_gone(request, queue)
    except Judged as told:
        item = await reviews.item(item.id)
        return await show_question(request, item, queue, entered=entered, problem=await _told(request, told))
    except DatabaseDown:
        raise
    except BotError as refused:
        return await show_question(request, item, queue, entered=entered, problem=str(refused))
    done = {"done": "learned" if decision.teach else "judged", "last": f"{item.id}.{round_}.{taught or 0}"}
    raise await _onward(request, queue, item.id, done)


async def add_synonym(request: web.Request) -> web.StreamResponse:
    """Take a synonym; its rehearsal is shown before it is kept. The question stays to be judged."""
    form = await request.post()
    console, queue, entered = console_of(request), queue_of(form), _entered(form)
    step = text_of_form(form, "step")
    try:
        item = await console.reviews.item(number_of(request, "id") or 0)
        if step == "back":
            return await show_question(request, item, queue, entered=entered)
        if step != "keep":
            synonyms = ((entered.said, entered.printed),)
            trial = await console.reviews.rehearse(Proposal(synonyms=synonyms, asked=item.text))
            return _show_trial(request, item, form, trial, what=None)
        await console.teaching.add_synonym(entered.said, entered.printed, by=request[MEMBER].by)
    except Gone:
        return show_gone(request, queue)
    except DatabaseDown:
        raise
    except BotError as refused:
        return await show_question(request, item, queue, entered=entered, problem=str(refused))
    raise web.HTTPSeeOther(f"/staff/questions/{item.id}?{urlencode({'queue': queue, 'done': 'synonym'})}")


async def reply(request: web.Request) -> web.StreamResponse:
    """Write to who asked; that is the verdict too. What is refused keeps what was written."""
    form = await request.post()
    console, queue, member = console_of(request), queue_of(form), request[MEMBER]
    number, entered = number_of(request, "id") or 0, Entered(reply=text_of_form(form, "text"))
    try:
        item = await console.reviews.item(number)
        text = letter(entered.reply)
        await console.replies.reply(
            item.id, text, seen=_number(form, "round"), by=member.by, name=member.name
        )
    except Gone:
        return show_gone(request, queue)
    except Judged as told:
        item = await console.reviews.item(number)
        return await show_question(request, item, queue, entered=entered, problem=await _told(request, told))
    except DatabaseDown:
        raise
    except BotError as refused:
        return await show_question(request, item, queue, entered=entered, problem=str(refused))
    raise await _onward(request, queue, item.id, {"done": "replied"})


async def undo(request: web.Request) -> web.StreamResponse:
    """Take the last verdict back, with what it taught, and show its question again."""
    form = await request.post()
    number = number_of(request, "id") or 0
    await console_of(request).reviews.undo(
        number, seen=_number(form, "round"), taught=_number(form, "taught") or None, by=request[MEMBER].by
    )
    raise web.HTTPSeeOther(
        f"/staff/questions/{number}?{urlencode({'queue': queue_of(form), 'done': 'undone'})}"
    )


async def _found(request: web.Request, item: Item, queue: Queue, entered: Entered) -> web.Response:
    """Return the page with what a search found, for who has no JavaScript."""
    if not entered.find:
        return await show_question(request, item, queue, entered=entered, problem=_FIND)
    found = find_clauses(request.app[ASSISTANT].library, entered.find)
    return await show_question(request, item, queue, entered=replace(entered, found=found))


async def _onward(
    request: web.Request, queue: Queue, number: int, done: Mapping[str, str]
) -> web.HTTPSeeOther:
    """Return the way to the next question of the queue, or to the queue where there is none."""
    older, newer = await console_of(request).queues.beside(queue, number)
    following = older or (newer if queue is not Queue.RECENT else None)
    if following is None:
        return web.HTTPSeeOther(f"/staff/desk/{queue}?{urlencode(done)}")
    return web.HTTPSeeOther(f"/staff/questions/{following}?{urlencode({'queue': queue, **done})}")


def _show_trial(
    request: web.Request, item: Item, form: Mapping[str, Any], trial: Trial, *, what: str | None
) -> web.Response:
    """Return the page that shows what would change, before it is kept; `what` is the verdict, None for a synonym."""
    place = place_of(text_of_form(form, "place"))
    found = request.app[ASSISTANT].library.clause(*place) if place else None
    context = {
        "item": item,
        "queue": queue_of(form),
        "what": what,
        "clause": found,
        "trial": trial,
        "entered": _entered(form),
        "fields": {name: text_of_form(form, name) for name in _KEPT if text_of_form(form, name)},
        "action": request.path,
    }
    return show("trial.html", request, context, here=HERE)


def _entered(form: Mapping[str, Any]) -> Entered:
    return Entered(
        teach=bool(text_of_form(form, "teach")),
        words=text_of_form(form, "words"),
        public=bool(text_of_form(form, "public")),
        find=text_of_form(form, "find"),
        said=text_of_form(form, "said"),
        printed=text_of_form(form, "printed"),
    )


def _decision(form: Mapping[str, Any], entered: Entered) -> Decision:
    """Return what was chosen; raises BotError where nothing was. Who picks a clause corrects."""
    place = place_of(text_of_form(form, "place"))
    name = Verdict.CORRECTED if place else text_of_form(form, "verdict")
    if name not in (Verdict.RIGHT, Verdict.CORRECTED, Verdict.UNCOVERED):
        raise BotError(_CHOOSE)
    if entered.teach and not entered.words:
        raise BotError("勾选了“教会”，请写上要教的问法；不教就不勾选。")
    return Decision(
        Verdict(name),
        _number(form, "round"),
        Place(*place) if place else None,
        (entered.words or "") if entered.teach else "",
        entered.public,
    )


async def _told(request: web.Request, told: Judged) -> str:
    """Return who decided what and when, for who comes second."""
    review = told.review
    who = (await names(request)).get(review.by, review.by)
    when = f"（{moment(review.at)}）" if review.at else ""
    which = f"：{review.clause.label}" if review.clause else ""
    return (
        f"{who} 刚才{when}已经判过：{review.label}{which}。您的选择没有保存，填写的内容还在；"
        "如果还要改成您的，请再选一次。"
    )


def _number(form: Mapping[str, Any], name: str) -> int:
    written = text_of_form(form, name)
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else 0
