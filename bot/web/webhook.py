"""What Telegram sends: its secret comes before anything is read, and an update is stored before it is answered."""

import hmac
import json
import logging
from dataclasses import dataclass, field

from aiohttp import web

from bot.database import DATABASE_ERRORS
from bot.inbox import Inbox, NotAnUpdate
from bot.web.bodies import Refusal

_log = logging.getLogger(__name__)

PATH = "/telegram"
_LARGEST_UPDATE = 1024 * 1024
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105


@dataclass(frozen=True, slots=True)
class TelegramUpdates:
    """Takes updates into the inbox from whoever knows the secret."""

    inbox: Inbox
    secret: str = field(repr=False)

    async def take(self, request: web.Request) -> web.Response:
        """Store the update that a request carries; the same one again is taken and changes nothing."""
        given = request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self.secret.encode()):
            raise Refusal(401, "这个地址只接收 Telegram 发来的消息。")
        try:
            update = json.loads(await request.clone(client_max_size=_LARGEST_UPDATE).read())
            await self.inbox.take(update)
        except (ValueError, RecursionError, NotAnUpdate) as error:
            raise Refusal(400, "请求内容不是 Telegram 的更新。") from error
        except DATABASE_ERRORS as error:
            _log.error("an update could not be stored: %s", type(error).__name__)
            raise Refusal(503, "现在存不下消息，请稍后再发。") from error
        return web.Response()
