"""The one send queue of the Telegram channel: order in a chat, fairness between chats, limits, retries."""

import asyncio
import logging
import math
from collections import deque
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass, field, replace
from enum import StrEnum

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.health import Health
from bot.telegram.clock import Clock, SystemClock, backoff
from bot.telegram.outgoing import Outgoing
from bot.telegram.pacing import Limits, Window

_log = logging.getLogger(__name__)

_UNPARSABLE = "can't parse entities"
_UNCHANGED = "message is not modified"
_STALE: tuple[str, ...] = (
    "query is too old",
    "message to edit not found",
    "message can't be edited",
    "message to delete not found",
)
_STALE += ("message can't be deleted", "message_id_invalid", "message to react not found")
_STALE += ("topic_not_modified", "message thread not found")
_UNREACHABLE: tuple[str, ...] = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "group chat was deactivated",
)
_UNREACHABLE += (
    "have no rights to send",
    "not enough rights to send",
    "topic_closed",
    "chat_write_forbidden",
)
_KEPT_CHATS = 1000
_LONGEST_FOR_ALL = 30.0


class Outcome(StrEnum):
    """How a send ended."""

    SENT = "sent"
    UNCHANGED = "unchanged"
    STALE = "stale"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The outcome of one send, and the message's id where there is one."""

    outcome: Outcome
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a send is tried again: after server errors and timeouts, and after 429."""

    failures: int = 5
    floods: int = 8


@dataclass(slots=True)
class _Lane:
    """What one chat still gets, in order, what it got lately, and until when it waits (`flooded`: on a 429)."""

    windows: tuple[Window, ...] = ()
    waiting: deque[tuple[Outgoing, asyncio.Future[Delivery]]] = field(default_factory=deque)
    paused_until: float = 0.0
    flooded_until: float = 0.0
    worker: asyncio.Task[None] | None = None


class Outbox:
    """Delivers everything the bot sends; one for a token."""

    def __init__(
        self,
        bot: Bot,
        *,
        limits: Limits | None = None,
        clock: Clock | None = None,
        patience: Patience | None = None,
        sent: Callable[[str], None] | None = None,
        senders: Callable[[], int] = lambda: 1,
        health: Health | None = None,
    ) -> None:
        """Take a bot that is or will be logged in; `sent` is told how each send ended, `health` if Telegram answered.

        `senders` says how many processes send with its token, this one too: the overall limit is shared by them.
        Those of a chat aren't, for one process at a time handles a chat (`Pace.chat`).
        """
        self._bot = bot
        self._limits = limits or Limits()
        self._clock = clock or SystemClock()
        self._patience = patience or Patience()
        self._sent = sent
        self._senders = senders
        self._health = health or Health()
        self._overall = Window(self._limits.overall)
        # A lane stands in this line with one send at a time, and the lock is first come, first served:
        # that is the fairness between chats.
        self._gate = asyncio.Lock()
        self._on_their_way = 0
        self._arrived = asyncio.Event()
        self._paused_until = 0.0
        self._lanes: dict[int, _Lane] = {}
        self._workers: set[asyncio.Task[None]] = set()

    async def deliver(self, outgoing: Outgoing) -> Delivery:
        """Send, edit or answer in its turn; return once it is done or never will be. Refusals don't raise."""
        lane = self._lane(outgoing)
        future: asyncio.Future[Delivery] = asyncio.get_running_loop().create_future()
        lane.waiting.append((outgoing, future))
        if lane.worker is None:
            # It sends for later updates too: what it logs belongs to none.
            lane.worker = asyncio.create_task(self._work(lane), context=Context())
            self._workers.add(lane.worker)
            lane.worker.add_done_callback(self._workers.discard)
        return await future

    async def close(self) -> None:
        """Drop what still waits; whoever awaits it is cancelled."""
        workers = list(self._workers)
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    def _lane(self, outgoing: Outgoing) -> _Lane:
        place = outgoing.place
        if place is None:
            return _Lane()
        if place.chat_id not in self._lanes:
            self._forget_idle_lanes()
            rates = [self._limits.chat] if place.private else [self._limits.chat, self._limits.group]
            self._lanes[place.chat_id] = _Lane(tuple(Window(rate) for rate in rates))
        return self._lanes[place.chat_id]

    def _forget_idle_lanes(self) -> None:
        if len(self._lanes) < _KEPT_CHATS:
            return
        now = self._clock.now()
        for chat_id, lane in list(self._lanes.items()):
            if lane.worker is None and all(window.idle(now) for window in lane.windows):
                del self._lanes[chat_id]

    async def _work(self, lane: _Lane) -> None:
        """Send all that waits in a lane, one after the other."""
        try:
            while lane.waiting:
                outgoing, future = lane.waiting.popleft()
                if future.cancelled():
                    continue  # whoever wanted it sent has given it up
                try:
                    delivery = await self._deliver(outgoing, lane)
                except Exception as error:
                    if not future.done():
                        future.set_exception(error)
                except asyncio.CancelledError:
                    future.cancel()
                    raise
                else:
                    if self._sent is not None:
                        self._sent(delivery.outcome.value)
                    if not future.done():
                        future.set_result(delivery)
        finally:
            lane.worker = None
            for _, future in lane.waiting:
                future.cancel()
            lane.waiting.clear()

    async def _deliver(self, outgoing: Outgoing, lane: _Lane) -> Delivery:
        """Try until it is sent, refused for good, or patience is at its end."""
        plain, failures, floods = False, 0, 0
        while failures <= self._patience.failures and floods <= self._patience.floods:
            await self._await_turn(outgoing, lane)
            try:
                return Delivery(Outcome.SENT, await self._perform(outgoing, plain=plain))
            except RetryAfter as error:
                floods += 1
                self._pause(lane, _seconds(error), everyone=outgoing.place is None)
            except ChatMigrated as error:
                floods += 1
                outgoing = _moved(outgoing, error.new_chat_id)
            except BadRequest as error:
                if plain or _UNPARSABLE not in error.message.lower():
                    return _refused(error)
                _log.error("Telegram could not parse our markup, sent as plain text.")
                plain = True
            except NetworkError as error:
                failures += 1
                lane.paused_until = self._clock.now() + backoff(failures)
                _log.warning("Sending failed (%s), try %d.", type(error).__name__, failures)
            except TelegramError as error:
                return _refused(error)
            finally:
                self._record(outgoing, lane)
        _log.error("%s given up after %d failures and %d pauses.", type(outgoing).__name__, failures, floods)
        return Delivery(Outcome.GIVEN_UP)

    async def _perform(self, outgoing: Outgoing, *, plain: bool) -> int | None:
        """Do it; an answer that refuses it is one, too."""
        try:
            message_id = await outgoing.perform(self._bot, plain=plain)
        except TelegramError as error:
            answered = isinstance(error, BadRequest) or not isinstance(error, NetworkError)
            (self._health.reached if answered else self._health.lost)()
            raise
        self._health.reached()
        return message_id

    async def _await_turn(self, outgoing: Outgoing, lane: _Lane) -> None:
        """Wait for the chat's limits first, then stand in line for the overall one."""
        windows = lane.windows if outgoing.counted else ()
        while (wait := _wait(self._clock.now(), windows, paused_until=lane.paused_until)) > 0:
            await self._clock.sleep(wait)
        async with self._gate:
            while (wait := self._wait_for_all()) > 0:
                self._arrived.clear()
                await (self._arrived.wait() if math.isinf(wait) else self._clock.sleep(wait))
            self._on_their_way += 1

    def _wait_for_all(self) -> float:
        now = self._clock.now()
        wait = self._overall.wait(now, on_their_way=self._on_their_way, among=self._senders())
        return max(self._paused_until - now, wait)

    def _record(self, outgoing: Outgoing, lane: _Lane) -> None:
        # Counted as on its way until it ends, and as sent then: Telegram, which counts at some moment between,
        # can never count more within a stretch of time than is counted here.
        self._on_their_way -= 1
        self._overall.record(self._clock.now())
        self._arrived.set()
        if outgoing.counted:
            for window in lane.windows:
                window.record(self._clock.now())

    def _pause(self, lane: _Lane, seconds: float, *, everyone: bool) -> None:
        """Pause this chat; for a while everyone, where the overall limit is meant, which Telegram doesn't say.

        It is meant where the send belongs to no chat, or another chat is under such a pause already.
        """
        now = self._clock.now()
        until = now + seconds
        everyone = everyone or any(
            other.flooded_until > now for other in self._lanes.values() if other is not lane
        )
        lane.paused_until = lane.flooded_until = until
        if everyone:
            # Two chats with a pause each look like the overall limit, and needn't be: no hour's silence for all.
            self._paused_until = max(self._paused_until, now + min(seconds, _LONGEST_FOR_ALL))
        _log.warning(
            "Telegram asks for a pause of %.0f s (%s).", seconds, "everyone" if everyone else "one chat"
        )


def _wait(now: float, windows: tuple[Window, ...], *, paused_until: float) -> float:
    return max([paused_until - now, *(window.wait(now) for window in windows)])


def _seconds(error: RetryAfter) -> float:
    pause = error.retry_after
    return float(pause) if isinstance(pause, int | float) else pause.total_seconds()


def _moved(outgoing: Outgoing, chat_id: int) -> Outgoing:
    """Return the same for the supergroup that the group has become."""
    place = outgoing.place
    if place is None:
        return outgoing
    moved: Outgoing = replace(outgoing, place=replace(place, chat_id=chat_id))  # type: ignore[type-var]
    return moved


def _refused(error: TelegramError) -> Delivery:
    """Return what a refusal for good means; it is recorded, never tried again."""
    said = error.message.lower()
    if _UNCHANGED in said:
        return Delivery(Outcome.UNCHANGED)
    if any(words in said for words in _STALE):
        return Delivery(Outcome.STALE)
    if isinstance(error, Forbidden) or any(words in said for words in _UNREACHABLE):
        _log.info("Not delivered: %s", error.message)
        return Delivery(Outcome.UNREACHABLE)
    _log.error("Telegram refused what was sent: %s", error.message)
    return Delivery(Outcome.REFUSED)
