"""What an incident did, counted from what was recorded."""

from __future__ import annotations

from collections import Counter

from permanence.service.incidents.models import Incident, IncidentClock
from permanence.service.reviews.models import PostMortem
from permanence.service.reviews.queries.reach import standings_of, tickets_of
from permanence.service.reviews.rules.impact import Impact, read_impact, seconds_between
from permanence.service.tickets.models import Commitment

NOTICES = ("notify", "report")


def impact_of(post_mortem: PostMortem) -> Impact:
    """Return the figures: frozen since the closing, else as they are now."""
    if post_mortem.impact is not None:
        return read_impact(post_mortem.impact)
    return compute_impact(post_mortem.incident)


def compute_impact(incident: Incident) -> Impact:
    """Return the figures of an incident from its customers, files, promises and clocks."""
    touched = Counter(standings_of(incident).values())
    tickets = tickets_of(incident)
    missed = Commitment.objects.filter(
        ticket__in=tickets, missed_at__isnull=False, replaced_at=None
    )
    clocks = IncidentClock.objects.filter(incident=incident, withdrawn_at=None)
    clocks = clocks.exclude(key__startswith="action:").exclude(key__startswith="post_mortem")
    clocks = clocks.exclude(key="summary")
    late = clocks.filter(missed_at__isnull=False)
    return Impact(
        duration=seconds_between(incident.occurred_at, incident.resolved_at),
        to_detect=seconds_between(incident.occurred_at, incident.detected_at),
        to_declare=seconds_between(incident.occurred_at, incident.declared_at),
        customers_confirmed=touched["confirmed"],
        customers_possible=touched["possible"],
        customers_excluded=touched["excluded"],
        tickets=len(tickets),
        promises_missed=missed.count(),
        clocks_met=clocks.filter(met_at__isnull=False, missed_at=None).count(),
        clocks_missed=late.count(),
        notices_late=late.filter(key__in=NOTICES).count(),
    )
