"""Who may know of a security breach, for workers; of pages the database says it itself."""

from __future__ import annotations

from permanence.service.incidents.models import Incident, Member
from permanence.world.accounts.models import Specialist, StaffRole
from permanence.world.accounts.rules import Right, may


def may_know_incident(incident: Incident, specialist: Specialist) -> bool:
    """Say whether somebody may know of an incident: the same answer as row security gives them."""
    if incident.kind != Incident.Kind.SECURITY or incident.lead_id == specialist.pk:
        return True
    if incident.opened_by == f"specialist:{specialist.pk}":
        return True
    roles = StaffRole.objects.filter(specialist=specialist, desk=incident.desk_id)
    held = set(roles.values_list("role", flat=True))
    if may(held, Right.LEAD_INCIDENTS) or may(held, Right.APPROVE_NOTICES):
        return True
    members = Member.objects.filter(incident=incident, specialist=specialist, left_at=None)
    return members.exists()
