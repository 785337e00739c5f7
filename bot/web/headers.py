"""The headers of all our responses: nothing from elsewhere, no inline script, no framing, no guessing.

What isn't HTTP, or has a line of more than 8,190 bytes, aiohttp refuses by itself in plain text, without them.
"""

from aiohttp import web

from bot.web.peers import is_secure

_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
_SECURITY = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # aiohttp would tell its own and Python's version.
    "Server": "policybot",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_ONLY_TLS = "max-age=31536000"
_FOREVER = "public, max-age=31536000, immutable"


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Add the security headers, and say how long the response may be kept."""
    response.headers.update(_SECURITY)
    if is_secure(request):
        response.headers["Strict-Transport-Security"] = _ONLY_TLS
    if "Cache-Control" in response.headers:
        return
    if request.path.startswith("/static/"):
        lasting = response.status == 200 and "v" in request.query
        response.headers["Cache-Control"] = _FOREVER if lasting else "no-cache"
    elif request.path.startswith("/api/") or "q" in request.query:
        response.headers["Cache-Control"] = "no-store"
    else:
        # A page changes the moment another version is published, and with the day.
        response.headers["Cache-Control"] = "no-cache"
