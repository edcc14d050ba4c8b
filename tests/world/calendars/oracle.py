"""Working time by brute force: walk the minutes of UTC and ask the wall clock about each.

Written from docs/rules/working-time.md on the plain mapping, and sharing nothing with the product.
It sees the days around one date only; what lies beyond is None.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import holidays

HOUR = 3600
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
OPEN = b"\x01" * 60
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

PUBLIC: dict[tuple[str, str | None, int], set[date]] = {}

Pauses = Sequence[tuple[datetime, datetime | None]]


class Oracle:
    """Which seconds of some days are open, on the calendar that a mapping describes."""

    def __init__(self, mapping: dict[str, Any], first: date, days: int) -> None:
        self.mapping = mapping
        self.zone = zone_of(mapping["zone"])
        self.begin = datetime.combine(first, time(), UTC)
        self.end = self.begin + days * DAY
        self.dates = [first + n * DAY for n in range(-3, days + 4)]
        self.first_openings: dict[date, datetime] = {}
        self.open = self.walk_minutes(self.open_minutes())

    def walk_minutes(self, open_on_the_wall: dict[int, tuple[date, ...]]) -> bytearray:
        """Ask of each minute of UTC what the clock on the wall shows; one byte a second."""
        seconds = bytearray(int((self.end - self.begin).total_seconds()))
        for minute, shown in enumerate(self.read_the_wall()):
            owners = open_on_the_wall.get(shown)
            if owners:
                seconds[minute * 60 : minute * 60 + 60] = OPEN
                for owner in owners:
                    if owner not in self.first_openings:
                        self.first_openings[owner] = self.begin + minute * MINUTE
        return seconds

    def read_the_wall(self) -> Iterator[int]:
        """What the clock on the wall shows in each minute of UTC, from the first to the last.

        An hour after which it shows an hour more had no turn of the clock: its minutes are counted.
        """
        at, shown = self.begin, self.look(self.begin)
        while at < self.end:
            later = self.look(at + 60 * MINUTE)
            if later == shown + 60:
                yield from range(shown, later)
            else:
                yield from (self.look(at + minute * MINUTE) for minute in range(60))
            at, shown = at + 60 * MINUTE, later

    def look(self, at: datetime) -> int:
        """The number of the minute that the clock on the wall shows."""
        return number_of(at.astimezone(self.zone))

    def open_minutes(self) -> dict[int, tuple[date, ...]]:
        """The minutes of the wall clock that are open, with the dates to which they belong."""
        found: dict[int, tuple[date, ...]] = {}
        for begun in self.dates:
            for span in self.hours(begun):
                minutes = minutes_of(begun, span)
                if found.keys().isdisjoint(minutes):
                    found.update(dict.fromkeys(minutes, (begun,)))
                else:
                    found.update({one: (*found.get(one, ()), begun) for one in minutes})
        breaks = [minutes_of(begun, span) for begun in self.dates for span in self.breaks(begun)]
        holes = [range(*map(local_number, hole)) for hole in self.mapping.get("holes", [])]
        for minutes in breaks + holes:
            for minute in minutes:
                found.pop(minute, None)
        return found

    def hours(self, begun: date) -> list[list[str]]:
        special: dict[str, list[list[str]]] = self.mapping.get("days", {})
        if begun.isoformat() in special:
            return special[begun.isoformat()]
        if any(self.falls_on(holiday, begun) for holiday in self.mapping.get("holidays", [])):
            return []
        found: list[list[str]] = self.mapping["week"].get(NAMES[begun.weekday()], [])
        return found

    def falls_on(self, holiday: str | dict[str, str], day: date) -> bool:
        if isinstance(holiday, str):
            return holiday in (day.isoformat(), f"*-{day:%m-%d}")
        place = (holiday["country"], holiday.get("region"), day.year)
        if place not in PUBLIC:
            country, region, year = place
            PUBLIC[place] = set(holidays.country_holidays(country, region, years=year))
        return day in PUBLIC[place]

    def breaks(self, begun: date) -> list[list[str]]:
        if begun.isoformat() in self.mapping.get("days", {}):
            return []
        found: list[list[str]] = self.mapping.get("breaks", {}).get(NAMES[begun.weekday()], [])
        return found

    def second(self, at: datetime) -> int:
        return min(max(int((at - self.begin).total_seconds()), 0), len(self.open))

    def running(self, pauses: Pauses) -> bytearray:
        """The open seconds that are not paused."""
        seconds = bytearray(self.open)
        for begins, ends in pauses:
            first, last = self.second(begins), self.second(ends or self.end)
            seconds[first:last] = bytes(max(0, last - first))
        return seconds

    def measure(self, start: datetime, end: datetime, pauses: Pauses = ()) -> int:
        """How many seconds count from start to end."""
        return self.running(pauses).count(1, self.second(start), self.second(end))

    def due(self, start: datetime, amount: int, pauses: Pauses = ()) -> datetime | None:
        """When so many seconds have counted."""
        running, at, left = self.running(pauses), self.second(start), amount
        for step in (HOUR, 60):
            while at < len(running):
                counted = running.count(1, at, at + step)
                if counted >= max(left, 1):
                    break
                at, left = at + step, left - counted
        for second in range(at, min(at + 60, len(running))):
            if running[second] and left <= 1:
                return self.begin + timedelta(seconds=second + left)
            left -= running[second]
        return None

    def before(self, due: datetime, amount: int, pauses: Pauses = ()) -> datetime | None:
        """The last instant from which so many seconds (at least one) still count."""
        running, at, left = self.running(pauses), self.second(due), amount
        for step in (HOUR, 60):
            while at > 0:
                counted = running.count(1, max(0, at - step), at)
                if counted >= left:
                    break
                at, left = at - step, left - counted
        for second in range(at - 1, max(0, at - 60) - 1, -1):
            left -= running[second]
            if not left:
                return self.begin + timedelta(seconds=second)
        return None

    def first_opening(self, day: date) -> datetime | None:
        """The first open minute that belongs to a date."""
        return self.first_openings.get(day)

    def due_in_days(self, start: datetime, days: int, pauses: Pauses = ()) -> datetime | None:
        """The same wall-clock time so many business days later, moved by each pause's open time."""
        last = self.end.date() - 3 * DAY
        wall = start.astimezone(self.zone).replace(tzinfo=None)
        day, opening = wall.date(), self.first_opening(wall.date())
        clock = wall - datetime.combine(day, time())
        while opening is None:
            day += DAY
            if day > last:
                return None
            opening = self.first_opening(day)
            if opening is not None:
                wall = opening.astimezone(self.zone).replace(tzinfo=None)
                clock = wall - datetime.combine(day, time())
        for _ in range(days):
            day += DAY
            while self.first_opening(day) is None:
                day += DAY
                if day > last:
                    return None
        due = (datetime.combine(day, time()) + clock).replace(tzinfo=self.zone)
        return self.move_by_pauses(due.astimezone(UTC), start, pauses)

    def move_by_pauses(self, due: datetime, start: datetime, pauses: Pauses) -> datetime | None:
        moved: datetime | None = due
        for begins, ends in unite(pauses):
            if moved is None or begins >= moved:
                return moved
            if ends is None:
                return None
            paused = self.measure(max(begins, start), ends) if ends > start else 0
            moved = self.due(moved, paused) if paused else moved
        return moved


def unite(pauses: Pauses) -> list[tuple[datetime, datetime | None]]:
    """Pauses that overlap or touch are one, from the first beginning to the last end."""
    united: list[tuple[datetime, datetime | None]] = []
    for begins, ends in sorted(pauses, key=lambda pause: pause[0]):
        if united:
            before, until = united[-1]
            if until is None:
                break
            if begins <= until:
                united[-1] = (before, None if ends is None else max(until, ends))
                continue
        united.append((begins, ends))
    return united


def minutes_of(begun: date, span: list[str]) -> range:
    begins, ends = (int(text[:2]) * 60 + int(text[3:]) for text in span)
    if ends <= begins:
        ends += 24 * 60
    midnight = number_of(datetime.combine(begun, time()))
    return range(midnight + begins, midnight + ends)


def local_number(text: str) -> int:
    day, _, clock = text.partition("T")
    return minutes_of(date.fromisoformat(day), [clock, "24:00"]).start


def number_of(wall: datetime) -> int:
    return wall.toordinal() * 1440 + wall.hour * 60 + wall.minute


def zone_of(name: str) -> tzinfo:
    if name[0] in "+-":
        sign = -1 if name[0] == "-" else 1
        return timezone(sign * timedelta(hours=int(name[1:3]), minutes=int(name[4:])))
    return ZoneInfo(name)
