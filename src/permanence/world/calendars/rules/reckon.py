"""Deadlines for scripts and audits: one JSON object a line in, one out (`permanence reckon`)."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any, Final, NoReturn, TypeVar

from permanence.world.calendars.rules.calendar import (
    Calendar,
    CalendarFault,
    Line,
    NeverDue,
    Pause,
    Target,
)
from permanence.world.calendars.rules.deadlines import open_seconds
from permanence.world.calendars.rules.explaining import reckon_due
from permanence.world.calendars.rules.fields import (
    expect_list,
    expect_mapping,
    expect_pair,
    read_instant,
    required,
)
from permanence.world.calendars.rules.reading import read_calendar, read_target

T = TypeVar("T")

_KEYS: Final = ("id", "calendar", "start", "target", "end", "pauses")


def answer_lines(lines: Iterable[str | bytes]) -> Iterator[tuple[str, bool]]:
    """Yield an answer for each line that is not blank, and whether the line was understood."""
    for line in lines:
        if not line.strip():
            continue
        try:
            yield json.dumps(answer_question(_parse(line)), allow_nan=False), True
        except CalendarFault as fault:
            yield json.dumps({"error": {"at": fault.path, "message": fault.message}}), False


def answer_question(question: Mapping[str, Any]) -> dict[str, Any]:
    """Return when a target is due or how much open time has passed; or raise CalendarFault."""
    for key in question:
        if key not in _KEYS:
            raise CalendarFault(key, f"is not known here; known are {', '.join(_KEYS)}")
    if ("target" in question) == ("end" in question):
        raise CalendarFault("target", "give either a target or an end")
    calendar: Calendar = _within("calendar", read_calendar, question)
    start = read_instant(required(question, "start"), "start")
    pauses = _read_pauses(question.get("pauses", []))
    answer: dict[str, Any] = {"id": question.get("id")}
    if "end" in question:
        end = read_instant(question["end"], "end")
        if end < start:
            raise CalendarFault("end", "is before start")
        return answer | {"seconds": open_seconds(calendar, start=start, end=end, pauses=pauses)}
    return answer | _answer_due(calendar, start, _within("target", read_target, question), pauses)


def write_line(line: Line) -> dict[str, Any]:
    """Return a line of an explanation as JSON has it."""
    return {
        "date": line.date.isoformat(),
        "from": line.clock_from,
        "to": line.clock_to,
        "seconds": line.seconds,
        "why": line.why.value,
    }


def _answer_due(
    calendar: Calendar, start: datetime, target: Target, pauses: list[Pause]
) -> dict[str, Any]:
    try:
        reckoning = reckon_due(calendar, start=start, target=target, pauses=pauses)
    except NeverDue as never:
        raise CalendarFault("calendar", str(never)) from None
    return {
        "due": reckoning.due and f"{reckoning.due.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "explanation": [write_line(line) for line in reckoning.explanation],
    }


def _parse(line: str | bytes) -> Mapping[str, Any]:
    try:
        question = json.loads(line, parse_constant=_refuse_number, parse_float=_parse_float)
    except (ValueError, RecursionError):
        raise CalendarFault("", "the line is not JSON; write one object a line") from None
    return expect_mapping(question, "")


def _parse_float(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _refuse_number(text)


def _refuse_number(text: str) -> NoReturn:
    raise ValueError(text)


def _read_pauses(value: object) -> list[Pause]:
    return [
        _read_pause(pause, f"pauses[{place}]")
        for place, pause in enumerate(expect_list(value, "pauses"))
    ]


def _read_pause(value: object, path: str) -> Pause:
    pair = expect_pair(value, path)
    paused = read_instant(pair[0], f"{path}[0]")
    resumed = None if pair[1] is None else read_instant(pair[1], f"{path}[1]")
    if resumed is not None and resumed < paused:
        raise CalendarFault(f"{path}[1]", "the pause ends before it begins")
    return paused, resumed


def _within(key: str, read: Callable[[Mapping[str, Any]], T], question: Mapping[str, Any]) -> T:
    mapping = expect_mapping(required(question, key), key)
    try:
        return read(mapping)
    except CalendarFault as fault:
        path = f"{key}.{fault.path}" if fault.path else key
        raise CalendarFault(path, fault.message) from None
