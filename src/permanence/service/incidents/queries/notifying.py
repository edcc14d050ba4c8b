"""Which customers of an incident have heard of it, and which notices wait."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import Min

from permanence.service.incidents.models import Incident, Member
from permanence.service.incidents.queries.impact import rows_touched_by
from permanence.service.notices.models import Notice, Reach
from permanence.world.accounts.models import Specialist

OWNER: Final = "incidents.incident"


def notices_of_incident(incident: Incident) -> list[Notice]:
    """Return the notices of an incident, the newest first."""
    return list(Notice.objects.filter(owner=OWNER, subject=incident.pk).order_by("-pk"))


def waiting_notice(incident: Incident, stage: str) -> Notice | None:
    """Return the draft of a stage on which nobody has decided."""
    rows = Notice.objects.waiting().filter(owner=OWNER, subject=incident.pk, stage=stage)
    return rows.order_by("-pk").first()


def customers_drafted(notice: Notice) -> set[int]:
    """Return for whom a notice is."""
    return set(Reach.objects.filter(notice=notice).values_list("organisation_id", flat=True))


def customers_with_notice(incident: Incident) -> set[int]:
    """Return to whom a notice of the incident went out, arrived or not."""
    rows = Reach.objects.filter(
        notice__owner=OWNER, notice__subject=incident.pk, notice__released_at__isnull=False
    )
    return set(rows.values_list("organisation_id", flat=True))


def customers_reached(incident: Incident) -> dict[int, datetime]:
    """Return by customer when the first notice of the incident arrived."""
    rows = Reach.objects.filter(
        notice__owner=OWNER, notice__subject=incident.pk, reached_at__isnull=False
    )
    first = rows.values_list("organisation_id").annotate(first=Min("reached_at"))
    return {organisation: instant for organisation, instant in first if instant is not None}


def paths_of(incident: Incident) -> dict[int, list[int]]:
    """Return for each customer on the last list the way from what failed to what is theirs."""
    return dict(rows_touched_by(incident).values_list("organisation_id", "path"))


def drill_addresses(incident: Incident) -> list[str]:
    """Return who gets the notices of a drill: whoever opened it, leads it, or works on it."""
    numbers = set(
        Member.objects.present().filter(incident=incident).values_list("specialist_id", flat=True)
    )
    if incident.lead_id:
        numbers.add(incident.lead_id)
    opener = incident.opened_by.removeprefix("specialist:")
    if opener.isdecimal():
        numbers.add(int(opener))
    people = Specialist.objects.filter(pk__in=numbers, user__is_active=True).order_by("pk")
    return list(people.values_list("user__email", flat=True))
