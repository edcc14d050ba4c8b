"""When the watch acts before a limit: open time, never at night because a span crosses one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.promises.terms.rules import AgreedDate, Clause, Lead, Offer, Stop, due_of
from permanence.promises.terms.rules.leads import instant_of_lead
from permanence.world.calendars.rules import (
    BusinessDays,
    OpenTime,
    Target,
    is_open,
    open_seconds,
    read_calendar,
)

OFFICE = read_calendar(
    {
        "zone": "Europe/Paris",
        "week": {
            day: [["08:30", "12:30"], ["13:00", "17:00"]]
            for day in ("mon", "tue", "wed", "thu", "fri")
        },
    }
)
FRIDAY = datetime(2026, 3, 6, 15, 30, tzinfo=UTC)  # 16:30 in Paris


def offer(target: Target | AgreedDate) -> Offer:
    clause = Clause("response", "policy:d:1", {"en": "An answer."})
    return Offer(clause, "office", OFFICE, target, "guarantee", paused_by=frozenset({"waiting"}))


def act_at(target: Target | AgreedDate, lead: Lead, stops: tuple[Stop, ...] = ()) -> datetime:
    made = offer(target)
    due = due_of(made, start=FRIDAY, stops=stops)
    assert due
    return instant_of_lead(made, lead, start=FRIDAY, due=due, stops=stops)


@pytest.mark.parametrize(
    ("target", "lead", "local"),
    [
        (OpenTime(3600), 0.5, "06 17:00"),
        (OpenTime(2 * 3600), 0.5, "09 09:00"),
        (OpenTime(3600), timedelta(minutes=45), "06 16:45"),
        (BusinessDays(1), timedelta(hours=1), "09 15:30"),
        (BusinessDays(1), 0.5, "09 12:00"),
    ],
)
def test_it_is_open_time_on_the_clauses_own_calendar(
    target: Target, lead: Lead, local: str
) -> None:
    assert (
        f"{act_at(target, lead).astimezone(FRIDAY.tzinfo) + timedelta(hours=1):%d %H:%M}" == local
    )


def test_an_hour_before_does_not_fire_at_midnight_when_the_span_crosses_a_night() -> None:
    due_early_on_monday = OpenTime(3600)

    at = act_at(due_early_on_monday, timedelta(minutes=40))

    assert at == FRIDAY + timedelta(minutes=20)


def test_a_lead_that_is_longer_than_the_promise_acts_at_once() -> None:
    assert act_at(OpenTime(600), timedelta(hours=5)) == FRIDAY


def test_an_agreed_date_has_no_calendar_and_elapsed_time_counts() -> None:
    agreed = AgreedDate(FRIDAY + timedelta(days=10))

    assert act_at(agreed, timedelta(days=1)) == FRIDAY + timedelta(days=9)
    assert act_at(agreed, 0.5) == FRIDAY + timedelta(days=5)


targets = st.one_of(st.integers(60, 40 * 3600).map(OpenTime), st.integers(1, 5).map(BusinessDays))
shares = st.floats(0.05, 0.95)
spans = st.integers(1, 8 * 60).map(lambda minutes: timedelta(minutes=minutes))


@given(targets, st.one_of(shares, spans), st.integers(0, 72), st.integers(0, 72))
def test_between_start_and_limit_and_in_open_time(
    target: Target, lead: Lead, since: int, length: int
) -> None:
    begins = FRIDAY + timedelta(hours=since)
    stops = (Stop("waiting", begins, begins + timedelta(hours=length)),)
    made = offer(target)
    due = due_of(made, start=FRIDAY, stops=stops)
    assert due

    at = instant_of_lead(made, lead, start=FRIDAY, due=due, stops=stops)

    assert FRIDAY <= at <= due
    assert is_open(OFFICE, at - timedelta(seconds=1)) or is_open(OFFICE, at)


@given(st.integers(60, 40 * 3600), spans)
def test_so_much_open_time_is_left(seconds: int, span: timedelta) -> None:
    at, target = act_at(OpenTime(seconds), span), OpenTime(seconds)
    due = due_of(offer(target), start=FRIDAY)
    assert due

    left = open_seconds(OFFICE, start=at, end=due)

    assert left == min(seconds, span.total_seconds())
