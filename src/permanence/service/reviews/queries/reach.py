"""Whom an incident reached: the customers it touched, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from permanence.service.incidents.models import Incident, Joining, Touched
from permanence.service.incidents.queries.impact import incidents_touching, rows_touched_by
from permanence.service.incidents.queries.notifying import OWNER
from permanence.service.notices.models import Delivery
from permanence.world.catalogue.models import Component

Names = Mapping[str, str]


def standings_of(incident: Incident) -> dict[int, str]:
    """Return how each touched customer stands by the last list: possible, confirmed, excluded."""
    rows = rows_touched_by(incident).values_list("organisation", "standing")
    return dict(rows)


def lines_on(incident: Incident, organisation: int) -> list[Touched]:
    """Return what every list of an incident says of one customer, in their order."""
    rows = Touched.objects.filter(revision__incident=incident, organisation=organisation)
    return list(rows.select_related("revision").order_by("revision__number"))


def components_of(incident: Incident, organisation: int) -> set[int]:
    """Return the components of a customer that an incident touched: the end of the way to it."""
    row = rows_touched_by(incident).filter(organisation=organisation).first()
    return set(row.path[-1:]) if row and row.standing != "excluded" else set()


def disturbances_for(incidents: Sequence[Incident], organisation: int) -> dict[int, list[Names]]:
    """Return by incident the names of what it disturbed for a customer.

    As the last notice that went out to it named them; without one, what touched it, if customers
    know that by name.
    """
    told = Delivery.objects.filter(
        notice__owner=OWNER,
        notice__subject__in=[one.pk for one in incidents],
        organisation_id=organisation,
        queued_at__isnull=False,
    ).exclude(components=[])
    found = dict(told.order_by("pk").values_list("notice__subject", "components"))
    left = [one.pk for one in incidents if one.pk not in found]
    rows = Touched.objects.filter(incident_id__in=left, organisation=organisation)
    ends = {
        incident: path[-1]
        for incident, path in rows.order_by("revision__number").values_list("incident_id", "path")
        if path
    }
    known = Component.objects.filter(pk__in=ends.values(), is_public=True).in_bulk()
    return found | {one: [known[end].names] for one, end in ends.items() if end in known}


def incidents_reaching(organisation: int) -> list[Incident]:
    """Return the incidents that touched a customer, the latest first; drills never."""
    return [one for one in incidents_touching(organisation) if not one.drill]


def tickets_of(incident: Incident) -> list[int]:
    """Return the files that belong to an incident."""
    joined = Joining.objects.standing().filter(incident=incident)
    return list(joined.order_by("ticket").values_list("ticket", flat=True))
