"""Who is asking, without knowing who they are: signed web sessions and keyed hashes."""

import hashlib
import hmac
import logging
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from bot.errors import BotError
from bot.settings import Settings
from knowledge.errors import reason

_log = logging.getLogger(__name__)

SHORTEST_SECRET = 32
"""Fewer bytes could be guessed, and with them who stands behind a hash."""

_RANDOM, _TAG = 32, 32  # hexadecimal characters of a session token's two halves


class Channel(StrEnum):
    """Where a conversation takes place."""

    WEB = "web"
    TELEGRAM = "telegram"
    TERMINAL = "terminal"


CHANNELS: Mapping[str, str] = {
    Channel.WEB: "网页",
    Channel.TELEGRAM: "Telegram",
    Channel.TERMINAL: "命令行",
}
"""What staff see a channel called."""


@dataclass(frozen=True, slots=True)
class Person:
    """One side of a conversation: the channel, and who it is there (web: session token; Telegram: chat).

    In a group of Telegram's it is the chat and the account, with a colon between.
    """

    channel: Channel
    session: str

    @property
    def is_in_group(self) -> bool:
        """Return whether others read along."""
        return self.channel is Channel.TELEGRAM and ":" in self.session


@dataclass(frozen=True, slots=True)
class Identity:
    """The service's secret and what is derived from it; the secret is not in the representation."""

    secret: bytes = field(repr=False)

    def conversation_key(self, person: Person) -> str:
        """Return the keyed hash under which a person's conversation is stored (64 hexadecimal characters)."""
        return self._digest("conversation", person.channel.value, person.session)

    def issue_session(self) -> str:
        """Return a new unguessable web session token."""
        return self.issue("session")

    def accepts_session(self, token: str) -> bool:
        """Return whether this service issued `token` as a web session's."""
        return self.accepts("session", token)

    def issue(self, purpose: str) -> str:
        """Return a new unguessable token, signed for a purpose."""
        random = secrets.token_hex(_RANDOM // 2)
        return random + self._digest(purpose, random)[:_TAG]

    def accepts(self, purpose: str, token: str) -> bool:
        """Return whether this service issued `token` for this purpose."""
        expected = self._digest(purpose, token[:_RANDOM])[:_TAG]
        return hmac.compare_digest(token[_RANDOM:].encode("utf-8", "replace"), expected.encode())

    def derive(self, purpose: str, token: str) -> str:
        """Return what only this service can work out of a token for a purpose (64 hexadecimal characters)."""
        return self._digest(purpose, token)

    def _digest(self, *parts: str) -> str:
        message = "\0".join(parts).encode("utf-8", "surrogatepass")
        return hmac.new(self.secret, message, hashlib.sha256).hexdigest()


def read_identity(settings: Settings) -> Identity:
    """Return the identity under POLICYBOT_SECRET, else under the secret file, which is made when missing."""
    if settings.secret is not None:
        secret = settings.secret.get_secret_value().encode()
        if len(secret) < SHORTEST_SECRET:
            _log.warning(
                "POLICYBOT_SECRET 太短，容易被猜出来；请换成至少 %d 个字符的随机文字。", SHORTEST_SECRET
            )
        return Identity(secret)
    path = settings.data / "secret"
    try:
        return Identity(_read_or_make(path))
    except OSError as error:
        raise BotError(
            f"{path}: 读写不了密钥文件（{reason(error)}）；请检查目录权限，或设置 POLICYBOT_SECRET。"
        ) from error


def _read_or_make(path: Path) -> bytes:
    """Read the secret file, or make it whole under another name first, so that nobody reads half of it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"secret.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(draft, path)  # fails where another process was first: its secret is taken
        except FileExistsError:
            path.stat()
        finally:
            draft.unlink()
    secret = path.read_bytes().strip()
    if len(secret) < SHORTEST_SECRET:
        raise BotError(f"{path}: 密钥文件太短；请删除它后重新启动，让服务生成新的。")
    return secret
