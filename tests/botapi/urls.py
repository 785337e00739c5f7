"""Which links Telegram takes in a button or behind a word."""

import re

_USER_LINK = re.compile(r"tg:(?://)?user\?(?:.*&)?id=(\d+)(?:[&#].*)?", re.IGNORECASE)
_LINK = re.compile(
    r"(?:(?P<scheme>[^:/?#@\[\]]*)://)?(?P<authority>[^/?#]*)(?P<rest>.*)", re.DOTALL | re.IGNORECASE
)
_AUTHORITY = re.compile(
    r"(?:(?P<userinfo>.*)@)?(?P<host>\[[0-9a-f:.]+\]|[^:@]*)(?::(?P<port>\d+))?", re.IGNORECASE
)
_ALLOWED_HOST = re.compile(r"(?:[A-Za-z0-9._!$,~*'();&+=\u0080-\U0010ffff-]|%[0-9A-Fa-f]{2})+")
_TG_HOST = re.compile(r"[A-Za-z0-9_-]+")


class WrongLink(ValueError):
    """A link that Telegram refuses; its text is Telegram's reason."""


def linked_user(link: str) -> int | None:
    """The user a `tg://user?id=…` link points to."""
    match = _USER_LINK.fullmatch(link)
    return int(match.group(1)) if match else None


def checked_link(link: str) -> str:
    """The link as Telegram keeps it; raises WrongLink where it refuses it."""
    if link.lower().startswith("tg:"):
        return _checked_tg_link(link[3:].removeprefix("//"))
    scheme, userinfo, host, port, rest = _parts(link)
    if "." not in host and not host.startswith("["):
        raise WrongLink("Wrong HTTP URL")
    user = f"{userinfo}@" if userinfo else ""
    return f"{scheme}://{user}{host}{f':{port}' if port else ''}{rest}"


def _checked_tg_link(link: str) -> str:
    _, userinfo, host, port, rest = _parts(link)
    if userinfo or port or host.startswith("["):
        raise WrongLink("Wrong tg URL")
    if not _TG_HOST.fullmatch(host):
        raise WrongLink("Unallowed characters in URL host")
    return f"tg://{host}{rest[1:] if rest.startswith('/?') else rest}"


def _parts(link: str) -> tuple[str, str, str, int, str]:
    match = _LINK.fullmatch(link)
    assert match is not None  # every group may be empty
    scheme = (match["scheme"] or "http").lower()
    if match["scheme"] is not None and scheme not in {"http", "https"}:
        raise WrongLink("Unsupported URL protocol")
    authority = _AUTHORITY.fullmatch(match["authority"])
    if authority is None:
        raise WrongLink("Wrong port number specified in the URL")
    host, port = authority["host"].lower(), int(authority["port"] or 0)
    if port > 65535 or authority["port"] in {"0", "00"}:
        raise WrongLink("Wrong port number specified in the URL")
    if not host:
        raise WrongLink("URL host is empty")
    if host == ".":
        raise WrongLink("Host is invalid")
    if not host.startswith("[") and not _ALLOWED_HOST.fullmatch(host):
        raise WrongLink("Disallowed character in URL host")
    rest = re.sub(r"[\0-\x20]", lambda found: f"%{ord(found.group()):02X}", match["rest"].rstrip())
    return scheme, authority["userinfo"] or "", host, port, rest if rest.startswith("/") else f"/{rest}"
