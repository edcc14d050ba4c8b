"""A month as a calendar page shows it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from permanence.world.calendars.rules import (
    CalendarDay,
    DayException,
    Window,
    month_of,
    open_seconds,
    read_calendar,
)

WORKING_DAYS = ("mon", "tue", "wed", "thu", "fri")
OFFICE: dict[str, Any] = {
    "zone": "Europe/Paris",
    "week": {key: [["08:30", "12:30"], ["13:00", "17:00"]] for key in WORKING_DAYS},
    "holidays": [{"country": "FR"}, "2026-12-24", "*-12-31"],
    "days": {
        "2026-12-25": [["10:00", "12:00"]],
        "2026-12-28": [],
        "2026-12-29": [["08:30", "12:30"]],
    },
}


def find_day(mapping: dict[str, Any], day: str, *, language: str = "en") -> CalendarDay:
    on = date.fromisoformat(day)
    month = month_of(read_calendar(mapping), on.year, on.month, language=language)
    return month[on.day - 1]


def test_a_month_has_all_its_dates_with_their_windows() -> None:
    month = month_of(read_calendar(OFFICE), 2026, 12)

    assert [day.date.day for day in month] == list(range(1, 32))
    assert month[0].windows == (Window("08:30", "12:30", False), Window("13:00", "17:00", False))
    assert month[0].seconds == 8 * 3600
    assert month[4].windows == ()
    assert len(month_of(read_calendar(OFFICE), 2028, 2)) == 29


def test_a_holiday_has_the_name_that_its_readers_give_it() -> None:
    assert find_day(OFFICE, "2026-05-01").names == ("Labor Day",)
    assert find_day(OFFICE, "2026-05-01", language="fr").names == ("Fête du Travail",)
    # No Italian words are known for French holidays: English stands in.
    assert find_day(OFFICE, "2026-05-01", language="it").names == ("Labor Day",)


def test_holidays_of_several_places_are_all_named_once() -> None:
    both = OFFICE | {"holidays": [{"country": "FR"}, {"country": "CA", "region": "QC"}]}

    assert find_day(both, "2026-01-01", language="fr").names == ("Jour de l'an",)
    assert find_day(both, "2026-07-14", language="fr").names == ("Fête nationale",)
    assert find_day(both, "2026-06-24", language="fr").names == ("Fête nationale du Québec",)


def test_a_date_given_by_hand_is_a_holiday_without_a_name() -> None:
    for day in ("2026-12-24", "2026-12-31"):
        found = find_day(OFFICE, day)
        assert (found.holiday, found.names, found.windows) == (True, (), ())


def test_hours_for_a_date_are_told_as_what_they_make_of_it() -> None:
    opened = find_day(OFFICE, "2026-12-25", language="fr")

    assert (opened.exception, opened.holiday) == (DayException.OPENING, True)
    assert opened.names == ("Noël",)
    assert opened.windows == (Window("10:00", "12:00", False),)
    assert find_day(OFFICE, "2026-12-28").exception is DayException.CLOSING
    assert find_day(OFFICE, "2026-12-29").exception is DayException.HOURS
    assert find_day(OFFICE, "2026-12-30").exception is None


def test_a_night_belongs_to_the_date_on_which_it_begins() -> None:
    nights = {
        "zone": "Europe/Paris",
        "week": {key: [["22:00", "06:00"]] for key in WORKING_DAYS},
        "breaks": {"tue": [["02:00", "02:30"]]},
    }

    monday = find_day(nights, "2026-03-02")

    assert monday.windows == (Window("22:00", "02:00", True), Window("02:30", "06:00", True, True))
    assert monday.breaks == (Window("02:00", "02:30", True, True),)
    assert monday.seconds == 7.5 * 3600
    assert find_day(nights, "2026-03-07").windows == ()


def test_midnight_is_the_end_of_a_day_and_the_beginning_of_the_next() -> None:
    whole = {"zone": "UTC", "week": {"mon": [["00:00", "24:00"]], "tue": [["08:00", "08:00"]]}}

    assert find_day(whole, "2026-03-02").windows == (Window("00:00", "24:00", False),)
    assert find_day(whole, "2026-03-03").windows == (Window("08:00", "08:00", True),)


def test_what_a_hole_takes_is_shown() -> None:
    hole = OFFICE | {"holes": [["2026-12-01T10:00", "2026-12-01T11:15"]]}

    found = find_day(hole, "2026-12-01")

    assert found.holes == (Window("10:00", "11:15", False),)
    assert found.windows[0] == Window("08:30", "10:00", False)


def test_a_day_on_which_the_clock_moves_says_so_and_counts_real_time() -> None:
    whole = {"zone": "Europe/Paris", "week": {"sun": [["00:00", "24:00"]]}}
    spring, autumn = find_day(whole, "2026-03-29"), find_day(whole, "2026-10-25")

    assert (spring.clock_moves, spring.seconds) == (3600, 23 * 3600)
    assert (autumn.clock_moves, autumn.seconds) == (-3600, 25 * 3600)
    at_midnight = {"zone": "America/Sao_Paulo", "week": {"sun": [["00:00", "24:00"]]}}
    assert find_day(at_midnight, "2018-11-04").clock_moves == 3600
    assert find_day(at_midnight, "2018-11-03").clock_moves == 0


def test_the_days_of_a_month_add_up_to_its_open_time() -> None:
    calendar = read_calendar(OFFICE)
    begin = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)

    total = open_seconds(calendar, start=begin, end=begin + timedelta(days=31))

    assert sum(day.seconds for day in month_of(calendar, 2026, 12)) == total
