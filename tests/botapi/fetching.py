"""The methods by which a bot gets its updates: long polling and the webhook's settings."""

import re
from urllib.parse import urlsplit

from tests.botapi.errors import bad_request, conflict
from tests.botapi.params import Params
from tests.botapi.world import Webhook, World

MAX_POLL_SECONDS = 50
_MAX_UPDATES = 100
_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_MAX_SECRET = 256
_PORTS = frozenset({80, 88, 443, 8443})
_WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


async def get_updates(world: World, params: Params) -> object:
    """The updates from `offset` on, which confirms those before it; waits up to `timeout` seconds."""
    if world.webhook.url:
        raise conflict(_WEBHOOK_ACTIVE)
    _read_allowed_updates(world, params)
    updates = await world.updates.fetch(
        params.integer("offset"),
        limit=params.integer("limit", _MAX_UPDATES, least=1, most=_MAX_UPDATES),
        seconds=params.integer("timeout", least=0, most=MAX_POLL_SECONDS),
    )
    return [update.to_json() for update in updates]


async def set_webhook(world: World, params: Params) -> object:
    """Says where updates are to be sent, and ends a long poll; an empty URL takes the webhook away."""
    url, secret = params.text("url"), params.text("secret_token")
    if not url:
        return await delete_webhook(world, params)
    _check_webhook_url(url)
    if len(secret) > _MAX_SECRET:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    _drop_if_asked(world, params)
    _read_allowed_updates(world, params)
    world.webhook = Webhook(url, secret, params.integer("max_connections", 40, least=1, most=100))
    world.updates.end_poll(conflict("terminated by setWebhook request"))
    return True


async def delete_webhook(world: World, params: Params) -> object:
    """Takes the webhook away, and the pending updates too if asked."""
    _drop_if_asked(world, params)
    world.webhook = Webhook()
    return True


async def get_webhook_info(world: World, _: Params) -> object:
    """Where updates go and how many wait."""
    info: dict[str, object] = {
        "url": world.webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
    }
    if world.webhook.url:
        info["max_connections"] = world.webhook.max_connections
    if world.updates.allowed:
        info["allowed_updates"] = sorted(world.updates.allowed)
    return info


def _drop_if_asked(world: World, params: Params) -> None:
    if params.boolean("drop_pending_updates"):
        world.updates.drop_all()


def _read_allowed_updates(world: World, params: Params) -> None:
    allowed = params.json("allowed_updates", "allowed_updates")
    # Left out, the last setting stays; an empty list goes back to the usual kinds.
    if isinstance(allowed, list):
        world.updates.allowed = frozenset(map(str, allowed))


def _check_webhook_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError as problem:
        raise bad_request("invalid webhook URL specified") from problem
    if not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if port not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
