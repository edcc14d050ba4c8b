"""Shifts as calendars read them, and hours as calendars write them (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import takewhile
from typing import Any, Final

from dateutil.rrule import rrulestr
from icalendar import Calendar, Component, Event

PRODUCT: Final = "-//Permanence//Rotas//EN"
MOST_READ: Final = 500
MOST_TIMES: Final = 5000
DAY: Final = timedelta(days=1)


class NoCalendar(ValueError):  # noqa: N818 -- says what is so
    """What was given is no calendar."""


@dataclass(frozen=True)
class Entry:
    """One event of a feed; its `key` stays the same as long as it is the same shift."""

    key: str
    title: str
    start: datetime
    end: datetime
    link: str = ""


@dataclass(frozen=True)
class Taken:
    """Hours read from a calendar, with what they are called there."""

    title: str
    start: datetime
    end: datetime


def write_feed(name: str, entries: Iterable[Entry], *, at: datetime) -> bytes:
    """Return a calendar of these events; instants are in UTC, so that no zone can be mistaken."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-published-ttl", "PT1H")
    for one in entries:
        event = Event()
        event.add("uid", f"{one.key}@permanence")
        event.add("dtstamp", at)
        event.add("dtstart", one.start)
        event.add("dtend", one.end)
        event.add("summary", one.title)
        if one.link:
            event.add("url", one.link)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def read_hours(raw: bytes, *, zone: tzinfo, since: datetime, until: datetime) -> list[Taken]:
    """Return the hours of a calendar that end in a span, by their beginning.

    Whole days and times without a zone are those of `zone`. What repeats is read time by time.
    """
    try:
        components = Calendar.from_ical(raw).walk("VEVENT")
        found = list(read_events(components, zone=zone, until=until))
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise NoCalendar(str(fault)) from None
    kept = {one for one in found if one.end > since and one.start < until and one.end > one.start}
    return sorted(kept, key=lambda one: (one.start, one.end, one.title))[:MOST_READ]


def read_events(
    components: Iterable[Component], *, zone: tzinfo, until: datetime
) -> Iterator[Taken]:
    """Yield each time of each event; one that was moved stands for the time that it had."""
    events = [one for one in components if str(one.get("status", "")) != "CANCELLED"]
    moved = {
        (str(one.get("uid")), lay_local(one.decoded("recurrence-id"), zone))
        for one in components
        if "recurrence-id" in one
    }
    for one in events:
        title = str(one.get("summary", ""))[:200]
        start = lay_local(one.decoded("dtstart"), zone)
        lasts = lay_end(one, zone) - start
        for begins in times_of(one, start, until=until):
            is_moved = "recurrence-id" not in one and (str(one.get("uid")), begins) in moved
            if not is_moved:
                yield Taken(title, begins, begins + lasts)


def lay_local(value: date | datetime, zone: tzinfo) -> datetime:
    """Return a day or a time as an instant."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), tzinfo=zone)
    return value if value.tzinfo else value.replace(tzinfo=zone)


def lay_end(event: Component, zone: tzinfo) -> datetime:
    """Return when the first time of an event ends."""
    start = event.decoded("dtstart")
    if "dtend" in event:
        return lay_local(event.decoded("dtend"), zone)
    if "duration" in event:
        lasts: timedelta = event.decoded("duration")
        return lay_local(start, zone) + lasts
    return lay_local(start, zone) + (timedelta() if isinstance(start, datetime) else DAY)


def times_of(event: Component, start: datetime, *, until: datetime) -> Iterator[datetime]:
    """Yield when an event begins: once, or by its rule, less what was left out."""
    rule: Any = event.get("rrule")
    if rule is None:
        yield start
        return
    local = start.replace(tzinfo=None)
    said = {key: list(values) for key, values in rule.items()}
    if last := said.get("UNTIL"):
        said["UNTIL"] = [lay_local(one, start.tzinfo or until.tzinfo) for one in last]  # type: ignore[arg-type]
    stop = min([*said.pop("UNTIL", []), until])
    text = type(rule)(said).to_ical().decode()
    left_out = {lay_local(one, start.tzinfo) for one in left_out_of(event)}  # type: ignore[arg-type]
    times = (one.replace(tzinfo=start.tzinfo) for one in rrulestr(text, dtstart=local))
    for count, begins in enumerate(takewhile(lambda one: one <= stop, times)):
        if count >= MOST_TIMES:
            return
        if begins not in left_out:
            yield begins


def left_out_of(event: Component) -> Iterator[date | datetime]:
    """Yield the times that a rule leaves out."""
    said: Any = event.get("exdate", [])
    for group in said if isinstance(said, list) else [said]:
        for one in group.dts:
            yield one.dt
