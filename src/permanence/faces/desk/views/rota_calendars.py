"""Rotas in calendars: addresses that calendars read, and calendars that are brought in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.rotas import CalendarForm
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.rotas import layer_names, names_of
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.views.rota_shifts import finish, people_to_choose
from permanence.faces.desk.views.rotas import find_rota, list_address
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.paths import link_to
from permanence.world.accounts.actions.presence import leave_office
from permanence.world.accounts.models import Specialist, StaffRole
from permanence.world.accounts.rules import Right, may
from permanence.world.rotas.actions.covering import Hours, cover_hours
from permanence.world.rotas.actions.feeding import (
    close_feed,
    open_feed,
    reader_of_token,
    token_of,
)
from permanence.world.rotas.models import Rota
from permanence.world.rotas.queries import schedules_of
from permanence.world.rotas.rules.feeds import Entry, NoCalendar, Taken, read_hours, write_feed
from permanence.world.rotas.rules.shifts import shifts_between

Shown = dict[str, Any]
MINE = "mine"
ABSENCE = "absence"
READ_BACK = timedelta(days=35)
READ_AHEAD = timedelta(days=120)
TAKEN_AHEAD = timedelta(days=366)
LOOKED_AT = timedelta(days=1)


@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_TICKETS)
def rota_feeds(request: StaffRequest) -> HttpResponse:
    """Show the addresses of the reader's calendars, make new ones, or close them."""
    desk, reader = access.desk(request), request.reader
    if request.method == "POST":
        if request.POST.get("act") == "close":
            close_feed(reader.specialist)
        else:
            open_feed(reader.specialist, at=reader.at)
        return finish(request, f"{reverse('desk:rota-feeds')}?desk={desk.key}")
    token = token_of(reader.specialist)
    context = {
        "shell": build_shell(request, desk, place="rotas"),
        "feeds": list_feeds(token, reader.specialist) if token else [],
        "back_url": list_address(desk),
    }
    return render(request, "desk/rota_feeds.html", context)


def list_feeds(token: str, reader: Specialist) -> list[Shown]:
    """Return the address of somebody's own shifts, and of each rota of their desks."""
    base = settings.PUBLIC_URL
    own: Shown = {"name": _("Your shifts"), "place": MINE}
    places = [own, *({"name": one.name, "place": one.pk} for one in rotas_read_by(reader))]
    return [
        one | {"url": link_to("rota-feed", base=base, token=token, place=one["place"])}
        for one in places
    ]


def rotas_read_by(reader: Specialist) -> list[Rota]:
    """Return the rotas of the desks on which somebody may read."""
    given = StaffRole.objects.filter(specialist=reader).values_list("desk_id", "role")
    desks = {desk for desk, role in given if may([role], Right.READ_TICKETS)}
    rows = Rota.objects.in_use().filter(desk__in=desks).select_related("desk")
    return list(rows.order_by("desk__position", "desk", "position", "pk"))


@require_safe
def rota_feed(request: HttpRequest, token: str, place: str) -> HttpResponse:
    """Return a calendar to whoever knows its signed address; no log-in is asked for."""
    at = now()
    with house():
        reader = reader_of_token(token, at=at)
        if reader is None:
            raise Http404
        rotas = [one for one in rotas_read_by(reader) if place in {MINE, str(one.pk)}]
        if place != MINE and not rotas:
            raise Http404
        own = reader if place == MINE else None
        entries = list_entries(rotas, own, at=at)
        name = reader.name if own else rotas[0].name
    answer = HttpResponse(
        write_feed(name, entries, at=at), content_type="text/calendar; charset=utf-8"
    )
    answer["Cache-Control"] = "private, max-age=900"
    return answer


def list_entries(rotas: list[Rota], own: Specialist | None, *, at: Any) -> list[Entry]:
    """Return the shifts of rotas as events; of one person, or of everybody."""
    since = at - READ_BACK
    schedules = schedules_of(rotas, since=since)
    found = []
    for one in rotas:
        shifts = shifts_between(schedules[one.pk], since, at + READ_AHEAD)
        layers = layer_names(schedules[one.pk])
        names = names_of(shift.person for shift in shifts)
        for shift in shifts:
            if own is None or shift.person == own.pk:
                title = f"{layers.get(shift.layer, '')} · {one.name}"
                found.append(
                    Entry(
                        key=f"{one.pk}-{shift.layer}-{shift.start:%Y%m%dT%H%M%SZ}",
                        title=title if own else f"{names.get(shift.person, '')} · {title}",
                        start=shift.start,
                        end=shift.end,
                        link=link_to("rota", base=settings.PUBLIC_URL, reference=one.pk),
                    )
                )
    return found


@require_http_methods(["GET", "POST"])
@staff_page(Right.SWAP_SHIFTS)
def rota_import(request: StaffRequest, number: int) -> HttpResponse:
    """Bring a calendar in: its hours are absences, or covers of a layer; after a look at them."""
    found, reader = find_rota(request, number, Right.SWAP_SHIFTS), request.reader
    layers = layer_names(schedules_of([found], since=reader.at)[found.pk])
    people, kept = people_to_choose(request, found), read_kept(request, found)
    whats = [(ABSENCE, _("times out of office"))]
    whats += [
        (str(layer), _("hours on call: %(layer)s") % {"layer": name})
        for layer, name in layers.items()
    ]
    form = CalendarForm(
        request.POST if "what" in request.POST else None,
        request.FILES or None,
        whats=whats,
        people={pk: one.name for pk, one in people.items()},
        is_read=kept is not None,
    )
    taken: list[Taken] = []
    if form.is_valid():
        taken = take_hours(request, form, kept or [])
        if taken and request.POST.get("act") == "save":
            told = form.cleaned_data
            keep_taken(request, found, people[told["person"]], told["what"], taken)
            return HttpResponseRedirect(reverse("desk:rota", args=[number]))
    context = {
        "shell": build_shell(request, found.desk, place="rotas"),
        "title": _("Bring a calendar in"),
        "form": form,
        "taken": [
            {
                "title": one.title,
                **show_instant(one.start, reader, name="start"),
                **show_instant(one.end, reader, name="end"),
            }
            for one in taken
        ],
        "is_read": form.is_valid(),
        "kept": write_kept(found, taken) if form.is_valid() else "",
        "back_url": reverse("desk:rota", args=[number]),
    }
    return render(request, "desk/rota_import.html", context, status=form.status)


def take_hours(request: StaffRequest, form: CalendarForm, kept: list[Taken]) -> list[Taken]:
    """Return the hours of the calendar that was chosen now, else of the one that was looked at."""
    reader, file = request.reader, form.cleaned_data["file"]
    if not file:
        return [one for one in kept if one.end > reader.at]
    try:
        return read_hours(file, zone=reader.zone, since=reader.at, until=reader.at + TAKEN_AHEAD)
    except NoCalendar:
        form.add_error("file", _("This is no calendar that can be read."))
        return []


def write_kept(found: Rota, taken: list[Taken]) -> str:
    """Return hours as the page keeps them while they are looked at, signed: no file comes twice."""
    told = [[one.title, one.start.isoformat(), one.end.isoformat()] for one in taken]
    return signing.dumps(told, salt=f"rota:{found.pk}", compress=True)


def read_kept(request: StaffRequest, found: Rota) -> list[Taken] | None:
    """Return the hours that were looked at; None where no calendar was read, or long ago."""
    try:
        told = signing.loads(
            request.POST.get("kept", ""), salt=f"rota:{found.pk}", max_age=LOOKED_AT
        )
    except signing.BadSignature:
        return None
    return [
        Taken(title, datetime.fromisoformat(start), datetime.fromisoformat(end))
        for title, start, end in told
    ]


def keep_taken(
    request: StaffRequest, found: Rota, person: Specialist, what: str, taken: list[Taken]
) -> None:
    """Keep the hours, each by itself: one that cannot be kept does not hold the others back."""
    reader, kept, left = request.reader, 0, []
    for one in taken:
        start = max(one.start, reader.at)
        try:
            if what == ABSENCE:
                told: Shown = {"from_at": start, "to_at": one.end, "stand_in": None}
                leave_office(person, **told, by=reader.actor, at=reader.at)
            else:
                hours = Hours(int(what), start, one.end)
                cover_hours(found, hours, person, by=reader.actor, at=reader.at, reason=one.title)
            kept += 1
        except Refusal as refusal:
            left.append(f"{one.title}: {refusal}")
    messages.success(request, _("Brought in: %(count)s.") % {"count": kept})
    for text in left[:5]:
        messages.error(request, text)
