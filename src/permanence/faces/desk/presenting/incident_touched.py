"""What an incident touches of the service, and the form that says so anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from permanence.faces.desk.access import StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.incidents import ComponentsForm
from permanence.faces.desk.presenting.incident_words import condition_names
from permanence.faces.desk.presenting.words import reader_language
from permanence.service.incidents.models import Incident, IncidentComponent
from permanence.service.incidents.queries import components_touched
from permanence.world.accounts.rules import Right
from permanence.world.catalogue.models import Component
from permanence.world.catalogue.queries import components_of

Shown = dict[str, Any]


def components_once(incident: Incident) -> dict[int, str]:
    """Return what an incident that is over touched while it went on."""
    if incident.is_open:
        return {}
    rows = IncidentComponent.objects.filter(incident=incident).order_by("pk")
    return dict(rows.values_list("component_id", "condition"))


def show_touched(request: StaffRequest, incident: Incident, sent: Mapping[str, DeskForm]) -> Shown:
    """Return what `desk/incident/touched.html` reads."""
    touched = components_touched(incident) or components_once(incident)
    found = Component.objects.in_bulk(list(touched))
    names, language = condition_names(), reader_language()
    may = request.reader.may(Right.WORK_ON_INCIDENTS, incident.desk_id) and incident.is_open
    form = None
    if may:
        form = sent.get("components") or ComponentsForm(
            components=components_of(incident.desk_id), language=language, touched=touched
        )
    return {
        "rows": [
            {
                "name": found[one].name_in(language),
                "condition": names[condition],
                "key": condition,
            }
            for one, condition in touched.items()
        ],
        "form": form,
        "url": reverse("desk:incident-components", args=[incident.pk]),
    }
