"""The parameters of a call, read from a query string, a form, a multipart body or JSON.

Telegram turns them all into strings first, and so does this.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.botapi.errors import bad_request

_JSON_FIELDS = frozenset(
    {"allowed_updates", "commands", "entities", "caption_entities", "link_preview_options", "reply_markup"}
    | {"reply_parameters", "scope", "reaction"}
)


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes
    mime_type: str


@dataclass(frozen=True)
class Params:
    """What a call brought along: strings by name, and files by name."""

    values: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """A string parameter; empty where it is missing."""
        return self.values.get(name, default)

    def integer(
        self, name: str, default: int = 0, *, least: int | None = None, most: int | None = None
    ) -> int:
        """A whole number, clamped as Telegram clamps; the default where it is missing or no number."""
        try:
            number = int(self.values.get(name, default))
        except ValueError:
            number = default
        number = number if least is None else max(number, least)
        return number if most is None else min(number, most)

    def boolean(self, name: str) -> bool:
        """A switch: true, yes or 1."""
        return self.values.get(name, "").lower() in {"true", "yes", "1"}

    def json(self, name: str, what: str) -> Any:
        """A parameter that is JSON (none where it is missing); `what` names it in the refusal."""
        raw = self.values.get(name, "")
        if not raw:
            return None
        try:
            return json.loads(raw)
        except ValueError as problem:
            raise bad_request(f"Can't parse {what} JSON object") from problem

    def readable(self) -> dict[str, object]:
        """The same for a test to compare with: fields that carry JSON are decoded."""
        return {name: _decoded(name, value) for name, value in self.values.items()}


async def read_params(request: web.Request) -> Params:
    """Reads the parameters of a request; raises ApiError where they cannot be read."""
    values = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        values |= _from_json(await request.read())
    elif request.can_read_body:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = Upload(value.filename, value.file.read(), value.content_type)
            else:
                values[name] = str(value)
    for value in values.values():
        if any("\ud800" <= char <= "\udfff" for char in value):
            raise bad_request("Strings must be encoded in UTF-8")
    return Params(values, files)


def _from_json(body: bytes) -> dict[str, str]:
    try:
        content = json.loads(body or b"{}")
    except ValueError as problem:
        raise bad_request("Can't parse JSON object") from problem
    if not isinstance(content, dict):
        raise bad_request("JSON object expected")
    return {name: _as_string(value) for name, value in content.items() if value is not None}


def _as_string(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _decoded(name: str, value: str) -> object:
    if name not in _JSON_FIELDS:
        return value
    try:
        decoded: object = json.loads(value)
    except ValueError:
        return value
    return decoded
