"""Who is in the teams of an incident: joining, leaving, leading, handing over, summoning."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.incident_room import ComerForm, OfferForm
from permanence.faces.desk.presenting.incident_room import Room
from permanence.faces.desk.presenting.incident_room_words import team_names
from permanence.faces.desk.views.incident_room import (
    carry_on,
    find_room,
    head_of,
    name_team,
    room_address,
)
from permanence.service.incidents.actions.teams import (
    accept_lead,
    decline_lead,
    join_team,
    leave_team,
    offer_lead,
    take_lead,
    withdraw_offer,
)
from permanence.service.incidents.models import HandOver, Member
from permanence.service.incidents.queries.crew import lead_of
from permanence.world.accounts.models import Specialist
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


@require_POST
@staff_page(Right.WORK_ON_INCIDENTS)
def join(request: StaffRequest, number: int, team: str) -> HttpResponse:
    """Let the reader come into a team."""
    return enter_team(request, number, team, join_team)


@require_POST
@staff_page(Right.WORK_ON_INCIDENTS)
def leave(request: StaffRequest, number: int, member: int) -> HttpResponse:
    """Let the reader leave a team."""
    room, form = find_room(request, number, Right.WORK_ON_INCIDENTS), DeskForm(request.POST)
    mine = Member.objects.filter(incident=room.incident, specialist=request.reader.specialist)
    found = get_object_or_404(mine, pk=member)
    with form.acting():
        leave_team(found, at=request.reader.at, by=request.reader.actor)
    return carry_on(request, room, f"team-{found.team}", form)


@require_POST
@staff_page(Right.WORK_ON_INCIDENTS)
def lead(request: StaffRequest, number: int, team: str) -> HttpResponse:
    """Let the reader lead a team that nobody leads."""
    return enter_team(request, number, team, take_lead)


def enter_team(
    request: StaffRequest, number: int, team: str, act: Callable[..., object]
) -> HttpResponse:
    """Let the reader into a team by one act, and show the team."""
    room, form = find_room(request, number, Right.WORK_ON_INCIDENTS), DeskForm(request.POST)
    reader = request.reader
    with form.acting():
        act(room.incident, name_team(team), reader.specialist, at=reader.at, by=reader.actor)
    return carry_on(request, room, f"team-{team}", form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.WORK_ON_INCIDENTS)
def add(request: StaffRequest, number: int, team: str) -> HttpResponse:
    """Put a colleague into a team."""
    room = find_room(request, number, Right.WORK_ON_INCIDENTS)
    sent = request.POST if request.method == "POST" else None
    form = ComerForm(sent, people=room.people, team=name_team(team), prefix_id="add")
    if form.is_bound and form.is_valid():
        who = Specialist.objects.get(pk=form.cleaned_data["specialist"])
        with form.acting():
            join_team(
                room.incident,
                form.cleaned_data["team"],
                who,
                at=request.reader.at,
                by=request.reader.actor,
            )
        if not form.errors:
            return HttpResponseRedirect(room_address(room, f"team-{form.cleaned_data['team']}"))
    title = _("Put somebody into a team")
    return show_form(request, room, form, title=title, submit=_("Put them in"))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.WORK_ON_INCIDENTS)
def offer(request: StaffRequest, number: int, team: str) -> HttpResponse:
    """Offer the leadership of a team to somebody: who has it may, and who leads incidents."""
    room = find_room(request, number, Right.WORK_ON_INCIDENTS)
    demand_lead(room, name_team(team))
    sent = request.POST if request.method == "POST" else None
    form = OfferForm(sent, people=room.people)
    if form.is_bound and form.is_valid():
        to = Specialist.objects.get(pk=form.cleaned_data["to"])
        with form.acting():
            offer_lead(
                room.incident,
                team,
                to,
                note=form.cleaned_data["note"],
                at=request.reader.at,
                by=request.reader.actor,
            )
        if not form.errors:
            told = {"who": to.name}
            messages.success(request, _("%(who)s is asked to take the leadership.") % told)
            return HttpResponseRedirect(room_address(room, f"team-{team}"))
    title = _("Hand over the leadership: %(team)s") % {"team": team_names()[team]}
    return show_form(request, room, form, title=title, submit=_("Ask them"))


def demand_lead(room: Room, team: str) -> None:
    """Refuse who neither leads a team nor leads incidents; for them the page is not there."""
    held = lead_of(room.incident, team)
    leads = held is not None and held.specialist_id == room.reader.specialist.pk
    if not leads and not room.reader.may(Right.LEAD_INCIDENTS, room.incident.desk_id):
        raise Http404


@require_POST
@staff_page(Right.WORK_ON_INCIDENTS)
def answer_offer(request: StaffRequest, number: int, offered: int) -> HttpResponse:
    """Accept or decline a lead that is offered to the reader, or take the offer back."""
    room, form = find_room(request, number, Right.WORK_ON_INCIDENTS), DeskForm(request.POST)
    rows = HandOver.objects.select_related("incident", "taker")
    found = get_object_or_404(rows, incident=room.incident, pk=offered)
    reader, act = request.reader, request.POST.get("act", "")
    told: Shown = {"at": reader.at, "by": reader.actor}
    with form.acting():
        if act == "accept":
            accept_lead(found, reader.specialist, **told)
        elif act == "decline":
            reason = request.POST.get("reason", "")[:2000]
            decline_lead(found, reader.specialist, reason=reason, **told)
        elif act == "withdraw":
            if found.giver_id != reader.specialist.pk:
                demand_lead(room, found.team)
            withdraw_offer(found, **told)
        else:
            raise Http404
    return carry_on(request, room, f"team-{found.team}", form)


def show_form(
    request: StaffRequest, room: Room, form: DeskForm, *, title: str, submit: str
) -> HttpResponse:
    """Return a page below the incident that is one form."""
    context = {**head_of(request, room), "title": title, "form": form, "submit": submit}
    return render(request, "desk/incident/form.html", context, status=form.status)
