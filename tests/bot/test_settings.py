"""Settings from the environment: what they are, what is refused, and that secrets stay secret."""

from pathlib import Path

import pydantic
import pytest

from bot.errors import BotError
from bot.settings import Settings, read_settings


def test_without_any_setting_everything_has_its_default():
    settings = read_settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert (settings.data, settings.policies) == (Path("var"), Path("policies"))
    assert settings.telegram_bot_token is None
    assert settings.telegram_api_url is None
    assert (settings.admins, settings.staff) == (frozenset(), frozenset())


def test_an_empty_setting_is_no_setting(monkeypatch):
    for name in (
        "PORT",
        "HOST",
        "DATABASE_URL",
        "POLICYBOT_SECRET",
        "TELEGRAM_BOT_TOKEN",
        "TELEGRAM_API_URL",
        "POLICYBOT_ADMINS",
        "POLICYBOT_STAFF",
    ):
        monkeypatch.setenv(name, "")
    assert read_settings() == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty-eighty"),
        ("PORT", "-1"),
        ("PORT", "65536"),
        ("PORT", "80.5"),
        ("POLICYBOT_RETENTION_DAYS", "0"),
        ("POLICYBOT_RETENTION_DAYS", "forever"),
        ("TELEGRAM_API_URL", "ftp://gopher"),
        ("TELEGRAM_API_URL", "gopher"),
        ("POLICYBOT_ADMINS", "张主任"),
        ("POLICYBOT_ADMINS", "12 34"),
        ("POLICYBOT_ADMINS", "-100200300"),
        ("POLICYBOT_ADMINS", "0"),
        ("POLICYBOT_ADMINS", "1_000"),
        ("POLICYBOT_ADMINS", "１２"),
        ("POLICYBOT_ADMINS", "[12]"),
        ("POLICYBOT_ADMINS", "12345678901234567"),
        ("POLICYBOT_STAFF", "12;34"),
    ],
)
def test_a_wrong_value_is_refused_by_its_name_and_never_shown(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(BotError) as refusal:
        read_settings()
    assert str(refusal.value) == f"设置 {name} 的值不对；请对照 README 的设置表改正。"


def test_all_wrong_settings_are_named_at_once(monkeypatch):
    monkeypatch.setenv("PORT", "x")
    monkeypatch.setenv("TELEGRAM_API_URL", "y")
    with pytest.raises(BotError, match="设置 PORT、TELEGRAM_API_URL 的值不对"):
        read_settings()


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("12", {12}),
        (" 12 ,34,\t56 ", {12, 34, 56}),
        ("12，34", {12, 34}),
        ("12,12,", {12}),
        (",", set()),
        ("", set()),
    ],
)
def test_user_ids_are_separated_by_commas(monkeypatch, written, ids):
    monkeypatch.setenv("POLICYBOT_ADMINS", written)
    monkeypatch.setenv("POLICYBOT_STAFF", written)
    settings = read_settings()
    assert (settings.admins, settings.staff) == (ids, ids)
    assert isinstance(settings.admins, frozenset)


@pytest.mark.parametrize("port", ["0", "1", "65535"])
def test_every_port_there_is_can_be_set(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    assert read_settings().port == int(port)


def test_a_settings_file_is_read_and_the_environment_wins(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("HOST=0.0.0.0\nPORT=9000\nSOMETHING_ELSE=1\n")
    monkeypatch.setitem(Settings.model_config, "env_file", str(tmp_path / ".env"))
    monkeypatch.setenv("PORT", "9001")
    assert (read_settings().host, read_settings().port) == ("0.0.0.0", 9001)


def test_a_settings_file_that_is_no_text_is_one_sentence(monkeypatch, tmp_path):
    (tmp_path / ".env").write_bytes("HOST=主机".encode("utf-16"))
    monkeypatch.setitem(Settings.model_config, "env_file", str(tmp_path / ".env"))
    with pytest.raises(BotError, match=r"\.env"):
        read_settings()


def test_settings_cannot_be_changed():
    with pytest.raises(pydantic.ValidationError):
        Settings().port = 1  # type: ignore[misc]


def test_no_secret_is_in_the_representation():
    settings = Settings(
        DATABASE_URL="postgresql://user:hush@host/db", POLICYBOT_SECRET="hush", TELEGRAM_BOT_TOKEN="1:hush"
    )
    for shown in (repr(settings), str(settings), repr(settings.database), str(settings.database)):
        assert "hush" not in shown


def test_the_database_is_a_file_under_the_data_folder_by_default(tmp_path):
    url = Settings(POLICYBOT_DATA=tmp_path / "data").database
    assert (url.drivername, url.database) == (
        "sqlite+aiosqlite",
        str((tmp_path / "data" / "policybot.sqlite3").resolve()),
    )


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("postgresql://u:p@h:5433/db", "postgresql+psycopg"),
        ("postgres://u:p@h/db", "postgresql+psycopg"),
        ("postgresql+asyncpg://u:p@h/db", "postgresql+psycopg"),
        ("postgresql+psycopg2://u:p@h/db?sslmode=require", "postgresql+psycopg"),
        ("sqlite:///relative.sqlite3", "sqlite+aiosqlite"),
        ("sqlite:////absolute.sqlite3", "sqlite+aiosqlite"),
    ],
)
def test_every_usual_form_of_a_database_url_gets_its_async_driver(given, driver):
    url = Settings(DATABASE_URL=given).database
    assert url.drivername == driver
    if driver.startswith("postgresql"):
        assert (url.username, url.password, url.host, url.database) == ("u", "p", "h", "db")


def test_a_password_with_escapes_reaches_the_driver_as_it_is_meant():
    assert Settings(DATABASE_URL="postgresql://u:p%40ss%2Fword@h/db").database.password == "p@ss/word"


@pytest.mark.parametrize(
    "given",
    [
        "hush",
        "mysql://u:hush@h/db",
        "postgresql://u:hush@h:port/db",
        "postgresql://u:hush@[::1/db",
        "://hush",
    ],
)
def test_a_database_url_that_is_none_is_refused_without_showing_it(given):
    with pytest.raises(BotError, match=r"^DATABASE_URL ") as refusal:
        _ = Settings(DATABASE_URL=given).database
    assert "hush" not in str(refusal.value)
