"""The settings, read once from the environment or `.env` into one frozen object."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import BotError

_DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "sqlite": "sqlite+aiosqlite",
}
_LONGEST_ID = 16
"""Digits; Telegram promises ids below 2⁵²."""


def _user_ids(given: object) -> frozenset[int]:
    """Return the ids in `12, 34` (a full-width comma will do); raises ValueError for anything but digits."""
    words = (
        [str(word) for word in given] if isinstance(given, Iterable) and not isinstance(given, str) else None
    )
    if words is None:
        words = [word.strip() for word in str(given).replace("，", ",").split(",")]
    ids = [word for word in words if word]
    if not all(
        word.isascii() and word.isdecimal() and len(word) <= _LONGEST_ID and int(word) for word in ids
    ):
        raise ValueError("Telegram user ids are whole numbers above 0, separated by commas")
    return frozenset(map(int, ids))


_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram sends updates to, and the word by which it is known."""

    url: str
    secret: str = field(repr=False)


_UserIds = Annotated[frozenset[int], NoDecode, BeforeValidator(_user_ids)]


class Settings(BaseSettings):
    """What the operator can set; the README's table says the same, and a test holds the two together."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True, populate_by_name=True
    )

    database_url: SecretStr | None = Field(None, validation_alias="DATABASE_URL")
    data: Path = Field(Path("var"), validation_alias="POLICYBOT_DATA")
    secret: SecretStr | None = Field(None, validation_alias="POLICYBOT_SECRET")
    policies: Path = Field(Path("policies"), validation_alias="POLICIES")
    host: str = Field("127.0.0.1", validation_alias="HOST")
    port: int = Field(8080, validation_alias="PORT", ge=0, le=65535)
    url: str | None = Field(None, validation_alias="POLICYBOT_URL", pattern=r"^https?://[^/]+/?$")
    retention_days: int = Field(180, validation_alias="POLICYBOT_RETENTION_DAYS", ge=1, le=36500)
    telegram_bot_token: SecretStr | None = Field(None, validation_alias="TELEGRAM_BOT_TOKEN")
    telegram_api_url: str | None = Field(None, validation_alias="TELEGRAM_API_URL", pattern=r"^https?://")
    webhook_url: str | None = Field(None, validation_alias="TELEGRAM_WEBHOOK_URL", pattern=r"^https?://")
    webhook_secret: SecretStr | None = Field(None, validation_alias="TELEGRAM_WEBHOOK_SECRET")
    admins: _UserIds = Field(frozenset(), validation_alias="POLICYBOT_ADMINS")
    staff: _UserIds = Field(frozenset(), validation_alias="POLICYBOT_STAFF")

    @property
    def database(self) -> URL:
        """Return the database's URL with its async driver: SQLite under `data`, or what DATABASE_URL names."""
        if self.database_url is None:
            return URL.create("sqlite+aiosqlite", database=str((self.data / "policybot.sqlite3").resolve()))
        written = self.database_url.get_secret_value()
        # Its parts would be mistaken, and a piece of the password shown as the host.
        if written.count("@") > 1:
            raise BotError("DATABASE_URL 的用户名或密码里有特殊字符；请按百分号编码书写，例如 @ 写成 %40。")
        try:
            url = make_url(written)
        except (ArgumentError, ValueError):  # the latter where the port is no number
            raise BotError("DATABASE_URL 不是有效的数据库地址；请改正后再启动。") from None
        driver = _DRIVERS.get(url.get_backend_name())
        if driver is None:
            raise BotError("DATABASE_URL 只支持 postgresql:// 或 sqlite:// 开头的地址；请改正后再启动。")
        return url.set(drivername=driver)

    @property
    def public_url(self) -> str:
        """Return where people reach the web side, without a slash at the end."""
        if self.url is not None:
            return self.url.rstrip("/")
        if self.webhook_url is not None:  # Telegram reaches it there
            return "/".join(self.webhook_url.split("/", 3)[:3])
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def webhook(self) -> Webhook | None:
        """Return where Telegram sends updates, if anywhere; raises BotError where half is set, or what can't be."""
        if self.webhook_url is None and self.webhook_secret is None:
            return None
        if self.webhook_url is None or self.webhook_secret is None:
            raise BotError(
                "TELEGRAM_WEBHOOK_URL 和 TELEGRAM_WEBHOOK_SECRET 要么都设置，要么都不设置；请补上另一个。"
            )
        if self.telegram_api_url is None and not self.webhook_url.startswith("https://"):
            raise BotError(
                "TELEGRAM_WEBHOOK_URL 要用 https:// 开头的地址，Telegram 不接受别的；请改正后再启动。"
            )
        secret = self.webhook_secret.get_secret_value()
        if not _WEBHOOK_SECRET.fullmatch(secret):
            raise BotError("TELEGRAM_WEBHOOK_SECRET 只能用 1 到 256 个字母、数字、_ 和 -；请改正后再启动。")
        return Webhook(self.webhook_url, secret)


def read_settings() -> Settings:
    """Read the settings; raises BotError naming the setting that has a wrong value (never the value)."""
    try:
        return Settings()
    except ValidationError as error:
        names = "、".join(str(problem["loc"][0]) for problem in error.errors())
        raise BotError(f"设置 {names} 的值不对；请对照 README 的设置表改正。") from None
    except UnicodeDecodeError:
        raise BotError("设置文件 .env 不是 UTF-8 编码的文本；请另存为 UTF-8 编码。") from None
