"""Which customers of an incident have heard of it, and which notices wait."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import Min

from permanence.promises.contracts.queries import customers_given
from permanence.service.incidents.models import Incident, Member
from permanence.service.incidents.queries.impact import last_revision, rows_touched_by
from permanence.service.incidents.rules.impact import Ground
from permanence.service.notices.models import Delivery, Notice, Reach
from permanence.world.accounts.models import Specialist
from permanence.world.catalogue.models import Component
from permanence.world.catalogue.queries import touched_components

OWNER: Final = "incidents.incident"
# Customers know platforms and applications by name, and not what those are made of.
INNER: Final = "component"
UNNAMED: Final = (Ground.EVERYTHING, Ground.NO_CONTRACT)


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


def components_drafted(notice: Notice) -> dict[int, list[dict[str, str]]]:
    """Return for each customer who is written to what a notice names as theirs; none in a drill."""
    rows = Delivery.objects.filter(notice=notice, organisation_id__isnull=False)
    found = rows.order_by("organisation_id").distinct("organisation_id")
    pairs = found.values_list("organisation_id", "components")
    return {one: names for one, names in pairs if one is not None}


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


def failing_of(incident: Incident, *, at: datetime) -> dict[int, set[int]]:
    """Return for each customer on the last list what of theirs fails, by the names they know.

    Who is given components by name has those that fail. Who is given everything has what customers
    know that fails; where that is nothing, what failed first.
    """
    rows = rows_touched_by(incident).values_list("organisation_id", "path", "ground")
    last = last_revision(incident)
    ways = touched_components(last.components) if last and last.components else {}
    known = set(
        Component.objects.filter(pk__in=ways, is_public=True)
        .exclude(kind=INNER)
        .values_list("pk", flat=True)
    )
    failing = {
        organisation: known if known and ground in UNNAMED else set(path[-1:])
        for organisation, path, ground in rows
    }
    for one in customers_given(ways, desk=incident.desk_id, at=at) if ways else ():
        if one.component is not None and one.organisation in failing:
            failing[one.organisation] = failing[one.organisation] | {one.component}
    return failing


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
