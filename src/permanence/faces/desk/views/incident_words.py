"""What people write into the timeline of an incident: notes, decisions, tasks, facts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.incident_room import (
    MINE,
    DecisionForm,
    FactForm,
    TaskForm,
)
from permanence.faces.desk.presenting.incident_composer import (
    show_composer,
    write_forms,
)
from permanence.faces.desk.presenting.incident_room import Room
from permanence.faces.desk.views.incident_room import (
    carry_on,
    find_room,
    head_of,
    room_address,
)
from permanence.faces.desk.views.incident_teams import show_form
from permanence.service.incidents.actions.saying import (
    pin_fact,
    unpin_fact,
    write_decision,
    write_note,
)
from permanence.service.incidents.actions.tasks import open_tasks
from permanence.service.incidents.models import PinnedFact
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.WORK_ON_INCIDENTS)
def write(request: StaffRequest, number: int, kind: str) -> HttpResponse:
    """Write a note, a decision or a task.

    By script the answer is the fresh form alone; without, the room again, or the form with what
    is wrong and all that was typed.
    """
    room = find_room(request, number, Right.WORK_ON_INCIDENTS)
    keep = KEEPERS.get(kind)
    if keep is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = write_forms(room, only=kind, sent=sent)[kind]
    by_script = bool(request.headers.get("HX-Request"))
    if form.is_bound and form.is_valid():
        with form.acting():
            keep(room, form)
        if not form.errors and not by_script:
            return HttpResponseRedirect(room_address(room, "timeline"))
        if not form.errors:
            form = write_forms(room, only=kind, sent=None)[kind]
    composer = show_composer(room, {kind: form}, chosen=kind)
    if by_script:
        context = {"composer": composer, "one": composer["forms"][0]}
        return render(request, "desk/incident/composer.html#form", context, status=form.status)
    context = {**head_of(request, room), "composer": composer}
    return render(request, "desk/incident/write.html", context, status=form.status)


def keep_note(room: Room, form: DeskForm) -> None:
    """Keep a note."""
    told, reader = form.cleaned_data, room.reader
    write_note(
        room.incident,
        told["text"],
        team=room.own_team if told["team"] == MINE else told["team"],
        happened_at=told["happened_at"],
        at=reader.at,
        by=reader.actor,
    )


def keep_decision(room: Room, form: DeskForm) -> None:
    """Keep a decision."""
    told, reader = form.cleaned_data, room.reader
    write_decision(
        room.incident,
        cast(DecisionForm, form).decision,
        team=room.own_team if told["team"] == MINE else told["team"],
        happened_at=told["happened_at"],
        at=reader.at,
        by=reader.actor,
    )


def keep_task(room: Room, form: DeskForm) -> None:
    """Open a task."""
    card = cast(TaskForm, form).card_for(room.own_team)
    open_tasks(room.incident, [card], at=room.reader.at, by=room.reader.actor)


KEEPERS: dict[str, Callable[[Room, DeskForm], None]] = {
    "note": keep_note,
    "decision": keep_decision,
    "task": keep_task,
}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.WORK_ON_INCIDENTS)
def facts(request: StaffRequest, number: int) -> HttpResponse:
    """Pin a fact to the top of the room."""
    room = find_room(request, number, Right.WORK_ON_INCIDENTS)
    form = FactForm(request.POST if request.method == "POST" else None, auto_id="fact-%s")
    if form.is_bound and form.is_valid():
        with form.acting():
            pin_fact(
                room.incident,
                form.cleaned_data["text"],
                at=request.reader.at,
                by=request.reader.actor,
            )
        if not form.errors:
            return carry_on(request, room, "facts", form)
    return show_form(request, room, form, title=_("Pin a fact"), submit=_("Pin it"))


@require_POST
@staff_page(Right.WORK_ON_INCIDENTS)
def unpin(request: StaffRequest, number: int, fact: int) -> HttpResponse:
    """Take a fact down from the top."""
    room, form = find_room(request, number, Right.WORK_ON_INCIDENTS), DeskForm(request.POST)
    rows = PinnedFact.objects.select_related("incident").filter(incident=room.incident)
    found = get_object_or_404(rows, pk=fact)
    with form.acting():
        unpin_fact(found, at=request.reader.at, by=request.reader.actor)
    return carry_on(request, room, "facts", form)
