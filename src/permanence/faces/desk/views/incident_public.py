"""What everybody reads of an incident: written, approved, corrected, taken away."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.service_state import (
    TEXT,
    TITLE,
    CorrectionOfWordsForm,
    PublicWordsForm,
    WhyForm,
    words_given,
)
from permanence.faces.desk.presenting.service_state import show_appearance, show_reach
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.ui.numbers import read_number
from permanence.service.incidents.models import Incident
from permanence.service.status.actions.publishing import (
    correct_update,
    draft_update,
    publish_update,
    withdraw_appearance,
)
from permanence.service.status.models import Appearance, Update
from permanence.service.status.queries.words import stage_names
from permanence.world.accounts.rules import Right

Form = PublicWordsForm | CorrectionOfWordsForm


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.WORK_ON_INCIDENTS)
def incident_public(request: StaffRequest, number: int) -> HttpResponse:
    """Show the words for everybody, and write, approve, correct or withdraw them."""
    incident = Incident.objects.select_related("desk").filter(pk=number).first()
    if incident is None or not request.reader.may(Right.READ_TICKETS, incident.desk_id):
        raise Http404
    access.check(request, Right.WORK_ON_INCIDENTS, incident.desk_id)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act in {"publish", "withdraw"}:
        done = WhyForm(request.POST)
        with done.acting():
            decide(request, incident, act)
        return finish(request, incident, draw(incident, None), refused=str(done.refusal or ""))
    correcting = find_update(incident, request.GET.get("correct", ""))
    form = draw(incident, correcting, request)
    if not form.is_valid():
        return show(request, incident, form)
    if correcting is not None:
        access.check(request, Right.APPROVE_NOTICES, incident.desk_id)
    with form.acting():
        keep(request, incident, form, correcting)
    if form.is_valid():
        return HttpResponseRedirect(request.path)
    return show(request, incident, form)


def decide(request: StaffRequest, incident: Incident, act: str) -> None:
    """Publish the words that wait, or take the incident off the page."""
    access.check(request, Right.APPROVE_NOTICES, incident.desk_id)
    reader = request.reader
    if act == "withdraw":
        reason = request.POST.get("reason", "")
        withdraw_appearance(incident, reason=reason, at=reader.at, by=reader.actor)
        return
    update = find_update(incident, request.POST.get("update", ""))
    if update is None:
        raise Http404
    publish_update(update, at=reader.at, by=reader.actor)


def keep(request: StaffRequest, incident: Incident, form: Form, correcting: Update | None) -> None:
    """Keep words that wait for approval, or put others in the place of published ones."""
    reader = request.reader
    if isinstance(form, CorrectionOfWordsForm) and correcting is not None:
        reason = form.cleaned_data["reason"]
        correct_update(correcting, form.texts, reason=reason, at=reader.at, by=reader.actor)
    elif isinstance(form, PublicWordsForm):
        draft_update(incident, form.words, at=reader.at, by=reader.actor)


def find_update(incident: Incident, number: str) -> Update | None:
    """Return a text of this incident; None when none is asked for; else 404."""
    if not number:
        return None
    rows = Update.objects.select_related("appearance__incident__desk")
    found = rows.filter(appearance__incident=incident, pk=read_number(number) or 0).first()
    if found is None:
        raise Http404
    return found


def draw(
    incident: Incident, correcting: Update | None, request: StaffRequest | None = None
) -> Form:
    """Return the form for new words, or for those that replace published ones."""
    sent = (request.POST or None) if request else None
    first = incident.desk.default_language
    if correcting is not None:
        return CorrectionOfWordsForm(sent, first=first, initial=words_given(TEXT, correcting.texts))
    found = Appearance.objects.filter(incident=incident).first()
    titles = words_given(TITLE, found.titles) if found else {}
    return PublicWordsForm(sent, stages=stage_names(), first=first, initial=titles)


def finish(request: StaffRequest, incident: Incident, form: Form, *, refused: str) -> HttpResponse:
    """Go back to the words, or say why nothing was done."""
    if not refused:
        return HttpResponseRedirect(request.path)
    return show(request, incident, form, refused=refused)


def show(
    request: StaffRequest, incident: Incident, form: Form, *, refused: str = ""
) -> HttpResponse:
    """Show the words for everybody with a form."""
    found = Appearance.objects.filter(incident=incident).first()
    context = {
        "shell": build_shell(request, incident.desk, place="incidents"),
        "name": incident.name,
        "back_url": reverse("desk:incident", args=[incident.pk]),
        "refusal": refused,
        "reach": show_reach(incident),
        "appearance": show_appearance(found, incident.desk, request.reader),
        "form": form,
        "may_approve": request.reader.may(Right.APPROVE_NOTICES, incident.desk_id),
    }
    status = 409 if refused else form.status
    return render(request, "desk/incident_public.html", context, status=status)
