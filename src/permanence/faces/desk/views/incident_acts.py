"""What whoever leads an incident does about it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.incidents import (
    CauseForm,
    ComponentsForm,
    DismissalForm,
    KindForm,
    OccurrenceForm,
    RegulatoryForm,
)
from permanence.faces.desk.incident_access import open_incident
from permanence.faces.desk.presenting.words import reader_language
from permanence.faces.desk.views.incidents import go_on_incident
from permanence.ground.lib.errors import Refusal
from permanence.service.escalation.actions import acknowledge_climb, pass_climb, take_climb
from permanence.service.escalation.models import Climb
from permanence.service.escalation.rules import Answerer
from permanence.service.incidents.actions import (
    change_components,
    change_kind,
    confirm_suspicion,
    correct_occurrence,
    dismiss_suspicion,
    report_regulation,
    resolve_incident,
    waive_regulation,
)
from permanence.service.incidents.actions.clocks import CLIMBS
from permanence.service.incidents.models import Incident, IncidentClock
from permanence.service.incidents.queries import components_touched
from permanence.world.accounts.rules import Right
from permanence.world.catalogue.queries import components_of


def try_act(
    request: StaffRequest,
    found: Incident,
    key: str,
    form: DeskForm,
    act: Callable[[], object],
    *,
    done: str,
) -> HttpResponse:
    """Carry out one act if its form is right, and return to the war room."""
    if form.is_valid():
        with form.acting():
            act()
    return go_on_incident(request, found, key, form, done=done)


@require_POST
@staff_page(Right.LEAD_INCIDENTS)
def confirm(request: StaffRequest, number: int) -> HttpResponse:
    """Say that a suspicion is an incident."""
    found, reader = open_incident(request, number, Right.LEAD_INCIDENTS), request.reader
    try:
        confirm_suspicion(found, at=reader.at, by=reader.actor)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return go_on_incident(request, found, "confirm", None)
    return go_on_incident(request, found, "confirm", None, done=_("It is confirmed."))


@require_POST
@staff_page(Right.LEAD_INCIDENTS)
def dismiss(request: StaffRequest, number: int) -> HttpResponse:
    """Say that a suspicion is none, and why."""
    found, reader = open_incident(request, number, Right.LEAD_INCIDENTS), request.reader
    form = DismissalForm(request.POST)

    def act() -> None:
        reason = form.cleaned_data["reason"]
        dismiss_suspicion(found, reason=reason, at=reader.at, by=reader.actor)

    return try_act(request, found, "dismiss", form, act, done=_("It is dismissed."))


@require_POST
@staff_page(Right.LEAD_INCIDENTS)
def correct(request: StaffRequest, number: int) -> HttpResponse:
    """Say when an incident occurred, and how that is known."""
    found, reader = open_incident(request, number, Right.LEAD_INCIDENTS), request.reader
    form = OccurrenceForm(request.POST, zone=reader.zone, at=found.occurred_at)

    def act() -> None:
        correct_occurrence(found, **form.cleaned_data, at=reader.at, by=reader.actor)

    return try_act(request, found, "correct", form, act, done=_("The clocks were judged again."))


@require_POST
@staff_page(Right.LEAD_INCIDENTS)
def kind(request: StaffRequest, number: int) -> HttpResponse:
    """Say that an incident is of the other kind, and how that is known."""
    found, reader = open_incident(request, number, Right.LEAD_INCIDENTS), request.reader
    form = KindForm(request.POST)
    other = "disruption" if found.kind == Incident.Kind.SECURITY else "security"

    def act() -> None:
        reason = form.cleaned_data["reason"]
        change_kind(found, kind=other, reason=reason, at=reader.at, by=reader.actor)

    return try_act(request, found, "kind", form, act, done=_("The kind was changed."))


@require_POST
@staff_page(Right.LEAD_INCIDENTS)
def resolve(request: StaffRequest, number: int) -> HttpResponse:
    """Say that an incident is over, and what was the matter."""
    found, reader = open_incident(request, number, Right.LEAD_INCIDENTS), request.reader
    form = CauseForm(request.POST)

    def act() -> None:
        cause = form.cleaned_data["cause"]
        resolve_incident(found, cause=cause, at=reader.at, by=reader.actor)

    return try_act(request, found, "resolve", form, act, done=_("It is resolved."))


@require_POST
@staff_page(Right.WORK_ON_INCIDENTS)
def components(request: StaffRequest, number: int) -> HttpResponse:
    """Say what an incident touches now."""
    found, reader = open_incident(request, number, Right.WORK_ON_INCIDENTS), request.reader
    form = ComponentsForm(
        request.POST,
        components=components_of(found.desk_id),
        language=reader_language(),
        touched=components_touched(found),
    )

    def act() -> None:
        change_components(found, components=form.conditions, at=reader.at, by=reader.actor)

    return try_act(request, found, "components", form, act, done=_("What is touched was changed."))


@require_POST
@staff_page(Right.LEAD_INCIDENTS)
def regulatory(request: StaffRequest, number: int, clock: int) -> HttpResponse:
    """Say that something was reported by law, or that the law does not ask for it here."""
    found, reader = open_incident(request, number, Right.LEAD_INCIDENTS), request.reader
    one = IncidentClock.objects.filter(incident=found, pk=clock).first()
    if one is None:
        raise Http404
    key = f"regulatory-{one.pk}"
    form = RegulatoryForm(request.POST, zone=reader.zone, at=reader.at, prefix=key)

    def act() -> None:
        told = form.cleaned_data
        if request.POST.get("act") == "waive":
            waive_regulation(found, one, reason=told["reason"], at=reader.at, by=reader.actor)
            return
        report_regulation(
            found,
            one,
            done_at=told["done_at"] or reader.at,
            reported=told["reported"],
            reason=told["reason"],
            at=reader.at,
            by=reader.actor,
        )

    return try_act(request, found, key, form, act, done=_("It is noted, with its reason."))


@require_POST
@staff_page(Right.WORK_ON_INCIDENTS)
def answer_climb(request: StaffRequest, number: int, climb: int) -> HttpResponse:
    """Take what is climbed for, see to it, or have the next contact called."""
    found, reader = open_incident(request, number, Right.WORK_ON_INCIDENTS), request.reader
    one = Climb.objects.filter(owner=CLIMBS, subject=found.pk, pk=climb).first()
    if one is None:
        raise Http404
    by = Answerer(reader.actor, specialist=reader.specialist.pk)
    try:
        match request.POST.get("act"):
            case "take":
                take_climb(one, by, at=reader.at)
            case "acknowledge":
                acknowledge_climb(one, by, at=reader.at)
            case _other:
                pass_climb(one, by, to=None, at=reader.at)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return go_on_incident(request, found, "climbs", None)
    return go_on_incident(request, found, "climbs", None, done=_("It is noted on the ladder."))
