"""The HTTP side of the library, with the channel's timeouts; updates that can't be read don't hide the others."""

import json
import logging
from http import HTTPStatus
from typing import Any

from telegram import Update
from telegram.error import NetworkError
from telegram.request import HTTPXRequest

from bot.telegram.tuning import Tuning

_log = logging.getLogger(__name__)

_CONNECTIONS = 32
_POOL_SECONDS = 30.0


def request_for_sending(tuning: Tuning) -> HTTPXRequest:
    """Return what sends, edits and answers go through."""
    return _with_timeouts(_Request, tuning, connections=_CONNECTIONS)


def request_for_updates(tuning: Tuning) -> HTTPXRequest:
    """Return what updates are fetched through."""
    return _with_timeouts(_UpdatesRequest, tuning, connections=2)


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


class _UpdatesRequest(_Request):
    """Empties an update that the library can't read.

    The library would raise for the whole batch, and the same batch would come again for ever.
    """

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Return the response; each update in it is one that `Update.de_json` can read."""
        response = HTTPXRequest.parse_json_payload(payload)
        result = response.get("result")
        if isinstance(result, list):
            response["result"] = [_readable(update) for update in result]
        return response


def _readable(update: dict[str, Any]) -> dict[str, Any]:
    try:
        Update.de_json(json.loads(json.dumps(update)))
    except Exception as error:
        # Whatever it is, it is the update's shape; its content is a person's and not for the log.
        _log.error(
            "Update %s can't be read (%s) and is passed over.", update["update_id"], type(error).__name__
        )
        return {"update_id": update["update_id"]}
    return update


def _with_timeouts(kind: type[HTTPXRequest], tuning: Tuning, *, connections: int) -> HTTPXRequest:
    return kind(
        connection_pool_size=connections,
        read_timeout=tuning.read_seconds,
        write_timeout=tuning.read_seconds,
        connect_timeout=tuning.read_seconds,
        pool_timeout=_POOL_SECONDS,
    )
