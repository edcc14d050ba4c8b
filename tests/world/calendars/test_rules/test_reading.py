"""Calendars and targets as people write them, and what is said of those that cannot be read."""

import pickle
from datetime import UTC, date, datetime
from typing import Any

import pytest

from permanence.world.calendars.rules import (
    BusinessDays,
    CalendarFault,
    NeverDue,
    OpenTime,
    always_open,
    due_instant,
    is_open,
    next_opening,
    open_intervals,
    read_calendar,
    read_target,
)

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WEEK: dict[str, Any] = {"mon": [["08:30", "12:30"], ["13:00", "17:00"]]}


def test_calendars_that_say_the_same_are_equal_and_serve_as_keys() -> None:
    split = {"mon": [["13:00", "17:00"], ["08:30", "11:00"], ["10:00", "12:30"]]}

    one = read_calendar({"zone": "UTC", "week": WEEK})
    other = read_calendar({"zone": "UTC", "week": split, "holidays": [], "breaks": {}})

    assert one == other
    assert {one: "known"}[other] == "known"
    assert pickle.loads(pickle.dumps(one)) == one


def test_a_calendar_that_is_always_open_needs_no_zone() -> None:
    assert read_calendar({"always": True}) == always_open()
    assert read_calendar({"always": True, "zone": "Europe/Paris"}) == always_open("Europe/Paris")


def test_a_week_of_whole_days_is_always_open() -> None:
    days = {key: [["00:00", "24:00"]] for key in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}

    assert read_calendar({"zone": "UTC", "week": days}) == always_open()


def test_what_is_always_open_may_still_have_holes() -> None:
    hole = ["2026-03-02T10:00", "2026-03-02T11:00"]
    calendar = read_calendar({"always": True, "holes": [hole]})

    due = due_instant(calendar, start=MONDAY, target=OpenTime(7200))

    assert due == datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_a_bare_date_of_a_toml_document_is_a_holiday() -> None:
    bare = read_calendar({"zone": "UTC", "week": WEEK, "holidays": [date(2026, 3, 2)]})

    assert bare == read_calendar({"zone": "UTC", "week": WEEK, "holidays": ["2026-03-02"]})


def test_public_holidays_stand_beside_own_days() -> None:
    own: list[Any] = [{"country": "CA", "region": "QC"}, "2026-06-25", "*-12-24"]
    week = {key: [["08:00", "17:00"]] for key in ("mon", "tue", "wed", "thu", "fri")}
    calendar = read_calendar({"zone": "America/Toronto", "week": week, "holidays": own})

    closed = [
        day
        for day in (23, 24, 25, 26)
        if not is_open(calendar, datetime(2026, 6, day, 15, 0, tzinfo=UTC))
    ]

    assert closed == [24, 25]
    assert not is_open(calendar, datetime(2027, 12, 24, 15, 0, tzinfo=UTC))
    assert not is_open(calendar, datetime(2099, 7, 1, 15, 0, tzinfo=UTC))  # Canada Day


def test_one_country_may_stand_alone() -> None:
    alone = read_calendar({"zone": "UTC", "week": WEEK, "holidays": {"country": "FR"}})

    assert alone == read_calendar({"zone": "UTC", "week": WEEK, "holidays": [{"country": "FR"}]})


def test_targets_are_open_time_or_business_days() -> None:
    assert read_target({"seconds": 1800}) == OpenTime(1800)
    assert read_target({"business_days": 3}) == BusinessDays(3)


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ({}, ""),
        ({"seconds": 1, "business_days": 1}, ""),
        ({"seconds": -1}, "seconds"),
        ({"seconds": 1.5}, "seconds"),
        ({"seconds": True}, "seconds"),
        ({"business_days": "3"}, "business_days"),
        ({"minutes": 3}, "minutes"),
    ],
)
def test_a_target_that_cannot_be_read_says_where(target: dict[str, Any], path: str) -> None:
    with pytest.raises(CalendarFault) as caught:
        read_target(target)

    assert caught.value.path == path


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"zone": "Europe/Nowhere"}, "zone", "Europe/Paris"),
        ({"zone": "Europe"}, "zone", "Europe/Paris"),
        ({"zone": "../etc/passwd"}, "zone", "Europe/Paris"),
        ({"zone": "-5:00"}, "zone", "-05:00"),
        ({"zone": -5}, "zone", "-05:00"),
        ({"zone": "+15:00"}, "zone", "-05:00"),
        ({"week": []}, "week", "table"),
        ({"week": {"monday": []}}, "week.monday", "mon"),
        ({"week": {"mon": "08:00-12:00"}}, "week.mon", "list"),
        ({"week": {"mon": ["08:00", "12:00"]}}, "week.mon[0]", "list"),
        ({"week": {"mon": [["08:00"]]}}, "week.mon[0]", "beginning and end"),
        ({"week": {"mon": [["08:00", "12:00"], ["8h", "12:00"]]}}, "week.mon[1][0]", "24:00"),
        ({"week": {"mon": [["08:00", "24:30"]]}}, "week.mon[0][1]", "24:00"),
        ({"week": {"mon": [["08:60", "12:00"]]}}, "week.mon[0][0]", "24:00"),
        ({"week": {"mon": [["24:00", "06:00"]]}}, "week.mon[0][0]", "00:00"),
        ({"breaks": {"tue": [[12, 13]]}}, "breaks.tue[0][0]", "24:00"),
        ({"holidays": ["2026-02-30"]}, "holidays[0]", "2026-12-25"),
        ({"holidays": ["2026-12-25", "12-25"]}, "holidays[1]", "2026-12-25"),
        ({"holidays": ["*-13-01"]}, "holidays[0]", "*-12-25"),
        ({"holidays": "2026-12-25"}, "holidays", "list"),
        ({"holidays": {"country": "CA", "region": "ZZ"}}, "holidays", "CA ZZ"),
        ({"holidays": [{"country": "XX"}]}, "holidays[0]", "XX"),
        ({"holidays": [{"country": "utils"}]}, "holidays[0].country", "CA"),
        ({"holidays": [{"region": "QC"}]}, "holidays[0].country", "CA"),
        ({"holidays": [{"country": "CA", "region": 1}]}, "holidays[0].region", "QC"),
        ({"holidays": [{"land": "CA"}]}, "holidays[0].land", "country"),
        ({"days": {"*-12-24": []}}, "days.*-12-24", "2026-12-25"),
        ({"days": {"2026-12-24": [["08:00", "x"]]}}, "days.2026-12-24[0][1]", "24:00"),
        ({"holes": [["2026-03-01T06:00", "2026-03-01T00:00"]]}, "holes[0][1]", "end"),
        ({"holes": [["2026-03-01T06:00Z", "2026-03-01T07:00Z"]]}, "holes[0][0]", "offset"),
        ({"holes": [["2026-03-32T06:00", "2026-03-01T07:00"]]}, "holes[0][0]", "2026-12-25"),
        ({"always": True}, "week", "always"),
        ({"always": "yes"}, "always", "true or false"),
        ({"hours": {}}, "hours", "week"),
    ],
)
def test_a_calendar_that_cannot_be_read_says_where_and_what_would_be_right(
    changes: dict[str, Any], path: str, message: str
) -> None:
    with pytest.raises(CalendarFault) as caught:
        read_calendar({"zone": "Europe/Paris", "week": WEEK, **changes})

    assert caught.value.path == path
    assert message in caught.value.message


@pytest.mark.parametrize("missing", ["zone", "week"])
def test_a_zone_and_a_week_are_needed(missing: str) -> None:
    calendar = {"zone": "UTC", "week": WEEK}
    del calendar[missing]

    with pytest.raises(CalendarFault, match=f"{missing}: is missing"):
        read_calendar(calendar)


@pytest.mark.parametrize(
    "never",
    [
        {"zone": "Europe/Paris", "week": {}},
        {"zone": "Europe/Paris", "week": {}, "days": {"2020-01-01": [["08:00", "12:00"]]}},
        {"zone": "Europe/Paris", "week": WEEK, "breaks": {"mon": [["08:00", "18:00"]]}},
    ],
)
@pytest.mark.parametrize("target", [OpenTime(0), OpenTime(60), BusinessDays(1)])
def test_a_calendar_that_never_opens_says_so(
    never: dict[str, Any], target: OpenTime | BusinessDays
) -> None:
    calendar = read_calendar(never)

    with pytest.raises(NeverDue):
        due_instant(calendar, start=MONDAY, target=target)
    assert next_opening(calendar, MONDAY) is None
    assert list(open_intervals(calendar, MONDAY)) == []


def test_a_calendar_that_opens_on_single_dates_only_opens_on_them() -> None:
    days = {"2026-03-31": [["22:00", "06:00"]]}
    calendar = read_calendar({"zone": "Pacific/Pago_Pago", "week": {}, "days": days})

    [(opens, closes)] = open_intervals(calendar, MONDAY)

    assert opens == datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
    assert closes == datetime(2026, 4, 1, 17, 0, tzinfo=UTC)


def test_fractions_of_a_second_are_dropped() -> None:
    start = MONDAY.replace(microsecond=999_999)

    assert due_instant(always_open(), start=start, target=OpenTime(60)) == MONDAY.replace(minute=1)
