"""Who has a role, on either database."""

from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.database import migrate, open_database
from bot.errors import BotError
from bot.staff.people import Member, People, Role, id_of


@pytest.fixture
async def people(settings) -> AsyncIterator[People]:
    """Yield the people of an empty database of either kind, with an admin and a clerk from the settings."""
    await migrate(settings)
    async with open_database(settings) as engine:
        here = settings.model_copy(update={"admins": frozenset({1}), "staff": frozenset({1, 2})})
        yield People(engine, here)


async def test_those_whom_the_settings_name_have_their_role_from_the_start(people):
    assert await people.everyone() == [
        Member(1, Role.ADMIN, fixed=True),
        Member(2, Role.STAFF, fixed=True),
    ]
    assert [await people.role_of(user) for user in (1, 2, 3, 0, -5, 2**70)] == [
        Role.ADMIN,
        Role.STAFF,
        *[None] * 4,
    ]


async def test_a_role_that_is_given_counts_at_once_and_can_be_changed_and_taken(people):
    await people.add(3, Role.STAFF, by="甲", name="  小 \n李 ")
    assert await people.member(3) == Member(3, Role.STAFF, "小 李")
    await people.add(3, Role.ADMIN, by="甲")
    assert await people.member(3) == Member(3, Role.ADMIN, "小 李")
    await people.remove(3, by="甲")
    assert await people.member(3) is None


async def test_a_clerk_of_the_settings_may_be_made_an_admin_and_keeps_the_first_role_after(people):
    await people.add(2, Role.ADMIN, by="甲")
    assert await people.is_admin(2)
    with pytest.raises(BotError, match="由设置"):
        await people.remove(2, by="甲")
    with pytest.raises(BotError, match="POLICYBOT_ADMINS"):
        await people.add(1, Role.STAFF, by="甲")


async def test_nobody_takes_or_lowers_their_own_role(people):
    await people.add(3, Role.ADMIN, by="甲")
    with pytest.raises(BotError, match="自己"):
        await people.remove(3, by="Telegram 3")
    with pytest.raises(BotError, match="自己"):
        await people.add(3, Role.STAFF, by="Telegram 3")
    assert await people.is_admin(3)


@pytest.mark.parametrize(
    ("written", "number"),
    [("12", 12), ("9" * 16, 10**16 - 1), ("9" * 17, 0), ("", 0), ("-5", 0), ("１２", 0), ("12a", 0)],
)
def test_an_id_is_read_as_it_is_typed_or_is_nobodys(written, number):
    assert id_of(written) == number


@given(st.text(max_size=80))
def test_any_name_is_stored_as_one_line_or_refused(name):
    with suppress(BotError):
        line = People.name_of(name)
        assert len(line) <= 64
        assert line.isprintable()
