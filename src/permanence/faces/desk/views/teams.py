"""The teams of a desk: who is in them, what they take, and when."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.staff import MembersForm, NewTeamForm, TeamForm
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.staff import (
    calendars_of_desk,
    services_of_desks,
    show_staff_history,
    show_team_row,
)
from permanence.faces.desk.views.people import answer_form
from permanence.world.accounts.actions.teams import (
    bring_team_back,
    change_team,
    choose_members,
    delete_team,
    enter_team,
    retire_team,
)
from permanence.world.accounts.models import Desk, Team
from permanence.world.accounts.queries.staff import card_of_team, teams_of, workers_of
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
ENDINGS = {"retire": retire_team, "return": bring_team_back, "delete": delete_team}


@require_safe
@staff_page(Right.READ_TICKETS)
def teams(request: StaffRequest) -> HttpResponse:
    """Show the teams of a desk."""
    desk, reader = access.desk(request), request.reader
    services = services_of_desks([desk], reader)
    calendars = calendars_of_desk(desk, reader)
    may_add = reader.may(Right.EDIT_TEAMS, desk.pk)
    context = {
        "shell": build_shell(request, desk, place="teams"),
        "rows": [show_team_row(team, services, calendars) for team in teams_of(desk.pk)],
        "new_url": f"{reverse('desk:team-new')}?desk={desk.key}" if may_add else "",
        "empty": {"icon": "person", "title": _("No team yet"), "text": ""},
    }
    return render(request, "desk/teams.html", context)


@require_safe
@staff_page(Right.READ_TICKETS)
def team(request: StaffRequest, number: int) -> HttpResponse:
    """Show a team: what it takes, who is in it, what was changed."""
    found, reader = find_team(request, number), request.reader
    services = services_of_desks([found.desk], reader)
    calendars = calendars_of_desk(found.desk, reader)
    edits = reader.may(Right.EDIT_TEAMS, found.desk_id)
    plans = reader.may(Right.PLAN_TEAMS, found.desk_id)
    members = sorted(found.members.all(), key=lambda one: one.name)
    context = {
        "shell": build_shell(request, found.desk, place="teams"),
        "team": show_team_row(found, services, calendars),
        "members": [
            {"name": one.name, "url": reverse("desk:person", args=[one.pk])}
            for one in members
            if one.left_at is None
        ],
        "history": show_staff_history(
            f"team:{found.pk}", reader, services=services, calendars=calendars
        ),
        "back_url": list_address(found.desk),
        "edit_url": reverse("desk:team-edit", args=[found.pk]) if edits else "",
        "members_url": reverse("desk:team-members", args=[found.pk]) if plans else "",
        "end_url": reverse("desk:team-end", args=[found.pk]) if edits else "",
    }
    return render(request, "desk/team.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_TEAMS)
def team_new(request: StaffRequest) -> HttpResponse:
    """Write a team down."""
    desk = access.desk(request, Right.EDIT_TEAMS)
    first = {"position": len(teams_of(desk.pk)), "mode": "hand", "levels": [1]}
    form = NewTeamForm(request.POST or None, initial=first, **offers_of(request, desk))
    if form.is_valid():
        key, reader = form.cleaned_data["key"], request.reader
        with form.acting():
            made = enter_team(desk, key=key, card=form.card(), by=reader.actor, at=reader.at)
            return finish(request, reverse("desk:team", args=[made.pk]))
    return answer_form(
        request, form, title=_("New team"), back=list_address(desk), place="teams", desk=desk
    )


@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_TEAMS)
def team_edit(request: StaffRequest, number: int) -> HttpResponse:
    """Change what a team takes, and when."""
    found, reader = find_team(request, number, Right.EDIT_TEAMS), request.reader
    card = asdict(card_of_team(found))
    form = TeamForm(request.POST or None, initial=card, **offers_of(request, found.desk))
    back = reverse("desk:team", args=[found.pk])
    if form.is_valid():
        with form.acting():
            change_team(found, form.card(), by=reader.actor, at=reader.at)
            return finish(request, back)
    return answer_form(request, form, title=found.name, back=back, place="teams", desk=found.desk)


@require_http_methods(["GET", "POST"])
@staff_page(Right.PLAN_TEAMS)
def team_members(request: StaffRequest, number: int) -> HttpResponse:
    """Choose who is in a team."""
    found, reader = find_team(request, number, Right.PLAN_TEAMS), request.reader
    held = [one.pk for one in found.members.all()]
    form = MembersForm(request.POST or None, people=workers_of(found.desk_id), held=held)
    back = reverse("desk:team", args=[found.pk])
    if form.is_valid():
        with form.acting():
            choose_members(found, form.chosen(), by=reader.actor, at=reader.at)
            return finish(request, back)
    title = _("Members of %(name)s") % {"name": found.name}
    return answer_form(request, form, title=title, back=back, place="teams", desk=found.desk)


@require_POST
@staff_page(Right.EDIT_TEAMS)
def team_end(request: StaffRequest, number: int) -> HttpResponse:
    """Retire a team, bring it back, or delete one that no ticket was given to."""
    found, reader = find_team(request, number, Right.EDIT_TEAMS), request.reader
    chosen = request.POST.get("act", "")
    if chosen not in ENDINGS:
        raise Http404
    form = DeskForm(request.POST)
    with form.acting():
        ENDINGS[chosen](found, by=reader.actor, at=reader.at)
    if form.refusal is not None:
        messages.error(request, str(form.refusal))
    elif chosen == "delete":
        return finish(request, list_address(found.desk))
    return HttpResponseRedirect(reverse("desk:team", args=[number]))


def find_team(request: StaffRequest, number: int, right: Right = Right.READ_TICKETS) -> Team:
    """Return a team of a desk of the reader; else 404, and refused without the right."""
    rows = Team.objects.select_related("desk").prefetch_related("members")
    found = rows.filter(pk=number).first()
    if found is None or not request.reader.may(Right.READ_TICKETS, found.desk_id):
        raise Http404
    if not request.reader.may(right, found.desk_id):
        raise PermissionDenied
    return found


def offers_of(request: StaffRequest, desk: Desk) -> Shown:
    """Return the services and calendars among which a form lets choose."""
    return {
        "services": services_of_desks([desk], request.reader),
        "calendars": list(calendars_of_desk(desk, request.reader).items()),
    }


def list_address(desk: Desk) -> str:
    """Return the address of the list of teams."""
    return f"{reverse('desk:teams')}?desk={desk.key}"


def finish(request: StaffRequest, address: str) -> HttpResponse:
    """Go on when it was done."""
    messages.success(request, _("Kept."))
    return HttpResponseRedirect(address)
