"""Whom an incident reached: the customers it touched, and how sure that is."""

from __future__ import annotations

from permanence.service.incidents.models import Event, Incident, Touched
from permanence.service.incidents.queries.impact import incidents_touching, rows_touched_by

OPENINGS = ("suspected", "declared")


def standings_of(incident: Incident) -> dict[int, str]:
    """Return how each touched customer stands by the last list: possible, confirmed, excluded."""
    rows = rows_touched_by(incident).values_list("organisation", "standing")
    return dict(rows)


def lines_on(incident: Incident, organisation: int) -> list[Touched]:
    """Return what every list of an incident says of one customer, in their order."""
    rows = Touched.objects.filter(revision__incident=incident, organisation=organisation)
    return list(rows.select_related("revision").order_by("revision__number"))


def components_of(incident: Incident, organisation: int) -> set[str]:
    """Return the keys of the components through which an incident touched a customer."""
    row = rows_touched_by(incident).filter(organisation=organisation).first()
    return set(row.path) if row and row.standing != "excluded" else set()


def incidents_reaching(organisation: int) -> list[Incident]:
    """Return the incidents that touched a customer, the latest first; drills never."""
    return [one for one in incidents_touching(organisation) if not one.drill]


def tickets_of(incident: Incident) -> list[int]:
    """Return the files that were named when an incident was suspected or declared."""
    events = Event.objects.filter(incident=incident, kind__in=OPENINGS, erased_at=None)
    named = events.order_by("number").values_list("facts", flat=True)
    return sorted({int(one) for facts in named for one in (facts or {}).get("tickets", ())})
