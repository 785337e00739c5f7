"""Sessions that can't be forged, people who are only hashes, and the secret behind both."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BotError
from bot.identity import Channel, Identity, Person, read_identity
from bot.settings import Settings

ONE, OTHER = Identity(b"one secret" * 4), Identity(b"another secret" * 4)


def test_a_session_is_accepted_by_the_service_that_issued_it_alone():
    token = ONE.issue_session()
    assert ONE.accepts_session(token)
    assert not OTHER.accepts_session(token)


def test_no_session_is_issued_twice():
    assert len({ONE.issue_session() for _ in range(100)}) == 100


def test_a_session_with_any_character_changed_added_or_missing_is_refused():
    token = ONE.issue_session()
    for place in range(len(token)):
        forged = token[:place] + ("0" if token[place] != "0" else "1") + token[place + 1 :]
        assert not ONE.accepts_session(forged)
        assert not ONE.accepts_session(token[:place])
    assert not ONE.accepts_session(token + "0")
    assert not ONE.accepts_session(" " + token)


@settings(derandomize=True, deadline=None)
@given(st.one_of(st.text(), st.text("0123456789abcdef", min_size=60, max_size=68)))
def test_any_other_text_is_refused_as_a_session(token):
    assert not ONE.accepts_session(token)


def test_a_conversation_is_one_persons_on_one_channel_under_one_secret():
    keys = {
        identity.conversation_key(Person(channel, session))
        for identity in (ONE, OTHER)
        for channel in Channel
        for session in ("1001", "1002", "", "\ud800", "\0")
    }
    assert len(keys) == 2 * 3 * 5
    assert all(len(key) == 64 for key in keys)
    assert not any(key == "1001" for key in keys)


def test_the_secret_is_not_in_the_representation():
    assert "secret" not in repr(ONE).replace("Identity(", "")


def settings_in(folder: Path, **others: str) -> Settings:
    return Settings(POLICYBOT_DATA=folder, **others)


def test_the_secret_file_is_made_once_readable_by_its_owner_alone(tmp_path):
    settings = settings_in(tmp_path / "not" / "yet")
    first = read_identity(settings)
    path = tmp_path / "not" / "yet" / "secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(first.secret) >= 32
    assert read_identity(settings) == first
    assert [file.name for file in path.parent.iterdir()] == ["secret"]


def test_many_starting_at_once_agree_on_one_secret(tmp_path):
    settings = settings_in(tmp_path / "data")
    with ThreadPoolExecutor(16) as pool:
        identities = list(pool.map(lambda _: read_identity(settings), range(64)))
    assert len(set(identities)) == 1
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["secret"]


def test_two_services_do_not_share_a_secret(tmp_path):
    assert read_identity(settings_in(tmp_path / "a")) != read_identity(settings_in(tmp_path / "b"))


@pytest.mark.parametrize("held", ["", "\n", "short", "x" * 31])
def test_a_secret_file_that_is_too_short_is_refused_and_left_as_it_is(tmp_path, held):
    (tmp_path / "secret").write_text(held)
    with pytest.raises(BotError, match=r"secret: 密钥文件太短；请删除它后重新启动"):
        read_identity(settings_in(tmp_path))
    assert (tmp_path / "secret").read_text() == held


def test_a_folder_where_the_secret_should_be_is_one_sentence(tmp_path):
    (tmp_path / "secret").mkdir()
    with pytest.raises(BotError, match=r"读写不了密钥文件.*POLICYBOT_SECRET"):
        read_identity(settings_in(tmp_path))


def test_a_file_where_the_data_folder_should_be_is_one_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(BotError, match=r"读写不了密钥文件"):
        read_identity(settings_in(tmp_path / "file" / "data"))


def test_the_setting_wins_over_the_file_and_makes_none(tmp_path):
    given_secret = "given by the operator, long enough to serve"
    assert read_identity(settings_in(tmp_path, POLICYBOT_SECRET=given_secret)).secret == given_secret.encode()
    assert list(tmp_path.iterdir()) == []


def test_a_setting_that_is_too_short_is_warned_of_without_being_shown(tmp_path, caplog):
    read_identity(settings_in(tmp_path, POLICYBOT_SECRET="hunter2"))
    assert "POLICYBOT_SECRET 太短" in caplog.text
    assert "hunter2" not in caplog.text
