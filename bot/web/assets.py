"""Addresses of the static files, which change when a file does, so that browsers may keep them for good."""

import hashlib
from pathlib import Path

from aiohttp import web

STATIC = Path(__file__).parent / "static"


class Assets:
    """The static files, and the address of each with a digest of its content, read once."""

    def __init__(self) -> None:
        """Read every static file."""
        self._urls = {
            path.name: f"/static/{path.name}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"
            for path in STATIC.iterdir()
            if path.is_file()
        }

    def url(self, name: str) -> str:
        """Return the address of a static file; raises KeyError for a name that isn't one."""
        return self._urls[name]

    async def serve(self, request: web.Request) -> web.FileResponse:
        """Send a static file; for another name raises HTTPNotFound, where aiohttp's own would send no page."""
        name = request.match_info["name"]
        if name not in self._urls:
            raise web.HTTPNotFound
        return web.FileResponse(STATIC / name)
