"""The calendars of a policy document: what they may combine, and those that are refused."""

from datetime import date
from pathlib import Path

import pytest

from permanence.promises.policies.rules import read_policy
from permanence.promises.terms.rules import Faults
from permanence.world.calendars.rules import DayException, month_of

SMALL = (Path(__file__).parent / "small.toml").read_text(encoding="utf-8")
WEEK = next(line for line in SMALL.splitlines() if line.startswith("week = "))


def faults_of(hours: str) -> list[str]:
    with pytest.raises(Faults) as caught:
        read_policy(SMALL.replace(WEEK, hours), file="small.toml")
    return [f"{fault.key}: {fault.wrong}; {fault.right}" for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ("week = {}", "week: never opens"),
        ("week = { mon = [] }", "week: never opens"),
        (
            'week = { mon = [["09:00", "17:00"]] }\nbreaks = { mon = [["08:00", "18:00"]] }',
            "week: never opens",
        ),
        ('week = {}\ndays = { "2020-01-02" = [] }', "week: never opens"),
        (
            'week = {}\ndays = { "2020-01-02" = [["09:00", "17:00"]] }',
            "week: opens on no day of the week, and for the last time on 2020-01-02",
        ),
    ],
)
def test_a_calendar_that_never_opens_is_refused(hours: str, said: str) -> None:
    right = "give at least one day of the week its hours, or write always = true"

    assert faults_of(hours) == [f"coverage.calendar[1].{said}; {right}"]


def test_what_is_wrong_with_the_hours_is_not_also_called_closed() -> None:
    [fault] = faults_of('week = { mon = [["09:00", "25:00"]] }')

    assert fault.startswith("coverage.calendar[1].week.mon")


def test_one_calendar_may_combine_all_kinds_of_holidays_and_exceptions() -> None:
    policy = read_policy(
        SMALL.replace(
            WEEK,
            f"""{WEEK}
holidays = [
  {{ country = "FR" }},
  {{ country = "DE", region = "BY" }},
  "2026-12-24",
  2026-12-28,
  "*-12-31",
]
days = {{ "2026-12-24" = [["09:00", "12:00"]], "2026-12-27" = [["10:00", "12:00"]] }}
holes = [["2026-12-22T10:00", "2026-12-22T11:00"]]""",
        )
    )
    calendar = policy.calendars["office"]

    assert calendar.public == (("DE", "BY"), ("FR", None))
    january = {day.date: day for day in month_of(calendar, 2026, 1)}
    december = {day.date: day for day in month_of(calendar, 2026, 12)}
    assert january[date(2026, 1, 6)].names == ("Epiphany",)
    assert [day.day for day, shown in december.items() if shown.holiday] == [24, 25, 26, 28, 31]
    assert december[date(2026, 12, 24)].exception is DayException.OPENING
    assert december[date(2026, 12, 27)].exception is DayException.OPENING
    assert december[date(2026, 12, 22)].holes
    assert [day.date.day for day in month_of(calendar, 2026, 7) if day.holiday] == [14]
