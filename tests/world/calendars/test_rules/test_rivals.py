"""What users of other desks have complained about for years; each test's name says the failure."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from permanence.world.calendars.rules import (
    BusinessDays,
    OpenTime,
    Why,
    due_instant,
    is_open,
    month_of,
    open_before,
    open_seconds,
    read_calendar,
    reckon_due,
)

PARIS = ZoneInfo("Europe/Paris")
WORKING_DAYS = ("mon", "tue", "wed", "thu", "fri")
SPLIT: dict[str, Any] = {
    "zone": "Europe/Paris",
    "week": {key: [["08:30", "12:30"], ["13:00", "17:00"]] for key in WORKING_DAYS},
    "holidays": [{"country": "FR"}],
}
WITH_BREAK: dict[str, Any] = {
    "zone": "Europe/Paris",
    "week": {key: [["08:30", "17:00"]] for key in WORKING_DAYS},
    "breaks": {key: [["12:30", "13:00"]] for key in WORKING_DAYS},
    "holidays": [{"country": "FR"}],
}
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize("mapping", [SPLIT, WITH_BREAK], ids=["two windows", "a break"])
def test_a_lunch_break_does_not_corrupt_due_dates_as_where_it_is_modelled_as_a_holiday(
    mapping: dict[str, Any],
) -> None:
    calendar = read_calendar(mapping)

    reckoning = reckon_due(calendar, start=paris("2026-03-02 12:00"), target=OpenTime(3600))

    assert reckoning.due == paris("2026-03-02 13:30")
    assert {line.why for line in reckoning.explanation} <= {Why.OPEN, Why.BREAK, Why.CLOSED}
    assert not any(day.holiday for day in month_of(calendar, 2026, 3))
    whole_day = due_instant(calendar, start=paris("2026-03-02 08:30"), target=OpenTime(8 * 3600))
    assert whole_day == paris("2026-03-02 17:00")


def test_days_based_targets_do_not_count_nights_and_holidays_inside_a_pause() -> None:
    calendar = read_calendar(SPLIT)
    # From Thursday noon over a Friday that is a holiday, and the weekend, to Monday ten o'clock.
    pause = (paris("2026-04-30 12:00"), paris("2026-05-04 10:00"))

    due = due_instant(
        calendar, start=paris("2026-04-29 10:00"), target=BusinessDays(2), pauses=[pause]
    )

    assert due_instant(calendar, start=paris("2026-04-29 10:00"), target=BusinessDays(2)) == paris(
        "2026-05-04 10:00"
    )
    # Half an hour before lunch, four hours after it, and one hour and a half on Monday.
    assert open_seconds(calendar, start=pause[0], end=pause[1]) == 6 * 3600
    assert due == paris("2026-05-04 16:30")


def test_a_pause_at_night_or_on_a_holiday_moves_no_target() -> None:
    calendar = read_calendar(SPLIT)
    pauses = [
        (paris("2026-04-29 18:00"), paris("2026-04-30 08:00")),
        (paris("2026-05-01 00:00"), paris("2026-05-03 23:59")),
    ]

    for target in (BusinessDays(3), OpenTime(20 * 3600)):
        start = paris("2026-04-29 10:00")
        without = due_instant(calendar, start=start, target=target)
        assert due_instant(calendar, start=start, target=target, pauses=pauses) == without


def test_the_response_clock_does_not_run_on_the_calendar_of_the_resolution() -> None:
    response = read_calendar(SPLIT)
    resolution = read_calendar({"always": True, "zone": "Europe/Paris"})
    friday = paris("2026-03-06 16:30")

    # Asked by turns, so that what one keeps could leak into the other.
    for _ in range(3):
        assert due_instant(resolution, start=friday, target=OpenTime(7200)) == friday + 2 * HOUR
        assert due_instant(response, start=friday, target=OpenTime(7200)) == paris(
            "2026-03-09 10:00"
        )


def test_one_hour_before_does_not_fire_at_midnight_when_the_calendar_crosses_a_night() -> None:
    calendar = read_calendar(SPLIT)
    due = paris("2026-03-10 09:00")

    assert open_before(calendar, due, 3600) == paris("2026-03-09 16:30")
    assert open_before(calendar, due, 1800) == paris("2026-03-10 08:30")
    assert open_before(calendar, due, 0) == due


def test_warnings_do_not_go_out_at_midnight_and_at_weekends_in_spite_of_the_calendar() -> None:
    calendar = read_calendar(SPLIT)
    monday = paris("2026-04-27 08:30")

    for quarter in range(10 * 24 * 4):
        start = monday + quarter * 15 * MINUTE
        due = due_instant(calendar, start=start, target=OpenTime(3 * 3600))
        assert due is not None
        warning = open_before(calendar, due, 3600)
        assert is_open(calendar, warning)
        assert open_seconds(calendar, start=warning, end=due) == 3600


def test_a_pause_just_before_the_end_does_not_swallow_the_warning() -> None:
    calendar = read_calendar(SPLIT)
    pause = (paris("2026-03-02 10:00"), paris("2026-03-02 16:00"))
    due = due_instant(
        calendar, start=paris("2026-03-02 09:00"), target=OpenTime(5400), pauses=[pause]
    )

    assert due == paris("2026-03-02 16:30")
    assert open_before(calendar, due, 3600, pauses=[pause]) == paris("2026-03-02 09:30")
