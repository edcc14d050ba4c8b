"""What a copy of a summary says of its own customer, and of no other."""

from __future__ import annotations

from datetime import datetime

from permanence.promises.policies.queries import policy_of_version
from permanence.promises.terms.rules import say
from permanence.service.incidents.models import Incident, IncidentClock, IncidentComponent
from permanence.service.incidents.queries.notifying import customers_reached
from permanence.service.reviews.models import SummaryCopy
from permanence.service.reviews.queries.reach import components_of, tickets_of
from permanence.service.reviews.rules.summaries import CopyFacts
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Contact
from permanence.world.catalogue.models import Component


def facts_of(incident: Incident, ticket: Ticket, *, language: str) -> CopyFacts:
    """Return the components and figures of a file's own customer."""
    policy = policy_of_version(incident.policy_version_id)
    own = own_components(incident, ticket.organisation_id)
    names = [say(one.names, language, policy.default_language) for one in own]
    told = told_at(incident, ticket.organisation_id) if ticket.organisation_id else None
    return CopyFacts(
        components=tuple(names),
        occurred_at=incident.occurred_at.isoformat(),
        resolved_at=incident.resolved_at.isoformat() if incident.resolved_at else "",
        notified_at=told.isoformat() if told else "",
        tickets=count_files(incident, ticket),
    )


def told_at(incident: Incident, organisation: int) -> datetime | None:
    """Return when a customer had its first written notice: as it arrived, else by its own clock."""
    arrived = customers_reached(incident).get(organisation)
    if arrived is not None:
        return arrived
    notified = IncidentClock.objects.filter(
        incident=incident, organisation_id=organisation, key="notify", met_at__isnull=False
    )
    first = notified.order_by("met_at").first()
    return first.met_at if first else None


def own_components(incident: Incident, organisation: int | None) -> list[Component]:
    """Return the touched components that this customer has; public ones to who has none."""
    hit = IncidentComponent.objects.filter(incident=incident).values_list("component", flat=True)
    rows = Component.objects.filter(pk__in=list(hit)).order_by("position", "pk")
    ends = components_of(incident, organisation) if organisation else set()
    if not ends:
        return list(rows.filter(is_public=True))
    own = Component.objects.filter(desk=incident.desk_id, pk__in=ends)
    return list(own.order_by("position", "pk"))


def count_files(incident: Incident, ticket: Ticket) -> int:
    """Return how many of this customer's own files joined the incident."""
    joined = Ticket.objects.filter(pk__in=tickets_of(incident))
    if ticket.organisation_id is None:
        return joined.filter(contact=ticket.contact_id).count()
    return joined.filter(organisation=ticket.organisation_id).count()


def copies_for(contact: Contact) -> list[SummaryCopy]:
    """Return what somebody's organisation, or they themselves, got so far; the latest first."""
    if contact.organisation_id is None:
        rows = SummaryCopy.objects.filter(contact=contact)
    else:
        rows = SummaryCopy.objects.filter(organisation=contact.organisation_id)
    return list(rows.order_by("-pk"))
