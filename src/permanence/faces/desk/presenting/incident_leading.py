"""The acts by which an incident is led, and who is called for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.incidents import (
    CauseForm,
    DismissalForm,
    KindForm,
    OccurrenceForm,
)
from permanence.faces.desk.presenting.climbing import say_standing
from permanence.faces.desk.presenting.incident_words import name_clock
from permanence.faces.desk.presenting.moments import say_moment
from permanence.service.escalation.queries import climbs_of
from permanence.service.incidents.actions.clocks import CLIMBS
from permanence.service.incidents.models import Incident
from permanence.service.incidents.rules.clocks import of_matter
from permanence.service.incidents.rules.summoning import is_summons
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
Forms = Mapping[str, DeskForm]


def show_leading(request: StaffRequest, incident: Incident, sent: Forms) -> Shown | None:
    """Return what `desk/incident/leading.html` reads; None for who may not lead, or at the end."""
    if not request.reader.may(Right.LEAD_INCIDENTS, incident.desk_id):
        return None
    acts = list_acts(request, incident, sent)
    return {"acts": acts} if acts else None


def list_acts(request: StaffRequest, incident: Incident, sent: Forms) -> list[Shown]:
    """Return the acts that may come next, each with its form."""
    reader, acts = request.reader, []
    if incident.state == Incident.State.SUSPECTED:
        acts.append(show_act(incident, "confirm", _("Confirm the incident"), None, sent))
        acts.append(show_act(incident, "dismiss", _("It is no incident"), DismissalForm(), sent))
    if incident.state == Incident.State.DECLARED:
        acts.append(show_act(incident, "resolve", _("Resolve the incident"), CauseForm(), sent))
    if incident.state not in {Incident.State.CLOSED, Incident.State.DISMISSED}:
        when = OccurrenceForm(zone=reader.zone, at=incident.occurred_at)
        acts.append(show_act(incident, "correct", _("Correct the occurrence"), when, sent))
    if incident.is_open:
        breach = incident.kind != Incident.Kind.SECURITY
        title = _("It is a security breach") if breach else _("It is a disruption")
        acts.append(show_act(incident, "kind", title, KindForm(), sent))
    return acts


def show_act(incident: Incident, key: str, title: str, form: DeskForm | None, sent: Forms) -> Shown:
    """Return one act: a button of its own, or a form that opens."""
    return {
        "key": key,
        "title": title,
        "form": sent.get(key) or form,
        "is_open": key in sent,
        "url": reverse(f"desk:incident-{key}", args=[incident.pk]),
    }


def show_climbs(request: StaffRequest, incident: Incident, sent: Forms) -> Shown | None:
    """Return what `desk/incident/climbs.html` reads; None while nothing was ever climbed for."""
    climbs = [one for one in climbs_of(CLIMBS, incident.pk) if not is_summons(one.matter)]
    if not climbs:
        return None
    reader = request.reader
    may = reader.may(Right.WORK_ON_INCIDENTS, incident.desk_id)
    return {
        "rows": [
            {
                "why": name_clock(of_matter(one.matter), incident),
                "since": say_moment(one.started_at, reader),
                "stands": say_standing(one, reader),
                "is_alarming": one.is_alarming,
                "is_over": one.ended_at is not None,
                "url": reverse("desk:incident-climb", args=[incident.pk, one.pk])
                if may and one.ended_at is None
                else "",
            }
            for one in climbs
        ]
    }
