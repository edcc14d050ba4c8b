"""Calendars and targets as documents and scripts write them.

A fault names the key path at which it was found: `week.mon[0][1]`.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from permanence.world.calendars.rules.calendar import (
    DAY,
    WHOLE_WEEK,
    BusinessDays,
    Calendar,
    CalendarFault,
    OpenTime,
    Target,
)
from permanence.world.calendars.rules.fields import (
    check_keys,
    expect_list,
    expect_mapping,
    expect_pair,
    read_clock,
    read_date,
    read_local,
    read_yearly,
    required,
    show,
)
from permanence.world.calendars.rules.public import holidays_of_year
from permanence.world.calendars.rules.spans import Span, Spans, merge_spans
from permanence.world.calendars.rules.zones import find_zone

DAYS_OF_WEEK: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Holidays = tuple[frozenset[date], frozenset[tuple[int, int]], tuple[tuple[str, str | None], ...]]

_KEYS: Final = frozenset({"always", "zone", "week", "breaks", "holidays", "days", "holes"})
_COUNTRY: Final = re.compile(r"[A-Z]{2}", re.ASCII)
_OFFSET: Final = re.compile(r"[+-](?:0\d|1[0-4]):[0-5]\d", re.ASCII)


def read_calendar(mapping: Mapping[str, Any]) -> Calendar:
    """Return the calendar that a mapping describes, or raise CalendarFault with the key path."""
    check_keys(mapping, known=_KEYS, path="")
    always = mapping.get("always", False)
    if not isinstance(always, bool):
        raise CalendarFault("always", "is not true or false")
    if always and "week" in mapping:
        raise CalendarFault("week", "cannot stand beside always; leave one of them out")
    dates, yearly, public = _read_holidays(mapping.get("holidays", []), "holidays")
    return Calendar(
        zone=_read_zone(mapping, always=always),
        week=WHOLE_WEEK if always else _read_week(required(mapping, "week"), "week"),
        breaks=_read_week(mapping.get("breaks", {}), "breaks"),
        holidays=dates,
        yearly=yearly,
        public=public,
        days=_read_days(mapping.get("days", {}), "days"),
        holes=_read_holes(mapping.get("holes", []), "holes"),
    )


def read_target(mapping: Mapping[str, Any]) -> Target:
    """Return the target that a mapping describes, or raise CalendarFault with the key path."""
    check_keys(mapping, known=frozenset({"seconds", "business_days"}), path="")
    if len(mapping) != 1:
        raise CalendarFault("", "needs one of seconds and business_days, and only one")
    [(key, number)] = mapping.items()
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise CalendarFault(key, f"{show(number)} is not a whole number from 0 on")
    return OpenTime(number) if key == "seconds" else BusinessDays(number)


def _read_zone(mapping: Mapping[str, Any], *, always: bool) -> str:
    zone = mapping.get("zone", "UTC") if always else required(mapping, "zone")
    message = f'{show(zone)} is no zone; write a name ("Europe/Paris") or an offset ("-05:00")'
    if not isinstance(zone, str) or (zone[:1] in ("+", "-") and not _OFFSET.fullmatch(zone)):
        raise CalendarFault("zone", message)
    try:
        find_zone(zone)
    except (KeyError, ValueError, OSError):
        raise CalendarFault("zone", message) from None
    return zone


def _read_week(value: object, path: str) -> tuple[Spans, ...]:
    week = expect_mapping(value, path)
    check_keys(week, known=frozenset(DAYS_OF_WEEK), path=path)
    return tuple(_read_spans(week.get(day, []), f"{path}.{day}") for day in DAYS_OF_WEEK)


def _read_days(value: object, path: str) -> tuple[tuple[date, Spans], ...]:
    days = expect_mapping(value, path)
    return tuple(
        sorted(
            (read_date(day, f"{path}.{day}"), _read_spans(spans, f"{path}.{day}"))
            for day, spans in days.items()
        )
    )


def _read_spans(value: object, path: str) -> Spans:
    return merge_spans(
        _read_span(span, f"{path}[{place}]") for place, span in enumerate(expect_list(value, path))
    )


def _read_span(value: object, path: str) -> Span:
    begins, ends = _read_pair(value, path, read_clock)
    if begins == DAY:
        raise CalendarFault(f"{path}[0]", '"24:00" is a day\'s end; begin the next day at "00:00"')
    return begins, ends if ends > begins else ends + DAY


def _read_holes(value: object, path: str) -> Spans:
    return merge_spans(
        _read_hole(hole, f"{path}[{place}]") for place, hole in enumerate(expect_list(value, path))
    )


def _read_hole(value: object, path: str) -> Span:
    begins, ends = _read_pair(value, path, read_local)
    if ends <= begins:
        raise CalendarFault(f"{path}[1]", "the hole does not end after it begins")
    return begins, ends


def _read_pair(value: object, path: str, read: Callable[[object, str], int]) -> Span:
    begins, ends = expect_pair(value, path)
    return read(begins, f"{path}[0]"), read(ends, f"{path}[1]")


def _read_holidays(value: object, path: str) -> Holidays:
    dates, yearly, public = set[date](), set[tuple[int, int]](), set[tuple[str, str | None]]()
    if isinstance(value, Mapping):
        return frozenset(), frozenset(), (_read_place(value, path),)
    for place, entry in enumerate(expect_list(value, path)):
        at = f"{path}[{place}]"
        if isinstance(entry, Mapping):
            public.add(_read_place(entry, at))
        elif isinstance(entry, str) and entry.startswith("*"):
            yearly.add(read_yearly(entry, at))
        else:
            dates.add(read_date(entry, at))
    return frozenset(dates), frozenset(yearly), tuple(sorted(public, key=str))


def _read_place(value: Mapping[str, Any], path: str) -> tuple[str, str | None]:
    check_keys(value, known=frozenset({"country", "region"}), path=path)
    country, region = value.get("country"), value.get("region")
    if not isinstance(country, str) or not _COUNTRY.fullmatch(country):
        raise CalendarFault(f"{path}.country", f'{show(country)} is no country; write such as "CA"')
    if region is not None and not isinstance(region, str):
        raise CalendarFault(f"{path}.region", f'{show(region)} is no region; write such as "QC"')
    try:
        holidays_of_year(country, region, 2000)
    except NotImplementedError:
        what = f"{country} {region}" if region else country
        raise CalendarFault(path, f"the public holidays of {show(what)} are not known") from None
    return country, region
