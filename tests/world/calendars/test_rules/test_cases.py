"""The tables of docs/rules/working-time.md, case by case."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from permanence.world.calendars.rules import (
    BusinessDays,
    OpenTime,
    Pause,
    Target,
    due_instant,
    open_seconds,
    read_calendar,
    reckon_due,
)

PAGE = (Path(__file__).parents[4] / "docs/rules/working-time.md").read_text(encoding="utf-8")
CALENDARS: dict[str, Any] = json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0])
UNITS = {"s": 1, "min": 60, "h": 3600}


class Case(NamedTuple):
    what: str
    calendar: str
    start: datetime
    target: Target
    pauses: tuple[Pause, ...]
    due: datetime | None


def read_cases() -> list[Case]:
    rows = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| ")]
    cases = [row for row in rows if len(row) == len(Case._fields) and row[0] != "case"]
    return [read_case(*(cell.strip() for cell in row)) for row in cases]


def read_case(what: str, calendar: str, start: str, target: str, pauses: str, due: str) -> Case:
    return Case(
        what,
        calendar,
        read_time(start),
        read_amount(target),
        tuple(read_pause(pause) for pause in pauses.split("; ") if pause),
        None if due == "never" else read_time(due),
    )


def read_time(text: str) -> datetime:
    weekday, _, rest = text.partition(" ")
    at = datetime.fromisoformat(rest[:-7] + rest[-6:])
    assert at.strftime("%a") == weekday, text
    return at


def read_amount(text: str) -> Target:
    number, _, unit = text.partition(" ")
    return BusinessDays(int(number)) if "day" in unit else OpenTime(int(number) * UNITS[unit])


def read_pause(text: str) -> Pause:
    paused, resumed = text.split(" to ")
    return read_time(paused), None if resumed == "no end" else read_time(resumed)


CASES = read_cases()


def test_the_page_has_its_cases() -> None:
    assert len(CASES) >= 70
    assert {case.calendar for case in CASES} == set(CALENDARS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_a_case_of_the_page(case: Case) -> None:
    calendar = read_calendar(CALENDARS[case.calendar])

    due = due_instant(calendar, start=case.start, target=case.target, pauses=case.pauses)

    assert due == case.due
    assert due is None or due.tzinfo is UTC


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_the_explanation_of_a_case_adds_up(case: Case) -> None:
    calendar = read_calendar(CALENDARS[case.calendar])

    reckoning = reckon_due(calendar, start=case.start, target=case.target, pauses=case.pauses)

    assert reckoning.due == case.due
    if case.due is not None and isinstance(case.target, OpenTime):
        open_lines = [line for line in reckoning.explanation if line.why == "open"]
        assert sum(line.seconds or 0 for line in open_lines) == case.target.seconds
        measured = open_seconds(calendar, start=case.start, end=case.due, pauses=case.pauses)
        assert measured == case.target.seconds
