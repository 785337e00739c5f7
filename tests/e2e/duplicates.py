"""Why an answer was given twice: for each copy beyond the first, what became of the one before it."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from tests.botapi import BotApiServer, Call, Group

LOST = "its answer lost on the way back"
KILLED = "process killed between sent and marked"
LATE = "its answer given up waiting for by the bot"
TAKEN_OVER = "taken over from a process too slow to say that it lives"
UNEXPLAINED = "unexplained"


def explain(
    server: BotApiServer, groups: Sequence[Group], *, killed: Mapping[str, float], patience: float
) -> Counter[str]:
    """Count the copies by cause; `killed` is when which process was, `patience` the seconds a send is waited for."""
    calls = {(_chat(call), _message(call)): call for call in server.calls_of("sendMessage") if call.result}
    causes: Counter[str] = Counter()
    for group in groups:
        copies: dict[int, list[Call]] = {}
        for message in server.messages(group):
            if message.reply_to is not None:
                copies.setdefault(message.reply_to.id, []).append(calls[group.id, message.id])
        for given in copies.values():
            causes.update(_cause(one, again, killed, patience) for one, again in pairwise(given))
    return causes


def _cause(one: Call, again: Call, killed: Mapping[str, float], patience: float) -> str:
    if one.error:
        return LOST
    if one.caller == again.caller:
        # The server notes a call some moments after the bot has begun to wait.
        return LATE if again.time - one.time >= patience / 2 else UNEXPLAINED
    # Had it been marked as done, no other process would have sent it.
    return KILLED if killed.get(one.caller, math.inf) <= again.time else TAKEN_OVER


def _chat(call: Call) -> int:
    return int(str(call.params["chat_id"]))


def _message(call: Call) -> object:
    return call.result.get("message_id") if isinstance(call.result, dict) else None
