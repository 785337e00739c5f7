"""What of a conversation counts for what comes next."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from bot.answer import Choice, Kind
from bot.context import LIFETIME, Context, context_of

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
CHOICE = Choice("主要目标", "plan")


def row(text: str, kind: Kind = Kind.ANSWER, ago: timedelta = SECOND, **kept: Any) -> SimpleNamespace:
    clause = ("plan", 1, "二（三）9") if kind is Kind.ANSWER else (None, None, None)
    answer = {"notices": [], "sentences": [], "choices": [], "related": [], "as_of": None, **kept}
    document, version, key = clause
    return SimpleNamespace(
        text=text,
        kind=kind.value,
        asked_at=NOW - ago,
        document=document,
        version=version,
        clause=key,
        answer=answer,
    )


def questions(context: Context) -> list[str]:
    return [turn.question for turn in context.turns]


def test_nothing_counts_after_half_an_hour_of_silence():
    assert questions(context_of([row("首贷", ago=LIFETIME)], NOW)) == ["首贷"]
    assert questions(context_of([row("首贷", ago=LIFETIME + SECOND)], NOW)) == []


def test_a_long_conversation_counts_as_far_back_as_it_was_never_silent_for_half_an_hour():
    rows = [row(str(n), ago=n * timedelta(minutes=20)) for n in (1, 2, 3, 5)]
    assert questions(context_of(rows, NOW)) == ["1", "2", "3"]


def test_a_time_without_a_zone_is_a_time_in_utc_as_sqlite_gives_it():
    stored = row("首贷")
    stored.asked_at = stored.asked_at.replace(tzinfo=None)
    assert questions(context_of([stored], NOW)) == ["首贷"]


def test_thanks_and_farewells_end_what_was_talked_about_and_greetings_do_not():
    for talk, left in (("谢谢", []), ("再见", []), ("你好", ["首贷"]), ("好的", ["首贷"])):
        assert questions(context_of([row(talk, Kind.SMALLTALK), row("首贷")], NOW)) == left


def test_a_bare_follow_up_refers_to_the_newest_turn_if_that_showed_a_clause():
    assert context_of([row("归谁管"), row("首贷")], NOW).shown.question == "归谁管"
    assert context_of([row("天气", Kind.NONE), row("首贷")], NOW).shown is None
    assert context_of([row("政策", Kind.CHOICES, choices=[["主要目标", "plan", None]])], NOW).shown is None
    assert Context().shown is None


def test_choices_stay_to_be_picked_from_while_others_are_looked_at():
    offered = row("政策", Kind.CHOICES, choices=[[CHOICE.heading, CHOICE.document, None]])
    context = context_of([row("第一个"), offered], NOW)
    assert context.offered == (CHOICE,)
    assert not context.is_asked_back
    assert context_of([offered], NOW).is_asked_back


def test_what_was_shown_of_a_clause_is_known_over_all_its_turns():
    rows = [row("还有呢", sentences=["乙。"]), row("首贷", sentences=["甲。"], as_of="2022-12-31")]
    context = context_of(rows, NOW)
    assert context.sentences_of(("plan", 1, "二（三）9")) == {"甲。", "乙。"}
    assert context.sentences_of(("plan", 2, "二（三）9")) == frozenset()
    assert context.turns[1].as_of == date(2022, 12, 31)
