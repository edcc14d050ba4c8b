"""Colleagues: found, read, changed, given roles, let go and taken back."""

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
from permanence.faces.desk.access import Reader, StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.staff import PersonForm, RolesForm
from permanence.faces.desk.presenting.assigning import say_handed
from permanence.faces.desk.presenting.presence import show_presence
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.staff import (
    list_person_facts,
    list_roles,
    people_address,
    services_of_desks,
    show_person_row,
    show_staff_history,
)
from permanence.faces.ui.numbers import read_number
from permanence.faces.ui.sessions import whereabouts_of
from permanence.ground.lib.db import house
from permanence.service.tickets.actions.assigning import hand_over
from permanence.service.tickets.queries.assigning import tickets_held
from permanence.world.accounts.actions.staff import (
    change_specialist,
    give_roles,
    let_go,
    take_back,
)
from permanence.world.accounts.models import Desk, Specialist
from permanence.world.accounts.queries.presence import presences_of
from permanence.world.accounts.queries.staff import (
    Place,
    card_of_specialist,
    page_staff,
    staff_of,
)
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
MOST = 50


@require_safe
@staff_page(Right.READ_TICKETS)
def people(request: StaffRequest) -> HttpResponse:
    """Show who works here, or who has left, by name."""
    reader, desk = request.reader, access.desk(request)
    given = {key: str(text).replace("\x00", "").strip() for key, text in request.GET.items()}
    search, has_left = given.get("search", "")[:100], given.get("show") == "left"
    found = page_staff(
        seen_by(reader), search=search, has_left=has_left, after=read_place(given), most=MOST + 1
    )
    standing = {} if has_left else presences_of([one.pk for one in found], at=reader.at)
    last = found[MOST - 1] if len(found) > MOST else None
    show = "left" if has_left else ""
    more: Shown = {"show": show, "search": search}
    may_invite = reader.may(Right.INVITE_STAFF, desk.pk)
    context = {
        "shell": build_shell(request, desk, place="people"),
        "rows": [show_person_row(one, standing.get(one.pk), reader) for one in found[:MOST]],
        "switch": [
            {"label": label, "url": people_address(desk.key, show=key), "current": key == show}
            for key, label in (("", _("Working here")), ("left", _("Have left")))
        ],
        "search": search,
        "show": show,
        "desk_key": desk.key,
        "pager": {
            "next_url": people_address(desk.key, **more, after=f"{last.pk}|{last.name}")
            if last
            else ""
        },
        "invite_url": f"{reverse('desk:roles')}?desk={desk.key}#invite-heading"
        if may_invite
        else "",
        "empty": {"icon": "person", "title": _("Nobody found"), "text": ""},
    }
    return render(request, "desk/people.html", context)


def read_place(given: dict[str, str]) -> Place | None:
    """Return the place after which a page begins; what is said wrongly is not said."""
    number, _mark, name = given.get("after", "").partition("|")
    key = read_number(number)
    return Place(name, key) if key is not None else None


@require_safe
@staff_page(Right.READ_TICKETS)
def person(request: StaffRequest, number: int) -> HttpResponse:
    """Show a colleague: what they are, what they know, what was changed."""
    found, reader = find_person(request, number), request.reader
    services = services_of_desks(reader.desks, reader)
    edits_all, edits_some = may_edit(reader, found), bool(access.desks(request, Right.EDIT_STAFF))
    desk = access.desk(request)
    context = {
        "shell": build_shell(request, desk, place="people"),
        "name": found.name,
        "has_left": found.left_at is not None,
        "facts": list_person_facts(card_of_specialist(found), services),
        "roles": list_roles(found),
        "teams": [
            {"name": team.name, "desk": team.desk.name, "url": reverse("desk:team", args=[team.pk])}
            for team in found.teams.all()
            if team.desk in reader.desks and team.retired_at is None
        ],
        "history": show_staff_history(
            f"specialist:{found.pk}", reader, services=services, calendars={}
        ),
        "back_url": people_address(desk.key, show="left" if found.left_at else ""),
        "presence": None
        if found.left_at
        else show_presence(presences_of([found.pk], at=reader.at)[found.pk], reader),
        "presence_url": reverse("desk:person-presence", args=[found.pk])
        if may_plan(reader, found)
        else "",
        "tickets_url": reverse("desk:person-tickets", args=[found.pk])
        if may_hand_over(reader, found)
        else "",
        "edit_url": reverse("desk:person-edit", args=[found.pk]) if edits_all else "",
        "roles_url": reverse("desk:person-roles", args=[found.pk]) if edits_some else "",
        "leave_url": reverse("desk:person-leave", args=[found.pk]) if edits_all else "",
    }
    return render(request, "desk/person.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_STAFF)
def person_edit(request: StaffRequest, number: int) -> HttpResponse:
    """Change what is kept of a colleague."""
    found, reader = find_editable(request, number), request.reader
    card = card_of_specialist(found)
    services = services_of_desks(reader.desks, reader)
    services = {key: services.get(key, key) for key in [*services, *card.skills]}
    form = PersonForm(request.POST or None, initial=asdict(card), services=services)
    if form.is_valid():
        with form.acting():
            change_specialist(found, form.card(), by=reader.actor, at=reader.at)
            return finish(request, found)
    return answer_form(request, form, title=found.name, back=address_of(found))


@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_STAFF)
def person_roles(request: StaffRequest, number: int) -> HttpResponse:
    """Choose what a colleague is on the desks that the reader administers."""
    found, reader = find_person(request, number), request.reader
    held: dict[int, list[str]] = {}
    for one in found.roles.all():
        held.setdefault(one.desk_id, []).append(one.role)
    form = RolesForm(request.POST or None, desks=access.desks(request, Right.EDIT_STAFF), held=held)
    if form.is_valid():
        with form.acting():
            give_roles(found, form.given(), by=reader.actor, at=reader.at)
            return finish(request, found)
    title = _("Roles of %(name)s") % {"name": found.name}
    return answer_form(request, form, title=title, back=address_of(found))


@require_POST
@staff_page(Right.EDIT_STAFF)
def person_leave(request: StaffRequest, number: int) -> HttpResponse:
    """Close somebody's log-in, or open it again."""
    found, reader = find_editable(request, number), request.reader
    form = DeskForm(request.POST)
    with form.acting():
        if request.POST.get("act") == "return":
            take_back(found, by=reader.actor, at=reader.at)
        else:
            let_go(found, by=reader.actor, at=reader.at, where=whereabouts_of(request))
            messages.success(request, say_handed(hand_back(found, reader)))
    if form.refusal is not None:
        messages.error(request, str(form.refusal))
        return HttpResponseRedirect(address_of(found))
    return finish(request, found)


def hand_back(found: Specialist, reader: Reader) -> dict[str, int]:
    """Hand all open work of somebody back; return what came to whom, as far as the reader may know.

    What they may not know of is handed back as well: nobody works on it any more.
    """
    told: Any = {"of": found, "to": None, "by": reader.actor, "at": reader.at}
    given = hand_over(tickets_held(found), **told)
    with house():
        hand_over(tickets_held(found), **told)
    return given


def seen_by(reader: Reader) -> Any:
    """Return the colleagues whom a reader may see: those on their desks.

    Who administers staff also finds those who have no role left.
    """
    edits = any(reader.may(Right.EDIT_STAFF, desk.pk) for desk in reader.desks)
    return staff_of([desk.pk for desk in reader.desks], with_roleless=edits)


def find_person(request: StaffRequest, number: int) -> Specialist:
    """Return a colleague whom the reader may see, with roles and teams; else 404."""
    rows = seen_by(request.reader).select_related("user")
    found: Specialist | None = (
        rows.filter(pk=number).prefetch_related("roles__desk", "teams__desk").first()
    )
    if found is None:
        raise Http404
    return found


def find_editable(request: StaffRequest, number: int) -> Specialist:
    """Return a colleague whose card the reader may change; who only sees them is refused."""
    found = find_person(request, number)
    if not may_edit(request.reader, found):
        raise PermissionDenied
    return found


def may_edit(reader: Reader, found: Specialist) -> bool:
    """Say whether a reader administers every desk that somebody works on.

    An address is the way to a password: who changed it could enter where they have no rights.
    """
    desks = {one.desk_id for one in found.roles.all()}
    own = {desk.pk for desk in reader.desks if reader.may(Right.EDIT_STAFF, desk.pk)}
    return bool(own) and desks <= own


def may_plan(reader: Reader, found: Specialist) -> bool:
    """Say whether a reader may tell when somebody is there: their own, or on a desk they plan."""
    desks = {one.desk_id for one in found.roles.all()}
    plans = any(reader.may(Right.PLAN_TEAMS, desk) for desk in desks)
    return found.left_at is None and (found.pk == reader.specialist.pk or plans)


def may_hand_over(reader: Reader, found: Specialist) -> bool:
    """Say whether a reader may give somebody's tickets to others."""
    gives = any(reader.may(Right.TRIAGE, desk.pk) for desk in reader.desks)
    return gives and (found.left_at is not None or may_plan(reader, found))


def finish(request: StaffRequest, found: Specialist) -> HttpResponse:
    """Go back to a colleague when it was done."""
    messages.success(request, _("Kept."))
    return HttpResponseRedirect(address_of(found))


def address_of(found: Specialist) -> str:
    """Return the address of a colleague's page."""
    return reverse("desk:person", args=[found.pk])


def answer_form(
    request: StaffRequest,
    form: Any,
    *,
    title: str,
    back: str,
    place: str = "people",
    desk: Desk | None = None,
    **more: Any,
) -> HttpResponse:
    """Show a form about a colleague or a team, with what is wrong in it."""
    context = {
        "shell": build_shell(request, desk or access.desk(request), place=place),
        "form": form,
        "title": title,
        "back_url": back,
        **more,
    }
    return render(request, "desk/form_page.html", context, status=form.status)
