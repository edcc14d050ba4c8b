"""Saying on the portal that an incident touches oneself too."""

from __future__ import annotations

from django.db import connection

from permanence.faces.portal.access import Guest
from permanence.service.incidents.actions import say_me_too
from permanence.service.incidents.models import IncidentClock, MeToo
from permanence.service.incidents.rules import read_incident_name
from permanence.service.notices.models import Delivery

TOUCHES = "select 1 from permanence_touching() t where t.incident_id = %s"


def incident_told_of(delivery: Delivery) -> int | None:
    """Return the incident that a notice tells of, if by what is known it touches this customer."""
    number = read_incident_name(delivery.title)
    if number is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(TOUCHES, [number])
        return number if cursor.fetchone() else None


def own_clocks(incident: int, guest: Guest) -> list[IncidentClock]:
    """Return the clocks of notices that run in an incident for the guest's organisation alone."""
    if guest.contact is None or guest.contact.organisation_id is None:
        return []
    standing = IncidentClock.objects.standing().filter(
        incident=incident,
        organisation_id=guest.contact.organisation_id,
        key__in=("notify", "report"),
    )
    return list(standing.select_related("contract_version__contract").order_by("limit_at", "pk"))


def has_said(incident: int, guest: Guest) -> bool:
    """Say whether this person has said so before."""
    return MeToo.objects.filter(incident=incident, contact=guest.contact).exists()


def say_touched(delivery: Delivery, guest: Guest, *, said: str) -> bool:
    """Keep that this person says that it touches them; False where there is nothing to say of."""
    incident, contact = incident_told_of(delivery), guest.contact
    if incident is None or contact is None or contact.organisation_id is None:
        return False
    if not has_said(incident, guest):
        say_me_too(
            incident,
            organisation=contact.organisation_id,
            contact=contact.pk,
            said=said[:500],
            at=guest.at,
        )
    return True
