"""Which version of which document answers on which day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.document import Document, Published, Validity
from knowledge.standing import Span, Successor, standings

FIRST = date(2020, 1, 1)


def document(id: str, start: date | None = None, end: date | None = None, **values: object) -> Document:
    given = {"title": f"{id}办法", "issuer": None, "doc_number": None, "issued": start, **values}
    return Document(id=id, validity=Validity(start, end), clauses=(), pieces=(), text_hash="", **given)


def versions(*documents: Document, live: int | None = None) -> list[Published]:
    """Return versions of a document from 1; the live one is the last unless told otherwise (0: none)."""
    chosen = len(documents) if live is None else live
    return [Published(each, number, number == chosen) for number, each in enumerate(documents, 1)]


def ruling(published: list[Published], *day: int) -> list[tuple[str, int]]:
    """Return the versions that answer as of a day."""
    return [
        (s.published.document.id, s.published.version) for s in standings(published) if s.rules_on(date(*day))
    ]


def test_an_earlier_version_whose_days_a_later_one_covers_never_answers():
    plan = document("a", date(2021, 8, 19), date(2023, 12, 31))
    (only,) = standings(versions(plan, plan, plan))
    assert (only.published.version, only.rules) == (3, (Span(date(2021, 8, 19), date(2023, 12, 31)),))


def test_a_later_version_with_later_days_leaves_the_earlier_ones_to_the_earlier():
    published = versions(document("a", date(2021, 1, 1), date(2023, 12, 31)), document("a", date(2023, 1, 1)))
    assert ruling(published, 2022, 12, 31) == [("a", 1)]
    assert ruling(published, 2023, 1, 1) == ruling(published, 2030, 1, 1) == [("a", 2)]
    assert ruling(published, 2020, 12, 31) == []


def test_a_later_version_of_some_days_leaves_those_before_and_after():
    published = versions(document("a"), document("a", date(2022, 1, 1), date(2022, 12, 31)))
    first, second = standings(published)
    assert first.rules == (Span(last=date(2021, 12, 31)), Span(first=date(2023, 1, 1)))
    assert second.rules == (Span(date(2022, 1, 1), date(2022, 12, 31)),)


def test_a_withdrawn_document_never_answers_and_replaces_nothing():
    old = document("a", date(2020, 1, 1))
    gone = document("b", date(2024, 1, 1), replaces=("a",))
    found = standings([*versions(old), *versions(gone, live=0)])
    assert [(s.published.document.id, s.validity.end) for s in found] == [("a", None)]


@pytest.mark.parametrize("name", ["a", "a办法", "《a办法》", " 《 a办法 》 ", "嘉政发〔2020〕1号"])
def test_a_document_that_names_another_ends_its_force_the_day_before_its_own_begins(name: str):
    old = document("a", date(2020, 1, 1), doc_number="嘉政发〔2020〕1号")
    new = document("b", date(2024, 1, 1), replaces=(name,), doc_number="嘉政发〔2024〕2号")
    first, second = standings([*versions(old), *versions(new)])
    assert first.validity == Validity(date(2020, 1, 1), date(2023, 12, 31))
    assert first.successor == Successor("b", "b办法", "嘉政发〔2024〕2号", date(2024, 1, 1))
    assert first.rules == (Span(date(2020, 1, 1), date(2023, 12, 31)),)
    assert (second.validity, second.successor) == (new.validity, None)


def test_what_had_ended_by_itself_is_not_said_to_have_been_replaced():
    old = document("a", date(2020, 1, 1), date(2022, 12, 31))
    first, _ = standings([*versions(old), *versions(document("b", date(2024, 1, 1), replaces=("a",)))])
    assert (first.validity, first.successor) == (old.validity, None)


def test_of_several_that_replace_it_the_first_to_begin_does():
    later = document("b", date(2025, 1, 1), replaces=("a",))
    sooner = document("c", date(2024, 1, 1), replaces=("a",))
    first, *_ = standings([*versions(document("a")), *versions(later), *versions(sooner)])
    assert first.successor is not None
    assert first.successor.id == "c"


@pytest.mark.parametrize(
    "new",
    [
        document("b", replaces=("a",)),
        document("b", date(2019, 1, 1), replaces=("a",)),
        document("b", date(2024, 1, 1), replaces=("", "《》", "c")),
    ],
)
def test_nothing_is_replaced_by_what_has_no_day_begins_before_it_or_names_another(new: Document):
    first, *_ = standings([*versions(document("a", date(2020, 1, 1))), *versions(new)])
    assert (first.validity.end, first.successor) == (None, None)


def test_a_document_cannot_replace_itself():
    (only,) = standings(versions(document("a", date(2020, 1, 1), replaces=("a", "a办法"))))
    assert only.validity.end is None


def test_the_last_day_that_is_ruled_within_some_days():
    (only,) = standings(versions(document("a", date(2021, 8, 19), date(2023, 12, 31))))
    assert only.last_ruled(Span(date(2023, 1, 1), date(2024, 6, 30))) == date(2023, 12, 31)
    assert only.last_ruled(Span(date(2021, 1, 1), date(2021, 12, 31))) == date(2021, 12, 31)
    assert only.last_ruled(Span(date(2024, 1, 1), date(2024, 12, 31))) is None


days = st.integers(0, 30).map(lambda n: FIRST + timedelta(n))
maybe = st.one_of(st.none(), days)


@given(periods=st.lists(st.tuples(maybe, maybe), min_size=1, max_size=5), day=days)
def test_the_latest_version_whose_period_covers_the_day_answers_and_no_other(
    periods: list[tuple[date | None, date | None]], day: date
):
    documents = [document("a", *period) for period in periods]
    covering = [
        n for n, (a, b) in enumerate(periods, 1) if (a is None or a <= day) and (b is None or day <= b)
    ]
    ruled = [s.published.version for s in standings(versions(*documents)) if s.rules_on(day)]
    assert ruled == covering[-1:]
