"""The tasks of an incident: changed, settled, moved, made of the steps of its plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.incident_room import SettleForm, StepsForm, TaskForm
from permanence.faces.desk.presenting.incident_room import Room
from permanence.faces.desk.presenting.incident_tasks import show_task
from permanence.faces.desk.views.incident_room import (
    carry_on,
    find_room,
    head_of,
    room_address,
)
from permanence.faces.desk.views.incident_teams import show_form
from permanence.service.incidents.actions.tasks import (
    TaskConflict,
    change_task,
    move_task,
    open_tasks,
    reopen_task,
    settle_task,
)
from permanence.service.incidents.models import RecordVersion, Task
from permanence.service.incidents.rules.records import PLAN, steps_of
from permanence.service.incidents.rules.tasks import TaskCard, TaskState
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


def find_task(room: Room, number: int) -> Task:
    """Return a task of the incident; 404 for one of another."""
    rows = Task.objects.select_related("incident", "owner").filter(incident=room.incident)
    return get_object_or_404(rows, pk=number)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.WORK_ON_INCIDENTS)
def task(request: StaffRequest, number: int, task: int) -> HttpResponse:
    """Show a task whole, and change what it says, begun from the version that was shown."""
    room = find_room(request, number, Right.WORK_ON_INCIDENTS)
    found = find_task(room, task)
    form = task_form(request, room, found)
    standing = None
    if form.is_bound and form.is_valid():
        with form.acting():
            change_task(
                found,
                form.card_for(found.team),
                version=form.cleaned_data["version"] or 0,
                at=request.reader.at,
                by=request.reader.actor,
            )
        if not form.errors:
            return HttpResponseRedirect(room_address(room, f"tasks-{form.cleaned_data['team']}"))
        if isinstance(form.refusal, TaskConflict):
            found = standing = form.refusal.standing
            form.data = {**dict(form.data.items()), "version": str(found.version)}
    context = {
        **head_of(request, room),
        "task": show_task(found, room),
        "standing": show_task(standing, room) if standing else None,
        "form": form if found.state == TaskState.OPEN and room.may_work else None,
        "settle": SettleForm(auto_id="settle-%s") if room.may_work else None,
    }
    return render(request, "desk/incident/task.html", context, status=form.status)


def task_form(request: StaffRequest, room: Room, found: Task) -> TaskForm:
    """Return the form of a task, as it is now or as it was sent."""
    card, zone = found.card, request.reader.zone
    due = f"{card.due_at.astimezone(zone):%Y-%m-%dT%H:%M}" if card.due_at else ""
    return TaskForm(
        request.POST if request.method == "POST" else None,
        zone=zone,
        people=room.people,
        team=card.team,
        prefix_id="task",
        initial={
            "title": card.title,
            "owner": card.owner,
            "due_at": due,
            "version": found.version,
        },
    )


@require_POST
@staff_page(Right.WORK_ON_INCIDENTS)
def settle(request: StaffRequest, number: int, task: int) -> HttpResponse:
    """Note that a task is done, drop it with the reason, or open it again."""
    room = find_room(request, number, Right.WORK_ON_INCIDENTS)
    found, form = find_task(room, task), DeskForm(request.POST)
    told: Shown = {"at": request.reader.at, "by": request.reader.actor}
    act, said = request.POST.get("act", ""), request.POST.get("said", "")[:2000]
    with form.acting():
        if act == "reopen":
            reopen_task(found, **told)
        elif act in {"done", "dropped"}:
            settle_task(found, TaskState(act), said=said, **told)
        else:
            raise Http404
    return carry_on(request, room, f"tasks-{found.team}", form)


@require_POST
@staff_page(Right.WORK_ON_INCIDENTS)
def move(request: StaffRequest, number: int, task: int) -> HttpResponse:
    """Let a task stand one place higher or lower."""
    room = find_room(request, number, Right.WORK_ON_INCIDENTS)
    found, form = find_task(room, task), DeskForm(request.POST)
    with form.acting():
        up = request.POST.get("to") == "up"
        move_task(found, up=up, at=request.reader.at, by=request.reader.actor)
    return carry_on(request, room, f"tasks-{found.team}", form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.WORK_ON_INCIDENTS)
def steps(request: StaffRequest, number: int) -> HttpResponse:
    """Make tasks of the steps of the resolution plan."""
    room = find_room(request, number, Right.WORK_ON_INCIDENTS)
    plan = RecordVersion.objects.of_kind(room.incident, PLAN).first()
    if plan is None:
        raise Http404
    known = {one.title for one in room.tasks}
    fresh = [one for one in steps_of(plan.body["steps"]) if one not in known]
    sent = request.POST if request.method == "POST" else None
    form = StepsForm(sent, steps=fresh, prefix_id="steps", initial={"steps": fresh})
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data["steps"]
        cards = [TaskCard(one, form.cleaned_data["team"]) for one in fresh if one in chosen]
        with form.acting():
            open_tasks(
                room.incident,
                cards,
                at=request.reader.at,
                by=request.reader.actor,
                plan_version=plan.number,
            )
        if not form.errors:
            text = ngettext("%(n)s task is opened.", "%(n)s tasks are opened.", len(cards))
            messages.success(request, text % {"n": len(cards)})
            return HttpResponseRedirect(room_address(room, f"tasks-{form.cleaned_data['team']}"))
    return show_form(request, room, form, title=_("Tasks of the plan"), submit=_("Open them"))
