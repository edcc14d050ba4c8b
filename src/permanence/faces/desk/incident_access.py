"""The door of every page of an incident: who may know of it, and what they may do."""

from __future__ import annotations

from django.http import Http404

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest
from permanence.service.incidents.models import Incident
from permanence.service.incidents.queries import find_incident
from permanence.world.accounts.rules import Right


def open_incident(
    request: StaffRequest, number: int, right: Right = Right.READ_TICKETS
) -> Incident:
    """Return an incident that the reader may know of and, with the right, do this with.

    Unknown, of a desk on which the reader does not work, or a breach that the reader need not know
    of: all the same, 404.
    """
    desks = {one.pk: one for one in access.desks(request)}
    found = find_incident(number, desks=list(desks))
    if found is None:
        raise Http404
    access.check(request, right, found.desk_id)
    found.desk = desks[found.desk_id]
    return found
