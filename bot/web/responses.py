"""Writing JSON that a person at a terminal can read too."""

import json
from typing import Any

from aiohttp import web


def json_response(data: dict[str, Any], *, status: int = 200) -> web.Response:
    """Return a response with `data` as UTF-8 JSON, Chinese as it is."""
    # A lone surrogate, which UTF-8 can't hold, becomes \udXXX: just what JSON writes for it.
    body = json.dumps(data, ensure_ascii=False).encode("utf-8", "backslashreplace")
    return web.Response(body=body, status=status, content_type="application/json", charset="utf-8")
