"""Summoning experts into an incident, and answering a summons on the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.incident_room import SummonForm, WantedForm
from permanence.faces.desk.presenting.incident_room import Room
from permanence.faces.desk.presenting.incident_summons import (
    begin_summons,
    begin_wanted,
    list_targets,
    read_targets,
)
from permanence.faces.desk.presenting.services import services_of
from permanence.faces.desk.presenting.words import language_name
from permanence.faces.desk.views.incident_room import (
    carry_on,
    find_room,
    head_of,
    room_address,
)
from permanence.promises.policies.queries import policy_of_version
from permanence.service.incidents.actions.room import TEAMS
from permanence.service.incidents.actions.summoning import (
    accept_summons,
    summon_experts,
    withdraw_summons,
)
from permanence.service.incidents.models import Summons
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.WORK_ON_INCIDENTS)
def summon(request: StaffRequest, number: int) -> HttpResponse:
    """Look for experts, and call them into a team one after the other."""
    room = find_room(request, number, Right.WORK_ON_INCIDENTS)
    wanted = wanted_form(request, room)
    targets = list_targets(room, wanted.wanted)
    form = SummonForm(
        request.POST if request.method == "POST" else None,
        targets=targets,
        team=asked_team(request),
        prefix_id="summon",
        initial=begin_summons(room, targets),
    )
    if form.is_bound and form.is_valid():
        offered = [key for key, _label in targets]
        with form.acting():
            summon_experts(
                room.incident,
                read_targets(room, form.cleaned_data["targets"], offered),
                team=form.cleaned_data["team"],
                reason=form.cleaned_data["reason"],
                wanted=wanted.wanted,
                at=request.reader.at,
                by=request.reader.actor,
            )
        if not form.errors:
            messages.success(request, _("The first of them is called now."))
            return HttpResponseRedirect(room_address(room, f"team-{form.cleaned_data['team']}"))
    context = {
        **head_of(request, room),
        "wanted": wanted,
        "team": asked_team(request),
        "form": form,
        "found": len(targets),
        "empty": {
            "icon": "person",
            "title": _("Nobody brings all of this"),
            "text": _("Ask for less: a lower level, any language, or who is not on call."),
        },
    }
    return render(request, "desk/incident/summon.html", context, status=form.status)


def asked_team(request: StaffRequest) -> str:
    """Return the team that the address names; else the one that investigates."""
    team = request.GET.get("team", "")
    return team if team in TEAMS else "investigation"


def wanted_form(request: StaffRequest, room: Room) -> WantedForm:
    """Return what the experts have to bring: as the address says, at first as the policy does."""
    policy = policy_of_version(room.incident.policy_version_id)
    asked = request.GET if "level" in request.GET else None
    return WantedForm(
        asked,
        begin=None if asked else begin_wanted(room, policy, team=asked_team(request)),
        skills=services_of(policy),
        languages={code: language_name(code) for code in policy.languages},
    )


@require_POST
@staff_page(Right.WORK_ON_INCIDENTS)
def answer(request: StaffRequest, number: int, summons: int) -> HttpResponse:
    """Accept a summons on the desk, or take it back."""
    room, form = find_room(request, number, Right.WORK_ON_INCIDENTS), DeskForm(request.POST)
    rows = Summons.objects.select_related("incident").filter(incident=room.incident)
    found = get_object_or_404(rows, pk=summons)
    reader, act = request.reader, request.POST.get("act", "")
    with form.acting():
        if act == "accept":
            accept_summons(found, reader.specialist, at=reader.at, by=reader.actor)
        elif act == "withdraw":
            withdraw_summons(found, at=reader.at, by=reader.actor)
        else:
            raise Http404
    return carry_on(request, room, f"team-{found.team}", form)
