"""The short version of the soak: no update is lost or out of order, whatever is killed when."""

from collections.abc import Mapping

import pytest

from bot.database import migrate, open_database
from tests.e2e.duplicates import KILLED, UNEXPLAINED
from tests.e2e.soak import Report, kills, soak, soak_together
from tests.plan import POLICIES, publish_files


@pytest.fixture
async def environment(settings, plan_store) -> Mapping[str, str]:
    """Return what leads a process to a database of either kind that has the plan published."""
    here = settings.model_copy(update={"data": plan_store[0].parent})
    await migrate(here)
    async with open_database(here) as engine:
        await publish_files(engine, here, POLICIES)
    return {"POLICYBOT_DATA": f"{here.data}", "DATABASE_URL": here.database_url.get_secret_value()}


async def test_killed_at_every_step_in_bad_weather_every_update_is_answered_in_order(environment):
    report = await soak(environment, updates=120, chats=20, kills=kills(6))
    assert (report.unanswered, report.out_of_order) == (0, 0), report
    _check_duplicates(report, kills=6)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_three_processes_of_which_one_after_the_other_is_killed_answer_everything_in_order(environment):
    report = await soak_together(environment, updates=120, chats=20, processes=3, kills=3)
    assert (report.unanswered, report.out_of_order) == (0, 0), report
    _check_duplicates(report, kills=3)


def _check_duplicates(report: Report, *, kills: int) -> None:
    """Check that each has its cause; at most sixteen answers are on their way in a process when it is killed."""
    assert UNEXPLAINED not in report.duplicates, report
    assert report.duplicates[KILLED] <= kills * 16, report
