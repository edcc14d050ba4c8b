"""Single changes of a policy document: other hours on a date, another number or address.

Each returns the whole text of a new version; loading it is an act of its own, with its preview.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from permanence.promises.terms.rules.documents import KeyPath
from permanence.promises.terms.rules.editing import NotEditable, set_value
from permanence.world.calendars.rules import Calendar, read_calendar
from permanence.world.calendars.rules.calendar import EPOCH_ORDINAL
from permanence.world.calendars.rules.days import own_hours
from permanence.world.calendars.rules.spans import subtract_spans

Windows = tuple[tuple[str, str], ...]
LONGEST: Final = 62
PLACES: Final = (("coverage", "calendar"), ("operator", "coverage", "calendar"))
POINTS: Final[dict[str, str]] = {"phone": "number", "fax": "number", "mailbox": "address"}


class Wrong(StrEnum):
    """Why an exception cannot be made."""

    PAST = "past"
    NOT_ANNOUNCED = "not_announced"
    TOO_LONG = "too_long"
    BACKWARDS = "backwards"
    NOTHING = "nothing"
    BY_HAND = "by_hand"


class CannotAmend(ValueError):  # noqa: N818 -- says what is so
    """An exception that is against a rule; `wrong` says which."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong)
        self.wrong = wrong


@dataclass(frozen=True)
class Exceptional:
    """Other hours for the dates from first to last: none is closed, None as usual again."""

    calendar: str
    first: date
    last: date
    windows: Windows | None

    @property
    def dates(self) -> list[date]:
        """Every date that is meant."""
        span = (self.last - self.first).days
        return [self.first + timedelta(days=one) for one in range(span + 1)]


def amend_calendar(text: str, wish: Exceptional, *, today: date) -> str:
    """Return the document with other hours on some dates; `today` is when it takes effect.

    Nothing that has begun is changed. Hours are taken away from tomorrow on only, so that they
    are published before; hours may be added today.
    """
    check_dates(wish, today=today)
    path, table = find_calendar(tomllib.loads(text), wish.calendar)
    before = read_table(table)
    days = lay_days(table.get("days", {}), wish)
    after = read_table(table | {"days": days})
    lost = [on for on in wish.dates if takes_hours(before, after, on)]
    if lost and min(lost) <= today:
        raise CannotAmend(Wrong.NOT_ANNOUNCED)
    if days == table.get("days", {}):
        raise CannotAmend(Wrong.NOTHING)
    try:
        return set_value(text, (*path, "days"), days)
    except NotEditable:
        raise CannotAmend(Wrong.BY_HAND) from None


def check_dates(wish: Exceptional, *, today: date) -> None:
    """Refuse dates in the wrong order, too many of them, and the past."""
    if wish.last < wish.first:
        raise CannotAmend(Wrong.BACKWARDS)
    if len(wish.dates) > LONGEST:
        raise CannotAmend(Wrong.TOO_LONG)
    if wish.first < today:
        raise CannotAmend(Wrong.PAST)


def lay_days(days: Mapping[str, Any], wish: Exceptional) -> dict[str, Any]:
    """Return the hours of single dates with those that are wanted."""
    dates = {on.isoformat() for on in wish.dates}
    kept = {key: hours for key, hours in days.items() if key not in dates}
    if wish.windows is None:
        return kept
    hours = [list(window) for window in wish.windows]
    return dict(sorted({**kept, **dict.fromkeys(dates, hours)}.items()))


def find_calendar(values: Mapping[str, Any], key: str) -> tuple[KeyPath, dict[str, Any]]:
    """Return where a calendar stands in a document, and what it says."""
    for place in PLACES:
        rows: Any = values
        for part in place:
            rows = rows.get(part, {})
        for number, row in enumerate(rows or ()):
            if row.get("key") == key:
                return (*place, number), dict(row)
    raise CannotAmend(Wrong.BY_HAND)


def read_table(table: Mapping[str, Any]) -> Calendar:
    """Return the calendar that a table of the document describes."""
    return read_calendar(
        {key: one for key, one in table.items() if key not in ("key", "text", "title", "name")}
    )


def takes_hours(before: Calendar, after: Calendar, on: date) -> bool:
    """Say whether a date has less open time than before, at any hour of it."""
    day = on.toordinal() - EPOCH_ORDINAL
    return bool(subtract_spans(own_hours(before, day), own_hours(after, day)))


@dataclass(frozen=True)
class Point:
    """Where requests arrive: which kind of point, its key, and what is published."""

    kind: str
    key: str
    value: str
    regions: Sequence[str] | None = None


def amend_point(text: str, point: Point) -> str:
    """Return the document with another number or address, and other regions, at a contact point."""
    path, row = find_point(tomllib.loads(text), point)
    wanted: dict[str, Any] = {POINTS[point.kind]: point.value}
    if point.regions is not None:
        wanted["regions"] = list(point.regions)
    changed = text
    try:
        for name, value in wanted.items():
            if row.get(name, []) != value:
                changed = set_value(changed, (*path, name), value)
    except NotEditable:
        raise CannotAmend(Wrong.BY_HAND) from None
    if changed == text:
        raise CannotAmend(Wrong.NOTHING)
    return changed


def find_point(values: Mapping[str, Any], point: Point) -> tuple[KeyPath, dict[str, Any]]:
    """Return where a contact point stands in a document, and what it says."""
    for place in ((), ("operator",)):
        inner: Any = values
        for part in (*place, "channels"):
            inner = inner.get(part, {})
        for number, row in enumerate(inner.get(point.kind, [])):
            if row.get("key") == point.key and point.kind in POINTS:
                return (*place, "channels", point.kind, number), dict(row)
    raise CannotAmend(Wrong.BY_HAND)
