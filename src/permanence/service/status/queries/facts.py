"""All that is known of the components of every desk, read in a fixed number of questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from permanence.service.incidents.models import Incident, IncidentComponent
from permanence.service.status.models import Appearance, HandCondition, Page, Update
from permanence.service.status.rules.conditions import Condition, Trouble, worst
from permanence.service.status.rules.standing import MONTHS_SHOWN, Kept, Known, write_instant
from permanence.world.catalogue.models import Component
from permanence.world.maintenance.models import Window
from permanence.world.maintenance.rules import UNDER_WAY, end_of, span_apart, stage_of


@dataclass
class Facts:
    """The rows that say how components stand, put to the component that each is of."""

    pages: dict[int, Page]
    components: list[Component]
    troubles: dict[int, list[Trouble]] = field(default_factory=lambda: defaultdict(list))
    windows: dict[int, list[Window]] = field(default_factory=lambda: defaultdict(list))
    incidents: dict[int, list[Kept]] = field(default_factory=lambda: defaultdict(list))


def read_facts(*, at: datetime) -> Facts:
    """Return what is known of all components at an instant, as far back as pages go."""
    horizon = at - MONTHS_SHOWN
    pages = {one.desk_id: one for one in Page.objects.select_related("desk")}
    rows = Component.objects.standing().filter(desk__in=pages)
    facts = Facts(pages, list(rows.order_by("position", "pk")))
    for one in HandCondition.objects.since(horizon):
        facts.troubles[one.component_id].append(
            Trouble(Condition(one.condition), one.since, one.ended_at)
        )
    read_incidents(facts, horizon=horizon)
    planned = Window.objects.since(horizon).prefetch_related("components")
    for window in planned.order_by("starts_at", "pk"):
        for component in window.components.all():
            facts.windows[component.pk].append(window)
    return facts


def read_incidents(facts: Facts, *, horizon: datetime) -> None:
    """Add what is published of incidents to the components that they touch."""
    shown = list(
        Appearance.objects.shown()
        .exclude(incident__resolved_at__lt=horizon)
        .exclude(incident__state="dismissed")
        .select_related("incident")
        .order_by("pk")
    )
    updates: dict[int, list[Update]] = defaultdict(list)
    for update in Update.objects.standing().filter(appearance__in=shown).order_by("pk"):
        updates[update.appearance_id].append(update)
    touched = components_touched([one.incident_id for one in shown])
    for one in shown:
        if not updates[one.pk]:
            continue
        told = keep_incident(one, updates[one.pk])
        for component, troubles in touched[one.incident_id].items():
            closed = [end_with(each, one.incident.resolved_at) for each in troubles]
            facts.troubles[component].extend(closed)
            gravest = worst(each.condition for each in closed)
            facts.incidents[component].append(told | {"condition": str(gravest)})


def components_touched(incidents: Iterable[int]) -> dict[int, dict[int, list[Trouble]]]:
    """Return how each incident touched each of its components, and when."""
    touched: dict[int, dict[int, list[Trouble]]] = defaultdict(lambda: defaultdict(list))
    for row in IncidentComponent.objects.filter(incident__in=incidents).order_by("since", "pk"):
        touched[row.incident_id][row.component_id].append(
            Trouble(Condition(row.condition), row.since, row.ended_at)
        )
    return touched


def end_with(trouble: Trouble, resolved_at: datetime | None) -> Trouble:
    """Return a trouble that lasts no longer than its incident."""
    if resolved_at is None or (trouble.until is not None and trouble.until <= resolved_at):
        return trouble
    return Trouble(trouble.condition, trouble.since, max(resolved_at, trouble.since))


def keep_incident(appearance: Appearance, updates: Sequence[Update]) -> Kept:
    """Return what the public reads of an incident; nothing else of it stands in it.

    Its key is shown to nobody: a customer's page tells by it which of its incidents it is.
    """
    incident: Incident = appearance.incident
    return {
        "number": appearance.pk,
        "incident": incident.pk,
        "titles": appearance.titles,
        "began": write_instant(incident.occurred_at),
        "ended": write_instant(incident.resolved_at) if incident.resolved_at else None,
        "updates": [
            {
                "number": one.pk,
                "stage": one.stage,
                "at": write_instant(one.published_at) if one.published_at else None,
                "texts": one.texts,
                "is_corrected": one.replaces_id is not None,
            }
            for one in updates
        ],
    }


def keep_window(window: Window, *, at: datetime) -> Kept:
    """Return what the public reads of planned work."""
    over = end_of(window.plan)
    return {
        "number": window.pk,
        "titles": window.titles,
        "texts": window.texts,
        "zone": window.zone,
        "starts": write_instant(window.starts_at),
        "ends": write_instant(window.ends_at),
        "over": write_instant(over) if over and over <= at else None,
        "stage": str(stage_of(window.plan, at)),
        "planned": write_instant(window.planned_at),
        "version": window.number,
    }


def know_component(facts: Facts, component: Component, *, at: datetime) -> Known:
    """Return all that is known of one component."""
    windows = facts.windows[component.pk]
    spans = [
        span
        for one in windows
        if one.cancelled_at is None and (span := span_apart(one.plan)) is not None
    ]
    return Known(
        number=component.pk,
        key=component.key,
        names=component.names,
        kind=component.kind,
        position=component.position,
        troubles=facts.troubles[component.pk],
        apart=spans,
        is_maintained=any(stage_of(one.plan, at) in UNDER_WAY for one in windows),
        incidents=facts.incidents[component.pk],
        windows=[keep_window(one, at=at) for one in windows],
    )
