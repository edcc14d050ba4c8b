"""Measures of a desk over all its incidents, and whether something like it happened again."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from permanence.service.incidents.models import Incident, IncidentComponent
from permanence.service.reviews.models import Measure, PostMortem
from permanence.world.accounts.models import Desk, Specialist

SHOWS: Final = ("open", "overdue", "mine", "check", "all")
MOST: Final = 500


def measures_on(desk: Desk, show: str, *, who: Specialist, at: datetime) -> list[Measure]:
    """Return the measures of a desk by one of the choices, the most urgent first."""
    rows = Measure.objects.filter(desk_id=desk.pk).select_related("owner", "post_mortem__incident")
    chosen = {
        "open": rows.open(),
        "overdue": rows.open().filter(due_at__lte=at),
        "mine": rows.open().filter(owner=who),
        "check": rows.awaiting_check(at),
        "all": rows,
    }[show]
    return list(chosen.order_by("due_at", "pk")[:MOST])


def similar_since(measure: Measure) -> list[Incident]:
    """Return the later incidents on the same components: where the cause may have come back."""
    incident = measure.post_mortem.incident
    components = IncidentComponent.objects.filter(incident=incident).values("component")
    shared = IncidentComponent.objects.filter(component__in=components).values("incident")
    since = measure.done_at or incident.occurred_at
    rows = Incident.objects.filter(
        pk__in=shared, desk=incident.desk_id, occurred_at__gte=since, drill=incident.drill
    )
    return list(rows.exclude(pk=incident.pk).exclude(state="dismissed").order_by("-pk")[:20])


def plan_of(post_mortem: PostMortem) -> list[Measure]:
    """Return the measures of an action plan that were not dropped."""
    return list(Measure.objects.filter(post_mortem=post_mortem, dropped_at=None).order_by("pk"))
