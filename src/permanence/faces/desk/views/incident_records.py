"""Scope assessment and resolution plan: read, changed, compared version by version."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.incident_room import RecordForm
from permanence.faces.desk.presenting.incident_room import Room
from permanence.faces.desk.presenting.incident_room_words import part_names, record_names
from permanence.faces.desk.presenting.incident_tasks import show_difference, show_version
from permanence.faces.desk.views.incident_room import find_room, head_of
from permanence.faces.ui.numbers import read_number
from permanence.service.incidents.actions.records import RecordConflict, save_record
from permanence.service.incidents.models import RecordVersion
from permanence.service.incidents.rules.records import PARTS, PLAN, steps_of
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_TICKETS)
def record(request: StaffRequest, number: int, kind: str) -> HttpResponse:
    """Show a record with its versions, change it, or compare two of its versions."""
    room = find_room(request, number)
    if kind not in PARTS:
        raise Http404
    if request.method == "POST":
        access.check(request, Right.WORK_ON_INCIDENTS, room.incident.desk_id)
    versions = list(RecordVersion.objects.of_kind(room.incident, kind))
    form = record_form(request, room, kind, versions)
    if form.is_bound and form.is_valid():
        with form.acting():
            made = save_record(
                room.incident,
                kind,
                form.cleaned_data,
                base=form.cleaned_data["base"],
                at=request.reader.at,
                by=request.reader.actor,
            )
            told = {"number": made.number}
            messages.success(request, _("Kept as version %(number)s.") % told)
        if not form.errors:
            return HttpResponseRedirect(room.address("incident-record", kind))
    conflict = take_conflict(form, kind)
    context = {
        **head_of(request, room),
        **show_versions(request, room, kind, versions),
        "name": record_names()[kind],
        "conflict": conflict,
        "form": form if room.may_work else None,
        "draft_url": room.address("incident-here"),
    }
    return render(request, "desk/incident/record_page.html", context, status=form.status)


def record_form(
    request: StaffRequest, room: Room, kind: str, versions: list[RecordVersion]
) -> RecordForm:
    """Return the form with the latest version, or with what was sent."""
    latest = versions[0] if versions else None
    return RecordForm(
        request.POST if request.method == "POST" else None,
        kind=kind,
        draft=f"incident-{room.incident.pk}-{kind}",
        initial={"base": latest.number if latest else 0, **(latest.body if latest else {})},
    )


def take_conflict(form: RecordForm, kind: str) -> Shown | None:
    """Let a form that met somebody else's version begin from it, and return their texts.

    What was typed stands in its fields still; what only they changed has come into the others.
    """
    if not isinstance(form.refusal, RecordConflict):
        return None
    refusal = form.refusal
    form.data = {**refusal.body, "base": str(refusal.standing.number)}
    labels, _helps = part_names(kind)
    return {
        "who": refusal.standing.by_name,
        "number": refusal.standing.number,
        "parts": [
            {
                "label": labels[part],
                "theirs": refusal.standing.body.get(part, ""),
                "mine": refusal.body.get(part, ""),
            }
            for part in refusal.conflicts
        ],
    }


def show_versions(
    request: StaffRequest, room: Room, kind: str, versions: list[RecordVersion]
) -> Shown:
    """Return the versions, the one that is looked at and how it differs from another."""
    by_number = {one.number: one for one in versions}
    latest = versions[0].number if versions else 0
    number = read_number(request.GET.get("version", "")) or latest
    shown = by_number.get(number)
    against = read_number(request.GET.get("against", ""))
    before = by_number.get(against if against is not None else number - 1)
    if versions and (shown is None or (against and before is None)):
        raise Http404
    return {
        "versions": [show_version(one, room) for one in versions],
        "version": show_version(shown, room) if shown else None,
        "is_latest": number == latest,
        "before": before.number if before else 0,
        "difference": show_difference(kind, before, shown) if shown and number > 1 else [],
        "steps_url": room.address("incident-steps")
        if kind == PLAN and versions and room.may_work and steps_of(versions[0].body["steps"])
        else "",
        "page_url": room.address("incident-record", kind),
    }
