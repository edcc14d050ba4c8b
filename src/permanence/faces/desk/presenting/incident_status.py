"""What everybody reads of an incident, as a part of its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from permanence.faces.desk.access import StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.presenting.service_state import show_appearance
from permanence.service.incidents.models import Incident
from permanence.service.status.models import Appearance
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


def show_public(request: StaffRequest, incident: Incident, sent: Mapping[str, DeskForm]) -> Shown:
    """Return what `desk/incident/public.html` reads."""
    found = Appearance.objects.filter(incident=incident).first()
    may = request.reader.may(Right.WORK_ON_INCIDENTS, incident.desk_id) and not incident.drill
    return show_appearance(found, incident.desk, request.reader) | {
        "url": reverse("desk:incident-public", args=[incident.pk]) if may else "",
        "is_drill": incident.drill,
    }
