"""The HTTP side of the library, with the channel's timeouts, and updates as they came."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, TypeVar

from telegram.error import NetworkError
from telegram.request import HTTPXRequest

from bot.telegram.tuning import Tuning

_CONNECTIONS = 32
_POOL_SECONDS = 30.0
_R = TypeVar("_R", bound=HTTPXRequest)


class _Request(HTTPXRequest):
    """Takes for an answer only what Telegram can have said.

    Anything else, such as the page of a proxy, the library would quote whole in its errors and logs.
    """

    async def do_request(self, url: str, method: str, *args: Any, **named: Any) -> tuple[int, bytes]:
        """Return status and body; raises NetworkError for a success that isn't Telegram's.

        A file, the only thing the library GETs, is anything at all.
        """
        status, body = await super().do_request(url, method, *args, **named)
        if method == "GET" and status == HTTPStatus.OK:
            return status, body
        try:
            said = json.loads(body)
        except ValueError:
            said = None
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            if not (isinstance(said, dict) and "result" in said):
                raise NetworkError(f"no answer of Telegram's ({status})")
        elif not isinstance(said, dict):
            body = b"{}"
        return status, body


class UpdatesRequest(_Request):
    """Keeps the updates as they came, in `fetched`; the library gets none to read.

    What it can't read it would raise for, and the same batch would come again for ever.
    """

    fetched: Sequence[Any] = ()

    async def do_request(self, url: str, method: str, *args: Any, **named: Any) -> tuple[int, bytes]:
        """Return status and an answer without updates."""
        self.fetched = ()
        status, body = await super().do_request(url, method, *args, **named)
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            result = json.loads(body)["result"]
            if isinstance(result, list):
                self.fetched, body = result, b'{"ok": true, "result": []}'
        return status, body


def request_for_sending(tuning: Tuning) -> HTTPXRequest:
    """Return what sends, edits and answers go through."""
    return _with_timeouts(_Request, tuning, connections=_CONNECTIONS)


def request_for_updates(tuning: Tuning) -> UpdatesRequest:
    """Return what updates are fetched through."""
    return _with_timeouts(UpdatesRequest, tuning, connections=2)


def _with_timeouts(kind: type[_R], tuning: Tuning, *, connections: int) -> _R:
    return kind(
        connection_pool_size=connections,
        read_timeout=tuning.read_seconds,
        write_timeout=tuning.read_seconds,
        connect_timeout=tuning.read_seconds,
        pool_timeout=_POOL_SECONDS,
    )
