"""Who is at the other end: the address that limits count, and whether the way there is encrypted.

`X-Forwarded-For` and `X-Forwarded-Proto` are believed from this machine and from private networks, where proxies
stand; of several addresses the last, which that proxy has seen itself.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from aiohttp import web

_IPV6_SITE = 64
"""Bits that tell one IPv6 customer from another; the rest a machine may choose as it likes."""


def address_of(request: web.Request) -> str | None:
    """Return what to count a request under; None where it comes from this machine, for nobody that it names.

    That is the operator, or a proxy that isn't told to say for whom: one count would lock everybody out at once.
    """
    peer = _read(request.remote or "")
    if peer is not None and not peer.is_private:
        return _counted(peer)
    lines = request.headers.getall("X-Forwarded-For", [])
    named = _read(lines[-1].rpartition(",")[2].strip()) if lines else None
    if named is not None:
        return _counted(named)
    return None if peer is None or peer.is_loopback else _counted(peer)


def is_secure(request: web.Request) -> bool:
    """Return whether people reach us through TLS, which ends at a proxy."""
    peer = _read(request.remote or "")
    believed = peer is None or peer.is_private
    return believed and request.headers.get("X-Forwarded-Proto", "").strip().lower() == "https"


def _read(written: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(written)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _counted(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((int(address), _IPV6_SITE), strict=False))
