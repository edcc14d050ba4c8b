"""Saying who is there: by everybody for themselves, by supervisors for their colleagues."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.presence import AwayForm, OutForm
from permanence.faces.desk.presenting.presence import list_absences, show_presence
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.views.people import find_person, may_plan
from permanence.faces.ui.numbers import read_number
from permanence.service.tickets.queries.assigning import tickets_held
from permanence.world.accounts.actions.presence import (
    be_away,
    cancel_absence,
    come_back,
    leave_office,
)
from permanence.world.accounts.models import Absence, Specialist
from permanence.world.accounts.queries.presence import absences_of, presences_of
from permanence.world.accounts.queries.staff import workers_of
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_TICKETS)
def presence(request: StaffRequest, number: int) -> HttpResponse:
    """Show when somebody is there, and let it be said."""
    found = find_person(request, number)
    if not may_plan(request.reader, found):
        raise PermissionDenied
    if request.method != "POST":
        return answer_presence(request, found)
    chosen = request.POST.get("act", "")
    doing = {"away": go_away, "out": go_out, "back": come_in, "cancel": cancel}.get(chosen)
    if doing is None:
        raise Http404
    form = doing(request, found)
    if form.errors:
        return answer_presence(request, found, {chosen: form}, status=form.status)
    messages.success(request, _("Kept."))
    if chosen == "out" and tickets_held(found):
        return HttpResponseRedirect(reverse("desk:person-tickets", args=[found.pk]))
    return HttpResponseRedirect(address_of(found))


def go_away(request: StaffRequest, found: Specialist) -> DeskForm:
    """Say that somebody is away for a while."""
    reader = request.reader
    form = AwayForm(request.POST, zone=reader.zone, at=reader.at)
    if form.is_valid():
        with form.acting():
            be_away(found, until=form.cleaned_data["until"], by=reader.actor, at=reader.at)
    return form


def go_out(request: StaffRequest, found: Specialist) -> DeskForm:
    """Say that somebody is out of office."""
    reader, people = request.reader, stand_ins_of(found)
    names = {pk: one.name for pk, one in people.items()}
    form = OutForm(request.POST, zone=reader.zone, at=reader.at, people=names)
    if form.is_valid():
        told = form.cleaned_data
        with form.acting():
            leave_office(
                found,
                from_at=told["from_at"],
                to_at=told["to_at"],
                stand_in=people.get(told["stand_in"]),
                by=reader.actor,
                at=reader.at,
            )
    return form


def come_in(request: StaffRequest, found: Specialist) -> DeskForm:
    """Say that somebody is there again."""
    form = DeskForm(request.POST)
    with form.acting():
        come_back(found, by=request.reader.actor, at=request.reader.at)
    return form


def cancel(request: StaffRequest, found: Specialist) -> DeskForm:
    """Take an absence back."""
    form, named = DeskForm(request.POST), request.POST.get("absence", "")
    rows = Absence.objects.filter(specialist=found).select_related("specialist")
    absence = get_object_or_404(rows, pk=read_number(named) or 0)
    with form.acting():
        cancel_absence(absence, by=request.reader.actor, at=request.reader.at)
    return form


def answer_presence(
    request: StaffRequest,
    found: Specialist,
    sent: dict[str, DeskForm] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Return the page; `sent` is a form that came back wrong."""
    reader, sent = request.reader, sent or {}
    told: Shown = {"zone": reader.zone, "at": reader.at}
    people = {pk: one.name for pk, one in stand_ins_of(found).items()}
    standing = presences_of([found.pk], at=reader.at)[found.pk]
    is_own = found.pk == reader.specialist.pk
    context = {
        "shell": build_shell(request, access.desk(request), place="" if is_own else "people"),
        "name": found.name,
        "is_own": is_own,
        "presence": show_presence(standing, reader),
        "is_gone": standing.is_gone,
        "absences": list_absences(absences_of(found, since=reader.at), reader),
        "away": sent.get("away") or AwayForm(**told),
        "out": sent.get("out") or OutForm(**told, people=people),
        "url": address_of(found),
        "back_url": reverse("desk:account") if is_own else reverse("desk:person", args=[found.pk]),
    }
    return render(request, "desk/presence.html", context, status=status)


def stand_ins_of(found: Specialist) -> dict[int, Specialist]:
    """Return who could stand in for somebody: those who share a desk."""
    desks = {one.desk_id for one in found.roles.all()}
    people = {one.pk: one for desk in sorted(desks) for one in workers_of(desk)}
    people.pop(found.pk, None)
    return dict(sorted(people.items(), key=lambda pair: pair[1].name))


def address_of(found: Specialist) -> str:
    """Return where somebody's presence is said."""
    return reverse("desk:person-presence", args=[found.pk])
