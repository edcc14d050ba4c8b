"""How tickets stand to incidents: what a list shows of it, and what it asks."""

from __future__ import annotations

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from permanence.overview.worklists.rules import StandsTo
from permanence.service.incidents.models import Incident
from permanence.service.tickets.models import Ticket

# The incident that a row names: not closed, and one that the reader may know of. The database
# shows no row of a breach to whoever need not know of it, so neither does a list.
NAMED = Subquery(
    Incident.objects.unclosed()
    .filter(pk=Coalesce(OuterRef("incident"), OuterRef("incident_near")))
    .values("pk")
)
# As the index says it: what stands to no incident is not looked at.
STANDS_TO_ONE = Q(incident__isnull=False) | Q(incident_near__isnull=False)


def standing_to(
    tickets: QuerySet[Ticket], incidents: QuerySet[Incident], *, how: StandsTo = "either"
) -> QuerySet[Ticket]:
    """Return those that belong to one of these incidents ("in"), may belong ("near"), or either."""
    keys = incidents.values("pk")
    if how == "in":
        return tickets.filter(STANDS_TO_ONE, incident__in=keys)
    if how == "near":
        return tickets.filter(STANDS_TO_ONE, incident=None, incident_near__in=keys)
    nearest = Coalesce("incident", "incident_near")
    return tickets.alias(nearest=nearest).filter(STANDS_TO_ONE, nearest__in=keys)
