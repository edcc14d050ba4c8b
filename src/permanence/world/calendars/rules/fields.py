"""The fields of calendars and targets as documents and scripts write them.

Each takes the key path of its field, which its fault names: `week.mon[0][1]`.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from permanence.world.calendars.rules.calendar import DAY, EPOCH_ORDINAL, CalendarFault

_CLOCK: Final = re.compile(r"([01]\d|2[0-4]):([0-5]\d)", re.ASCII)
_LOCAL: Final = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::00)?", re.ASCII)
_YEARLY: Final = re.compile(r"\*-(\d\d)-(\d\d)", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def read_instant(text: object, path: str) -> datetime:
    """Return the instant of an ISO 8601 text with its offset, or raise CalendarFault."""
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        at = None
    if at is None:
        raise CalendarFault(path, f"{show(text)} is no instant; write 2026-03-02T09:30:00Z")
    if at.utcoffset() is None:
        raise CalendarFault(
            path, f"{show(text)} lacks its offset; write Z for UTC, or such as +01:00"
        )
    if not 1900 <= at.year < 2200:
        raise CalendarFault(path, f"{show(text)} is not in the years 1900 to 2199")
    return at


def read_clock(value: object, path: str) -> int:
    """Return the seconds since midnight of a time of day, or raise CalendarFault."""
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    seconds = int(found[1]) * 3600 + int(found[2]) * 60 if found else DAY + 1
    if seconds > DAY:
        raise CalendarFault(path, f'{show(value)} is no time of day; write "00:00" to "24:00"')
    return seconds


def read_local(value: object, path: str) -> int:
    """Return the seconds since 1970 of a local time, or raise CalendarFault."""
    found = _LOCAL.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise CalendarFault(
            path, f'{show(value)} is no local time; write "2026-03-01T00:00", without an offset'
        )
    days = read_date(found[1], path).toordinal() - EPOCH_ORDINAL
    return days * DAY + read_clock(found[2], path)


def read_date(value: object, path: str) -> date:
    """Return the date of its text, or the bare date that TOML knows; or raise CalendarFault."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str) and _DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise CalendarFault(path, f'{show(value)} is no date; write such as "2026-12-25"')


def read_yearly(text: str, path: str) -> tuple[int, int]:
    """Return the month and day of a text such as "*-12-25", or raise CalendarFault."""
    found = _YEARLY.fullmatch(text)
    try:
        if found:
            leap_year = date(2000, int(found[1]), int(found[2]))
            return leap_year.month, leap_year.day
    except ValueError:
        pass
    raise CalendarFault(path, f'{show(text)} is no day of the year; write such as "*-12-25"')


def expect_mapping(value: object, path: str) -> Mapping[str, Any]:
    """Return the value if it has keys, or raise CalendarFault."""
    if not isinstance(value, Mapping):
        raise CalendarFault(path, f"{show(value)} is not a table of keys and values")
    return value


def expect_list(value: object, path: str) -> Sequence[Any]:
    """Return the value if it is a list, or raise CalendarFault."""
    if not isinstance(value, list | tuple):
        raise CalendarFault(path, f"{show(value)} is not a list")
    return value


def expect_pair(value: object, path: str) -> Sequence[Any]:
    """Return the value if it has a beginning and an end, or raise CalendarFault."""
    pair = expect_list(value, path)
    if len(pair) != 2:
        raise CalendarFault(path, f"{show(value)} is not a pair of beginning and end")
    return pair


def required(mapping: Mapping[str, Any], key: str) -> object:
    """Return what stands under a key, or raise CalendarFault."""
    if key not in mapping:
        raise CalendarFault(key, "is missing")
    return mapping[key]


def check_keys(mapping: Mapping[str, Any], *, known: frozenset[str], path: str) -> None:
    """Raise CalendarFault at the first key that is not known."""
    for key in mapping:
        if key not in known:
            at = f"{path}.{key}" if path else str(key)
            raise CalendarFault(at, f"is not known here; known are {', '.join(sorted(known))}")


def show(value: object) -> str:
    """Return a value as a message quotes it."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
