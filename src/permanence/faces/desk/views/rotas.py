"""Rotas: who is on call now and at any instant, what will be missing, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.rotas import NeedForm
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.rota_acts import show_rota_history
from permanence.faces.desk.presenting.rotas import (
    MOST_GAPS,
    MOST_SHOWN,
    layer_names,
    list_called,
    names_of_schedules,
    read_day,
    show_days,
    show_gap,
    show_need,
    show_overlap,
    show_rota_row,
    show_shift,
    show_swap,
    span_of,
    weekday_names,
)
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.staff import services_of_desks
from permanence.faces.ui.moments import say_zone
from permanence.faces.ui.numbers import read_number
from permanence.faces.ui.typed import read_typed
from permanence.ground.lib.dates import say_date
from permanence.overview.duty.queries import gaps_ahead, hand_offs_of
from permanence.overview.duty.rules import AHEAD
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right
from permanence.world.rotas.actions.requiring import require, require_no_more
from permanence.world.rotas.models import Cover, Requirement, Rota
from permanence.world.rotas.queries import schedules_of, swaps_of, swaps_waiting_for
from permanence.world.rotas.rules.coverage import Need, find_doubles, find_overlaps
from permanence.world.rotas.rules.schedule import Schedule
from permanence.world.rotas.rules.shifts import shifts_between

Shown = dict[str, Any]
DAY = timedelta(days=1)


@require_safe
@staff_page(Right.READ_TICKETS)
def rotas(request: StaffRequest) -> HttpResponse:
    """Show the rotas of a desk: who is on call now, what will be missing, and who was when."""
    desk, reader = access.desk(request), request.reader
    kept = list(Rota.objects.filter(desk=desk).order_by("retired_at", "position", "pk"))
    used = [one for one in kept if one.retired_at is None]
    asked = read_asked(request)
    schedules = schedules_of(kept, since=min(asked, reader.at) if asked else reader.at)
    names = names_of_schedules(desk, list(schedules.values()))
    plans = reader.may(Right.PLAN_ROTAS, desk.pk)
    context = {
        "shell": build_shell(request, desk, place="rotas"),
        "desk_key": desk.key,
        "rows": [show_rota_row(one, schedules[one.pk], names, reader) for one in kept],
        "looked_up": look_up(used, schedules, names, asked, request) if asked else None,
        "asked": request.GET.get("at", ""),
        "swaps": [
            show_swap(one, reader)
            for one in swaps_waiting_for(reader.specialist)
            if one.rota.desk_id == desk.pk
        ],
        **show_ahead(desk, [schedules[one.pk] for one in used], names, request),
        **show_wanted(desk, request, plans=plans),
        "new_url": f"{reverse('desk:rota-new')}?desk={desk.key}" if plans else "",
        "fair_url": f"{reverse('desk:rota-fairness')}?desk={desk.key}",
        "feeds_url": f"{reverse('desk:rota-feeds')}?desk={desk.key}",
        "empty": {
            "icon": "phone",
            "title": _("No rota yet"),
            "text": _("A rota says who is on call when."),
        },
    }
    return render(request, "desk/rotas.html", context)


def read_asked(request: StaffRequest) -> datetime | None:
    """Return the instant that is asked for, if one can be read."""
    text = request.GET.get("at", "")
    try:
        return read_typed(text, zone=request.reader.zone) if text else None
    except ValidationError as fault:
        messages.error(request, fault.messages[0])
        return None


def look_up(
    used: Sequence[Rota],
    schedules: dict[int, Schedule],
    names: dict[int, str],
    asked: datetime,
    request: StaffRequest,
) -> Shown:
    """Return who was or will be on call on each rota at an instant."""
    return {
        **show_instant(asked, request.reader),
        "rows": [
            {"name": one.name, "people": list_called(schedules[one.pk], names, asked)}
            for one in used
        ],
    }


def show_ahead(
    desk: Desk, schedules: list[Schedule], names: dict[int, str], request: StaffRequest
) -> Shown:
    """Return what will be missing, and what is filled twice."""
    reader, until = request.reader, request.reader.at + AHEAD
    services = services_of_desks([desk], reader)
    gaps = gaps_ahead(desk, at=reader.at)
    doubles = find_doubles(schedules, reader.at, until)
    overlaps = [one for each in schedules for one in find_overlaps(each, reader.at, until)]
    return {
        "gaps": [show_gap(one, services, reader) for one in gaps[:MOST_GAPS]],
        "more_gaps": max(0, len(gaps) - MOST_GAPS),
        "overlaps": [
            show_overlap(one, names, reader) for one in [*doubles, *overlaps][:MOST_SHOWN]
        ],
        "is_checked": bool(schedules),
    }


def show_wanted(desk: Desk, request: StaffRequest, *, plans: bool) -> Shown:
    """Return what the desk wants beyond its policy, and the form to want more."""
    services = services_of_desks([desk], request.reader)
    rows = Requirement.objects.filter(desk=desk).order_by("level", "language", "skill")
    return {
        "wanted": [
            {"number": one.pk, **show_need(one.level, one.language, one.skill, services)}
            for one in rows
        ],
        "need_form": need_form(request, services) if plans else None,
        "needs_url": f"{reverse('desk:rota-needs')}?desk={desk.key}",
    }


def need_form(request: StaffRequest, services: dict[str, str]) -> NeedForm:
    """Return the form in which a need is told."""
    languages = [(code, str(name)) for code, name in settings.LANGUAGES]
    return NeedForm(request.POST or None, languages=languages, services=list(services.items()))


@require_POST
@staff_page(Right.PLAN_ROTAS)
def needs(request: StaffRequest) -> HttpResponse:
    """Want something within reach, or want it no more."""
    desk, reader = access.desk(request, Right.PLAN_ROTAS), request.reader
    gone = read_number(request.POST.get("gone", ""))
    if gone is not None:
        require_no_more(desk, gone, by=reader.actor, at=reader.at)
    else:
        form = need_form(request, services_of_desks([desk], reader))
        if not form.is_valid():
            raise Http404
        told = form.cleaned_data
        need = Need(told["level"], told["language"], told["skill"])
        require(desk, need, by=reader.actor, at=reader.at)
    messages.success(request, _("Kept."))
    return HttpResponseRedirect(list_address(desk))


@require_safe
@staff_page(Right.READ_TICKETS)
def rota(request: StaffRequest, number: int) -> HttpResponse:
    """Show one rota: now, and day by day in a week or a month."""
    found, reader = find_rota(request, number), request.reader
    by_week = request.GET.get("span") == "week"
    kind = "week" if by_week else "month"
    today = reader.at.astimezone(reader.zone).date()
    day = read_day(request.GET.get("day", ""), today)
    span = span_of(day, by_week=by_week)
    start, end = (datetime.combine(one, time(), tzinfo=reader.zone) for one in span)
    schedule = schedules_of([found], since=min(start, reader.at))[found.pk]
    shifts = shifts_between(schedule, start, end)
    names = names_of_schedules(found.desk, [schedule])
    layers = layer_names(schedule)
    plans = reader.may(Right.PLAN_ROTAS, found.desk_id)
    swaps = reader.may(Right.SWAP_SHIFTS, found.desk_id)
    context = {
        "shell": build_shell(request, found.desk, place="rotas"),
        "rota": show_rota_row(found, schedule, names, reader),
        "called": list_called(schedule, names, reader.at),
        "zone": say_zone(reader.zone, reader.at),
        "rota_zone": schedule.plans[-1].plan.zone if schedule.plans else "",
        "weekdays": weekday_names(),
        "weeks": show_days(shifts, names, span, 0 if by_week else day.month, reader),
        "title": say_date(span[0], "j F Y") if by_week else say_date(day, "F Y"),
        "spans": [
            {"label": _("Week"), "url": span_url("week", day), "current": by_week},
            {"label": _("Month"), "url": span_url("month", day), "current": not by_week},
        ],
        "before_url": span_url(kind, step(day, span, by_week=by_week, on=False)),
        "after_url": span_url(kind, step(day, span, by_week=by_week, on=True)),
        "shifts": [show_shift(one, names, layers, reader) for one in shifts],
        "covers": list_covers(found, layers, request, plans=plans),
        "swaps": [show_swap(one, reader) for one in swaps_of(found, most=10)],
        "hand_offs": list_hand_offs(found, request),
        "history": show_rota_history(found.pk, reader),
        "back_url": list_address(found.desk),
        "edit_url": reverse("desk:rota-edit", args=[number]) if plans else "",
        "end_url": reverse("desk:rota-end", args=[number]) if plans else "",
        "cover_url": reverse("desk:rota-cover", args=[number]) if plans or swaps else "",
        "swap_url": reverse("desk:rota-swap", args=[number]) if swaps else "",
        "import_url": reverse("desk:rota-import", args=[number]) if plans or swaps else "",
    }
    return render(request, "desk/rota.html", context)


def step(day: date, span: tuple[date, date], *, by_week: bool, on: bool) -> date:
    """Return a day of the week or month before, or after."""
    if by_week:
        return span[1] if on else span[0] - DAY
    first = day.replace(day=1)
    return (first + 32 * DAY).replace(day=1) if on else (first - DAY).replace(day=1)


def span_url(span: str, day: date) -> str:
    """Return the address of the same page for another span."""
    return f"?{urlencode({'span': span, 'day': day.isoformat()})}"


def list_covers(
    found: Rota, layers: dict[int, str], request: StaffRequest, *, plans: bool
) -> list[Shown]:
    """Return the covers that are not over, with an end for who may end them."""
    reader = request.reader
    rows = Cover.objects.standing().filter(rota=found, to_at__gt=reader.at)
    return [
        {
            "who": one.person.name,
            "layer": layers.get(one.layer, ""),
            **show_instant(one.from_at, reader, name="start"),
            **show_instant(one.to_at, reader, name="end"),
            "reason": one.reason,
            "is_swap": one.swap_id is not None,
            "end_url": reverse("desk:cover-end", args=[one.pk])
            if plans or (one.person_id == reader.specialist.pk and one.swap_id is None)
            else "",
        }
        for one in rows.select_related("person").order_by("from_at", "pk")[:MOST_SHOWN]
    ]


def list_hand_offs(found: Rota, request: StaffRequest) -> list[Shown]:
    """Return the last hand-offs."""
    return [
        {
            **show_instant(one.to_at, request.reader),
            "outgoing": one.outgoing.name,
            "incoming": one.incoming.name if one.incoming else "—",
            "url": reverse("desk:hand-off", args=[one.pk]),
        }
        for one in hand_offs_of(found, most=10)
    ]


def find_rota(request: StaffRequest, number: int, right: Right = Right.READ_TICKETS) -> Rota:
    """Return a rota of a desk of the reader; else 404, and refused without the right."""
    found = Rota.objects.select_related("desk").filter(pk=number).first()
    if found is None or not request.reader.may(Right.READ_TICKETS, found.desk_id):
        raise Http404
    if not request.reader.may(right, found.desk_id):
        raise PermissionDenied
    return found


def list_address(desk: Desk) -> str:
    """Return the address of the list of rotas."""
    return f"{reverse('desk:rotas')}?desk={desk.key}"
