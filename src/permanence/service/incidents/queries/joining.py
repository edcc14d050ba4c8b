"""Which requests belong to an incident, and which incident a request may belong to."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, Subquery

from permanence.service.incidents.models import Incident, Joining, Sign
from permanence.service.incidents.queries.impact import ids_touching
from permanence.service.incidents.queries.notifying import OWNER
from permanence.service.incidents.queries.suspecting import (
    find_open,
    names_of,
    open_places,
    what_fails,
    words_of,
)
from permanence.service.incidents.rules.suspecting import find_named
from permanence.service.notices.models import Notice
from permanence.service.tickets.models import Ticket

MOST_NEAR = 200
# The incidents that a request belongs or belonged to, and the one it may belong to, for who reads
# them along with the request: the database names no breach to whoever need not know of it.
KNOWN_JOINED = ArraySubquery(
    Joining.objects.filter(ticket=OuterRef("pk")).order_by("-pk").values("incident__number")
)
KNOWN_NEAR = Subquery(Incident.objects.filter(pk=OuterRef("incident_near")).values("number"))
TO_TELL = """
select j.id
from incidents_joining j
join incidents_incident i on i.id = j.incident_id and i.state in ('declared', 'resolved')
join tickets_ticket t on t.id = j.ticket_id and not t.ended
where j.left_at is null and j.ended_at is null and exists (
    select 1 from notices_notice n
    where n.owner = %s and n.subject = j.incident_id and n.released_at is not null
        and not j.filed @> to_jsonb(n.id)
)
order by j.id limit %s
"""


@dataclass(frozen=True)
class Proposal:
    """An incident that a request may belong to; `why` is "component", "touched" or "desk"."""

    incident: Incident
    why: str


def joinings_of(incident: Incident) -> list[Joining]:
    """Return the requests that belong to an incident, the first first."""
    rows = Joining.objects.standing().filter(incident=incident)
    return list(rows.select_related("ticket__organisation", "ticket__contact").order_by("pk"))


def tickets_near(incident: Incident) -> list[Ticket]:
    """Return the requests that may belong to an incident and were not let in yet."""
    keys = Sign.objects.filter(incident=incident, ticket__isnull=False).values("ticket")
    rows = Ticket.objects.filter(pk__in=keys, incident_near=incident.number, ended=False)
    return list(rows.select_related("organisation", "contact").order_by("pk")[:MOST_NEAR])


def standing_of(ticket: Ticket) -> Joining | None:
    """Return how a request belongs to an incident; None when it does to none."""
    rows = Joining.objects.standing().filter(ticket=ticket)
    return rows.select_related("incident").first()


def proposals_for(ticket: Ticket) -> list[Proposal]:
    """Return the incidents that a request may belong to, the likeliest first.

    First those on a component that it speaks of, then those that touch its customer, then all
    others that go on at its desk.
    """
    rows = Incident.objects.open().real().filter(desk=ticket.desk_id)
    going_on = {one.pk: one for one in rows.order_by("severity", "-occurred_at")}
    if not going_on or ticket.ended:
        return []
    above, places = what_fails(ticket.desk_id), open_places(ticket.desk_id)
    named = [
        incident.pk
        for component in spoken_of(ticket)
        if (incident := find_open(component, places, above)) and incident.pk in going_on
    ]
    found = dict.fromkeys(named, "component")
    for key in touching(ticket):
        if key in going_on:
            found.setdefault(key, "touched")
    for key in going_on:
        found.setdefault(key, "desk")
    return [Proposal(going_on[key], why) for key, why in found.items()]


def spoken_of(ticket: Ticket) -> list[int]:
    """Return the components that a request speaks of: said by a person, or in its own words."""
    rows = Sign.objects.filter(ticket=ticket, component__isnull=False)
    said = list(rows.order_by("-by_hand", "pk").values_list("component_id", flat=True))
    words = words_of([ticket])[ticket.pk]
    named = find_named(words, names_of(ticket.desk_id))
    return list(dict.fromkeys([*(one for one in said if one), *named]))


def touching(ticket: Ticket) -> list[int]:
    """Return the incidents that touch the customer of a request."""
    if ticket.organisation_id is None:
        return []
    return ids_touching(ticket.organisation_id)


def joinings_to_tell(*, most: int) -> list[Joining]:
    """Return requests of incidents of which a notice went out that is not in their file yet."""
    with connection.cursor() as cursor:
        cursor.execute(TO_TELL, [OWNER, most])
        keys = [key for (key,) in cursor.fetchall()]
    rows = Joining.objects.filter(pk__in=keys).select_related("incident").order_by("pk")
    return list(rows.select_for_update(of=("self",), skip_locked=True)) if keys else []


def notices_out(incident: Incident) -> list[Notice]:
    """Return the notices of an incident that were let out, in the order in which they were."""
    rows = Notice.objects.filter(owner=OWNER, subject=incident.pk, released_at__isnull=False)
    return list(rows.select_related("desk").order_by("released_at", "pk"))
