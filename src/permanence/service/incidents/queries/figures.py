"""What incidents went through, for their figures; drills apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Min

from permanence.service.incidents.models import (
    Incident,
    IncidentClock,
    IncidentComponent,
    Touched,
)
from permanence.service.incidents.queries.impact import NOTIFY
from permanence.service.incidents.queries.notifying import OWNER
from permanence.service.incidents.rules.clocks import OCCURRENCE
from permanence.service.incidents.rules.figures import Course
from permanence.service.incidents.rules.impact import Standing
from permanence.service.notices.models import Reach

ACTION = "action:"
ASSESS = "assess"
CLOCKED = (ASSESS, NOTIFY)


def courses_since(
    desk: int, *, since: datetime, at: datetime, drills: bool = False
) -> list[Course]:
    """Return the incidents of a desk that occurred in a time, or its drills instead.

    Suspicions that were none are left out.
    """
    found = Incident.objects.filter(
        desk_id=desk, drill=drills, occurred_at__gte=since, occurred_at__lte=at
    ).exclude(state=Incident.State.DISMISSED)
    return read_courses(list(found.order_by("occurred_at", "pk")))


def read_courses(incidents: Sequence[Incident]) -> list[Course]:
    """Return what some incidents went through."""
    numbers = [one.pk for one in incidents]
    clocks = clocks_by_incident(numbers)
    components = components_by_incident(numbers)
    touched = customers_by_incident(numbers)
    reached = reached_by_incident(numbers)
    return [
        make_course(
            one,
            clocks.get(one.pk, []),
            customers_told(
                touched.get(one.pk, ()), clocks.get(one.pk, []), reached.get(one.pk, {})
            ),
            components.get(one.pk, frozenset()),
        )
        for one in incidents
    ]


def make_course(
    incident: Incident,
    clocks: Sequence[IncidentClock],
    told: Mapping[int, datetime | None],
    components: frozenset[int],
) -> Course:
    """Return what one incident went through."""
    assessed = [one.met_at for one in clocks if one.key == ASSESS and one.organisation_id is None]
    heard = [one for one in told.values() if one is not None]
    return Course(
        incident.pk,
        incident.occurred_at,
        done={
            "detect": incident.detected_at,
            "assess": min((one for one in assessed if one is not None), default=None),
            "notify": max(heard) if heard and len(heard) == len(told) else None,
            "resolve": incident.resolved_at,
        },
        told=told,
        components=components,
        late=frozenset(
            one.key for one in clocks if one.since == OCCURRENCE and one.missed_at is not None
        ),
    )


def customers_told(
    touched: Collection[int],
    clocks: Sequence[IncidentClock],
    reached: Mapping[int, datetime],
) -> dict[int, datetime | None]:
    """Return when each customer touched had its first notice, None where it still waits.

    What was noted by hand without a notice is told by their own clock, else by that of all.
    """
    of_all: list[datetime] = []
    own: dict[int, datetime | None] = {}
    for one in clocks:
        if one.key == NOTIFY and one.organisation_id is not None:
            own[one.organisation_id] = own.get(one.organisation_id) or one.met_at
        elif one.key == NOTIFY and one.met_at is not None:
            of_all.append(one.met_at)
    usual = min(of_all, default=None)
    return {one: reached.get(one) or own.get(one, usual) for one in touched}


def reached_by_incident(incidents: Collection[int]) -> Mapping[int, dict[int, datetime]]:
    """Return when the first notice of each incident arrived, by customer."""
    rows = Reach.objects.filter(
        notice__owner=OWNER, notice__subject__in=incidents, reached_at__isnull=False
    )
    found: dict[int, dict[int, datetime]] = defaultdict(dict)
    first = rows.values_list("notice__subject", "organisation_id").annotate(at=Min("reached_at"))
    for incident, organisation, instant in first:
        found[incident][organisation] = instant
    return found


def clocks_by_incident(incidents: Collection[int]) -> Mapping[int, list[IncidentClock]]:
    """Return the clocks that stand for assessing and notifying, of each incident."""
    found: dict[int, list[IncidentClock]] = defaultdict(list)
    standing = IncidentClock.objects.standing().filter(incident__in=incidents, key__in=CLOCKED)
    for clock in standing.order_by("pk"):
        found[clock.incident_id].append(clock)
    return found


def components_by_incident(incidents: Collection[int]) -> Mapping[int, frozenset[int]]:
    """Return what each incident touched at any time."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = IncidentComponent.objects.filter(incident__in=incidents)
    for incident, component in rows.values_list("incident_id", "component_id"):
        found[incident].add(component)
    return {incident: frozenset(components) for incident, components in found.items()}


def customers_by_incident(incidents: Collection[int]) -> Mapping[int, set[int]]:
    """Return whom each incident touched by its last list, without those who were excluded."""
    found: dict[int, set[int]] = {}
    latest: dict[int, int] = {}
    rows = Touched.objects.filter(incident_id__in=incidents).order_by("incident_id", "revision_id")
    for incident, revision, organisation, standing in rows.values_list(
        "incident_id", "revision_id", "organisation_id", "standing"
    ):
        if latest.get(incident) != revision:
            latest[incident], found[incident] = revision, set()
        if standing != Standing.EXCLUDED:
            found[incident].add(organisation)
    return found


def count_actions(desk: int, *, at: datetime, drills: bool = False) -> tuple[int, int]:
    """Return how many measures against recurrence are open, and how many of them overdue."""
    running = IncidentClock.objects.running().filter(
        incident__desk=desk, incident__drill=drills, key__startswith=ACTION
    )
    return running.count(), running.filter(limit_at__lte=at).count()
