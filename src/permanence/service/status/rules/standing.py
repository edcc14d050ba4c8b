"""What is ready to be read of one component, and the page that many of them make. Pure.

Everything is in plain values, so that it is kept as it is read: instants in ISO 8601 in UTC.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any, Final

from permanence.service.status.rules.conditions import (
    Condition,
    Trouble,
    changes_in,
    condition_at,
    lay_line,
)
from permanence.service.status.rules.uptime import Day, Span, begin_day, count_days

Kept = dict[str, Any]
MONTHS_SHOWN: Final = timedelta(days=366)
CHANGES_KEPT: Final = timedelta(days=1)


@dataclass(frozen=True)
class Known:
    """All that is known of one component: its troubles, its planned work, what is published."""

    number: int
    key: str
    names: Mapping[str, str]
    kind: str
    position: int
    troubles: Sequence[Trouble] = ()
    apart: Sequence[Span] = ()
    is_maintained: bool = False
    incidents: Sequence[Kept] = ()
    windows: Sequence[Kept] = ()


def write_standing(known: Known, *, zone: tzinfo, since: datetime, at: datetime) -> Kept:
    """Return what is kept of a component, as of an instant; its days as of the minute.

    So nothing that is kept changes within a minute in which nothing happened.
    """
    line = lay_line(known.troubles, since=min(since, at - CHANGES_KEPT), until=at)
    days = count_days(
        known.troubles, known.apart, zone=zone, since=since, at=minute_of(at, zone=zone)
    )
    condition = condition_at(known.troubles, at)
    changes = changes_in(line)
    if condition != line[-1].condition:
        changes.append(at)  # what begins just now is a stretch without any length yet
    return {
        "number": known.number,
        "key": known.key,
        "names": dict(known.names),
        "kind": known.kind,
        "position": known.position,
        "condition": str(condition),
        "since": write_instant(changes[-1]) if changes else None,
        "changes": [write_instant(one) for one in changes if at - one <= CHANGES_KEPT],
        "is_maintained": known.is_maintained,
        "first": days[0].day.isoformat(),
        "days": [
            [one.measured, one.degraded, one.partial, one.down, one.maintenance] for one in days
        ],
        "incidents": list(known.incidents),
        "windows": list(known.windows),
    }


def write_instant(at: datetime) -> str:
    """Return an instant as it is kept."""
    return at.astimezone(UTC).isoformat()


def read_instant(text: str | None) -> datetime | None:
    """Return a kept instant."""
    return datetime.fromisoformat(text) if text else None


def digest_of(kept: object) -> str:
    """Return a digest by which it is seen whether something has changed."""
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class ComponentShown:
    """A component as a page shows it."""

    number: int
    key: str
    names: Mapping[str, str]
    kind: str
    condition: Condition
    since: datetime | None
    changes: tuple[datetime, ...]
    is_maintained: bool
    days: tuple[Day, ...]


@dataclass(frozen=True)
class UpdateShown:
    """One text of an incident as a page shows it."""

    number: int
    stage: str
    at: datetime
    texts: Mapping[str, str]
    is_corrected: bool


@dataclass
class IncidentShown:
    """An incident as a page shows it, with those of its components that the reader may see."""

    number: int
    titles: Mapping[str, str]
    began: datetime
    ended: datetime | None
    updates: tuple[UpdateShown, ...]
    incident: int | None = None
    components: list[ComponentShown] = field(default_factory=list)
    conditions: dict[int, str] = field(default_factory=dict)

    @property
    def last(self) -> UpdateShown:
        """The last text."""
        return self.updates[-1]


@dataclass
class WindowShown:
    """Planned work as a page shows it."""

    number: int
    titles: Mapping[str, str]
    texts: Mapping[str, str]
    zone: str
    starts: datetime
    ends: datetime
    over: datetime | None
    stage: str
    planned: datetime
    version: int
    components: list[ComponentShown] = field(default_factory=list)


@dataclass(frozen=True)
class Shown:
    """All that a page shows: components in their order, incidents and planned work."""

    components: tuple[ComponentShown, ...]
    current: tuple[IncidentShown, ...]
    past: tuple[IncidentShown, ...]
    coming: tuple[WindowShown, ...]
    under_way: tuple[WindowShown, ...]
    done: tuple[WindowShown, ...]

    @property
    def incidents(self) -> tuple[IncidentShown, ...]:
        """Those that last, then those that are over."""
        return (*self.current, *self.past)

    @property
    def windows(self) -> tuple[WindowShown, ...]:
        """All planned work, the earliest first."""
        return tuple(
            sorted((*self.coming, *self.under_way, *self.done), key=lambda one: one.starts)
        )


def gather_page(rows: Iterable[Kept]) -> Shown:
    """Return what standings make together, each incident and each window once."""
    ordered = sorted(rows, key=lambda one: (one["position"], one["number"]))
    components: list[ComponentShown] = []
    incidents: dict[int, IncidentShown] = {}
    windows: dict[int, WindowShown] = {}
    for kept in ordered:
        component = read_component(kept)
        components.append(component)
        for told in kept["incidents"]:
            incident = incidents.setdefault(told["number"], read_incident(told))
            incident.components.append(component)
            incident.conditions[component.number] = told["condition"]
        for told in kept["windows"]:
            windows.setdefault(told["number"], read_window(told)).components.append(component)
    latest = sorted(incidents.values(), key=lambda one: (one.began, one.number), reverse=True)
    planned = sorted(windows.values(), key=lambda one: (one.starts, one.number))
    return Shown(
        components=tuple(components),
        current=tuple(one for one in latest if one.ended is None),
        past=tuple(one for one in latest if one.ended is not None),
        coming=tuple(one for one in planned if one.stage in {"planned", "soon"}),
        under_way=tuple(one for one in planned if one.stage in {"running", "overrun"}),
        done=tuple(one for one in reversed(planned) if one.stage in {"completed", "cancelled"}),
    )


def narrow_page(shown: Shown, key: str) -> Shown | None:
    """Return what concerns one component alone; None when there is none of that key."""
    kept = tuple(one for one in shown.components if one.key == key)
    if not kept:
        return None

    def touches(one: IncidentShown | WindowShown) -> bool:
        return any(each.key == key for each in one.components)

    return Shown(
        kept,
        tuple(filter(touches, shown.current)),
        tuple(filter(touches, shown.past)),
        tuple(filter(touches, shown.coming)),
        tuple(filter(touches, shown.under_way)),
        tuple(filter(touches, shown.done)),
    )


def read_component(kept: Kept) -> ComponentShown:
    """Return a component as it is kept."""
    return ComponentShown(
        number=kept["number"],
        key=kept["key"],
        names=kept["names"],
        kind=kept["kind"],
        condition=Condition(kept["condition"]),
        since=read_instant(kept["since"]),
        changes=tuple(datetime.fromisoformat(one) for one in kept["changes"]),
        is_maintained=kept["is_maintained"],
        days=read_days(kept["first"], tuple(map(tuple, kept["days"]))),
    )


@lru_cache(maxsize=256)
def read_days(first: str, counts: tuple[tuple[int, ...], ...]) -> tuple[Day, ...]:
    """Return the days of a component as they are kept; they are the same until a minute passes."""
    begins = date.fromisoformat(first)
    return tuple(Day(begins + timedelta(days=number), *one) for number, one in enumerate(counts))


def read_incident(kept: Kept) -> IncidentShown:
    """Return an incident as it is kept."""
    return IncidentShown(
        number=kept["number"],
        titles=kept["titles"],
        began=datetime.fromisoformat(kept["began"]),
        ended=read_instant(kept["ended"]),
        incident=kept.get("incident"),
        updates=tuple(
            UpdateShown(
                one["number"],
                one["stage"],
                datetime.fromisoformat(one["at"]),
                one["texts"],
                one["is_corrected"],
            )
            for one in kept["updates"]
        ),
    )


def read_window(kept: Kept) -> WindowShown:
    """Return planned work as it is kept."""
    return WindowShown(
        number=kept["number"],
        titles=kept["titles"],
        texts=kept["texts"],
        zone=kept["zone"],
        starts=datetime.fromisoformat(kept["starts"]),
        ends=datetime.fromisoformat(kept["ends"]),
        over=read_instant(kept["over"]),
        stage=kept["stage"],
        planned=datetime.fromisoformat(kept["planned"]),
        version=kept["version"],
    )


def months_of(
    incidents: Iterable[IncidentShown], *, zone: tzinfo
) -> list[tuple[date, list[IncidentShown]]]:
    """Return incidents by the month of the desk's zone in which they began, the last first."""
    months: dict[date, list[IncidentShown]] = {}
    for one in sorted(incidents, key=lambda each: each.began, reverse=True):
        month = one.began.astimezone(zone).date().replace(day=1)
        months.setdefault(month, []).append(one)
    return list(months.items())


def overall(components: Iterable[ComponentShown]) -> str:
    """Return in one code how all of them stand: the worst, or planned work, or operational."""
    told = list(components)
    troubled = [one.condition for one in told if not one.is_maintained]
    gravest = max(troubled, key=list(Condition).index, default=Condition.OPERATIONAL)
    if gravest == Condition.OPERATIONAL and any(one.is_maintained for one in told):
        return "maintenance"
    return str(gravest)


def minute_of(at: datetime, *, zone: tzinfo) -> datetime:
    """Return the minute as of which uptime is told; a day that has just begun counts from there."""
    return max(at.replace(second=0, microsecond=0), begin_day(at.astimezone(zone).date(), zone))
