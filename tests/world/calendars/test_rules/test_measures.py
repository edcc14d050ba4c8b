"""How much a calendar opens, how much is left, and that far questions cost no more than near."""

from datetime import UTC, date, datetime, timedelta
from threading import Thread
from typing import Any

import pytest

from permanence.world.calendars.rules import (
    NeverDue,
    OpenTime,
    always_open,
    due_instant,
    next_opening,
    open_before,
    open_intervals,
    open_seconds,
    read_calendar,
    yearly_open_seconds,
)

WORKING_DAYS = ("mon", "tue", "wed", "thu", "fri")
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OFFICE: dict[str, Any] = {
    "zone": "UTC",
    "week": {key: [["08:00", "17:00"]] for key in WORKING_DAYS},
}
DAY = timedelta(days=1)


def test_of_two_coverages_the_larger_opens_longer_in_a_year() -> None:
    office = read_calendar(OFFICE)
    shorter = read_calendar(OFFICE | {"holidays": [{"country": "FR"}]})

    assert yearly_open_seconds(always_open(), MONDAY) == 365 * 86_400
    assert yearly_open_seconds(office, MONDAY) == 261 * 9 * 3600
    assert yearly_open_seconds(shorter, MONDAY) < yearly_open_seconds(office, MONDAY)


def test_all_the_time_there_is_may_be_left_but_no_more() -> None:
    calendar = read_calendar(
        {"zone": "UTC", "week": {}, "days": {"2026-03-02": [["08:00", "10:00"]]}}
    )
    due = datetime(2026, 3, 5, tzinfo=UTC)

    assert open_before(calendar, due, 7200) == datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    with pytest.raises(NeverDue, match="only 7200 of 7201 seconds"):
        open_before(calendar, due, 7201)


def test_on_an_open_calendar_what_is_left_is_a_span() -> None:
    pause = (MONDAY - timedelta(hours=3), MONDAY - timedelta(hours=1))

    assert open_before(always_open(), MONDAY, 5400) == MONDAY - timedelta(minutes=90)
    assert open_before(always_open(), MONDAY, 5400, pauses=[pause]) == MONDAY - timedelta(
        hours=3, minutes=30
    )


def test_five_years_add_up_as_their_days_do() -> None:
    calendar = read_calendar(OFFICE | {"zone": "America/Sao_Paulo"})
    days = [MONDAY + number * DAY for number in range(5 * 365)]

    by_days = sum(open_seconds(calendar, start=day, end=day + DAY) for day in days)

    fresh = read_calendar(OFFICE | {"zone": "America/Sao_Paulo", "holidays": []})
    assert open_seconds(fresh, start=MONDAY, end=days[-1] + DAY) == by_days


def test_questions_may_come_in_any_order_of_years() -> None:
    calendar = read_calendar(OFFICE)

    for year in (2026, 1975, 2190, 2027, 1999, 2026, 2020, 1976):
        start = datetime(year, 7, 1, 20, 0, tzinfo=UTC)
        opens = next_opening(calendar, start)
        due = due_instant(calendar, start=start, target=OpenTime(3600))
        assert opens is not None
        assert opens.hour == 8
        assert opens.weekday() < 5
        assert opens - start < 4 * DAY
        assert due == opens + timedelta(hours=1)


def test_openings_are_told_one_after_the_other_over_years() -> None:
    calendar = read_calendar(OFFICE)

    openings = open_intervals(calendar, MONDAY)
    found = [next(openings) for _ in range(2000)]

    assert found[0] == (MONDAY, MONDAY + timedelta(hours=8))
    assert len({opens.date() for opens, _ in found}) == 2000
    assert all(opens.weekday() < 5 for opens, _ in found)
    assert found[-1][0].date() > date(2033, 1, 1)


def test_several_threads_may_ask_at_once() -> None:
    calendar = read_calendar(OFFICE | {"zone": "Asia/Tehran"})
    wrong: list[int] = []

    def ask(by: int) -> None:
        for number in range(200):
            start = MONDAY + by * number * 3 * DAY
            due = due_instant(calendar, start=start, target=OpenTime(40 * 3600))
            assert due is not None
            if open_seconds(calendar, start=start, end=due) != 40 * 3600:
                wrong.append(number)

    threads = [Thread(target=ask, args=(by,)) for by in (1, -1, 2, -2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not wrong
