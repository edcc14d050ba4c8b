"""What of a desk's state concerns one customer: its own components, and what these need. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from permanence.service.status.rules.conditions import Condition, worst
from permanence.service.status.rules.standing import (
    ComponentShown,
    IncidentShown,
    Shown,
    WindowShown,
)

# All that fails with each component.
Above = Mapping[int, Collection[int]]


@dataclass(frozen=True)
class Touch:
    """An incident that touches a customer by its list: `path` leads from what fails up to it."""

    incident: int
    began: datetime
    ended: datetime | None
    condition: Condition
    path: tuple[int, ...]


def narrow_to(shown: Shown, own: Collection[int], *, above: Above) -> Shown:
    """Return what concerns some components: what happens to them, and to what they need.

    One that needs what is disturbed counts as disturbed itself.
    """
    kept = {
        one.number: burden(one, shown.components, above=above)
        for one in shown.components
        if one.number in own
    }

    def incidents(told: Iterable[IncidentShown]) -> tuple[IncidentShown, ...]:
        return tuple(one for each in told if (one := narrow_incident(each, kept, above=above)))

    def windows(told: Iterable[WindowShown]) -> tuple[WindowShown, ...]:
        return tuple(one for each in told if (one := narrow_window(each, kept, above=above)))

    return Shown(
        tuple(kept.values()),
        incidents(shown.current),
        incidents(shown.past),
        windows(shown.coming),
        windows(shown.under_way),
        windows(shown.done),
    )


def burden(
    component: ComponentShown, others: Iterable[ComponentShown], *, above: Above
) -> ComponentShown:
    """Return a component as disturbed when it works itself and something that it needs does not."""
    if component.condition != Condition.OPERATIONAL or component.is_maintained:
        return component
    needed = [one for one in others if component.number in above.get(one.number, ())]
    failing = [
        one for one in needed if one.condition != Condition.OPERATIONAL and not one.is_maintained
    ]
    turns = {turn for one in (component, *needed) for turn in one.changes}
    moments = [one.since for one in (component, *needed) if one.since]
    return replace(
        component,
        condition=Condition.DEGRADED if failing else Condition.OPERATIONAL,
        since=max(moments, default=None),
        changes=tuple(sorted(turns)),
    )


def touched_among(
    broken: Collection[int], kept: Mapping[int, ComponentShown], *, above: Above
) -> list[ComponentShown]:
    """Return those of some components that fail with broken ones, themselves included."""
    reach = {number for one in broken for number in (one, *above.get(one, ()))}
    return [one for number, one in kept.items() if number in reach]


def narrow_incident(
    incident: IncidentShown, kept: Mapping[int, ComponentShown], *, above: Above
) -> IncidentShown | None:
    """Return an incident with those of some components that it touches; None without any."""
    touched = touched_among([one.number for one in incident.components], kept, above=above)
    if not touched:
        return None
    conditions = {
        one.number: incident.conditions.get(one.number, str(Condition.DEGRADED)) for one in touched
    }
    return replace(incident, components=touched, conditions=conditions)


def narrow_window(
    window: WindowShown, kept: Mapping[int, ComponentShown], *, above: Above
) -> WindowShown | None:
    """Return planned work with those of some components that it touches; None without any."""
    touched = touched_among([one.number for one in window.components], kept, above=above)
    return replace(window, components=touched) if touched else None


def unpublished(touches: Iterable[Touch], shown: Shown) -> list[Touch]:
    """Return the incidents of a customer of which nothing is published, the latest first."""
    known = {one.incident for one in shown.incidents}
    left = [one for one in touches if one.incident not in known]
    return sorted(left, key=lambda one: (one.began, one.incident), reverse=True)


def mark_touched(shown: Shown, touches: Iterable[Touch], *, above: Above) -> Shown:
    """Return components as what is told of a customer's incidents lets them be at the least."""
    kept = {one.number: one for one in shown.components}
    for touch in touches:
        if touch.ended is not None or not touch.path:
            continue
        broken = touch.path[:1]
        reached = {one.number for one in touched_among(broken, kept, above=above)}
        for number in reached | (kept.keys() & set(touch.path)):
            least = touch.condition if number in broken else Condition.DEGRADED
            kept[number] = put_down(kept[number], least, since=touch.began)
    return replace(shown, components=tuple(kept.values()))


def put_down(component: ComponentShown, least: Condition, *, since: datetime) -> ComponentShown:
    """Return a component in a condition at least so grave, since when it is known to be so."""
    if worst([component.condition, least]) == component.condition:
        return component
    return replace(component, condition=least, since=since)


def overall_of(sentence: str, touches: Iterable[Touch]) -> str:
    """Return how everything stands when an incident goes on that no component of theirs shows."""
    goes_on = any(one.ended is None for one in touches)
    plain = sentence in {str(Condition.OPERATIONAL), "maintenance"}
    return str(Condition.DEGRADED) if goes_on and plain else sentence
