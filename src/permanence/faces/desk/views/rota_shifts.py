"""Covering hours, and swapping shifts between two."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.rotas import CoverForm, SwapForm
from permanence.faces.desk.presenting.rotas import layer_names, say_hours
from permanence.faces.desk.views.people import answer_form
from permanence.faces.desk.views.rotas import find_rota, list_address
from permanence.overview.duty.actions.covering import cover
from permanence.overview.duty.actions.swapping import agree, ask_for_swap, decline, withdraw
from permanence.world.accounts.models import Specialist
from permanence.world.accounts.queries.staff import colleagues_of
from permanence.world.accounts.rules import Right
from permanence.world.rotas.actions.covering import Hours, end_cover
from permanence.world.rotas.models import Cover, Rota, Swap
from permanence.world.rotas.queries import schedules_of
from permanence.world.rotas.rules.shifts import Shift, shifts_between

SWAPPED_AHEAD = timedelta(days=62)
ANSWERS = {"agree": agree, "decline": decline, "withdraw": withdraw}
Choices = list[tuple[str, str]]


@require_http_methods(["GET", "POST"])
@staff_page(Right.SWAP_SHIFTS)
def rota_cover(request: StaffRequest, number: int) -> HttpResponse:
    """Let somebody be on call for a time: a supervisor anybody, everybody else themselves."""
    found, reader = find_rota(request, number, Right.SWAP_SHIFTS), request.reader
    people = people_to_choose(request, found)
    form = CoverForm(
        request.POST or None,
        layers=layer_names(schedules_of([found], since=reader.at)[found.pk]),
        people={pk: one.name for pk, one in people.items()},
        zone=reader.zone,
        at=reader.at + timedelta(minutes=5),
    )
    back = reverse("desk:rota", args=[number])
    if form.is_valid():
        told = form.cleaned_data
        hours = Hours(told["layer"], told["from_at"], told["to_at"])
        with form.acting():
            cover(
                found,
                hours,
                people[told["person"]],
                by=reader.specialist,
                reason=told["reason"],
                at=reader.at,
            )
            return finish(request, back)
    title = _("Cover hours of %(name)s") % {"name": found.name}
    return answer_form(request, form, title=title, back=back, place="rotas", desk=found.desk)


def people_to_choose(request: StaffRequest, found: Rota) -> dict[int, Specialist]:
    """Return whom the reader may put on call: anybody of the desk, or themselves."""
    own = request.reader.specialist
    people = {one.pk: one for one in colleagues_of(found.desk_id)}
    if request.reader.may(Right.PLAN_ROTAS, found.desk_id):
        return people
    return {own.pk: people[own.pk]} if own.pk in people else {}


@require_POST
@staff_page(Right.SWAP_SHIFTS)
def cover_end(request: StaffRequest, number: int) -> HttpResponse:
    """Take a cover back."""
    rows = Cover.objects.select_related("rota__desk", "person")
    cover, reader = get_object_or_404(rows, pk=number), request.reader
    found = find_rota(request, cover.rota_id, Right.SWAP_SHIFTS)
    is_own = cover.person_id == reader.specialist.pk and cover.swap_id is None
    if not is_own and not reader.may(Right.PLAN_ROTAS, found.desk_id):
        raise PermissionDenied
    end_cover(cover, by=reader.actor, at=reader.at)
    return finish(request, reverse("desk:rota", args=[found.pk]))


@require_http_methods(["GET", "POST"])
@staff_page(Right.SWAP_SHIFTS)
def rota_swap(request: StaffRequest, number: int) -> HttpResponse:
    """Ask a colleague to take one of the reader's shifts."""
    found, reader = find_rota(request, number, Right.SWAP_SHIFTS), request.reader
    mine, theirs = choose_shifts(request, found)
    people = {one.pk: one for one in colleagues_of(found.desk_id)}
    people.pop(reader.specialist.pk, None)
    form = SwapForm(
        request.POST or None,
        mine=mine,
        theirs=theirs,
        people={pk: one.name for pk, one in people.items()},
    )
    back = reverse("desk:rota", args=[number])
    if form.is_valid():
        told = form.cleaned_data
        with form.acting():
            ask_for_swap(
                found,
                read_hours(told["mine"]),
                asker=reader.specialist,
                asked=people[told["asked"]],
                back=read_hours(told["back"]) if told["back"] else None,
                words=told["words"],
                at=reader.at,
            )
            return finish(request, back)
    title = _("Swap a shift of %(name)s") % {"name": found.name}
    return answer_form(
        request,
        form,
        title=title,
        back=back,
        place="rotas",
        desk=found.desk,
        text="" if mine else _("You have no shift on this rota in the next two months."),
        submit=_("Ask"),
    )


def choose_shifts(request: StaffRequest, found: Rota) -> tuple[Choices, Choices]:
    """Return the shifts to come that are the reader's, and those of others."""
    reader = request.reader
    schedule = schedules_of([found], since=reader.at)[found.pk]
    shifts = shifts_between(schedule, reader.at, reader.at + SWAPPED_AHEAD)
    coming = [one for one in shifts if one.start > reader.at and not one.is_shadow]
    names = {one.pk: one.name for one in colleagues_of(found.desk_id)}
    layers = layer_names(schedule)
    mine, theirs = [], []
    for one in coming:
        hours = f"{layers.get(one.layer, '')} · {say_hours(one.start, one.end, reader)}"
        if one.person == reader.specialist.pk:
            mine.append((write_hours(one), hours))
        else:
            theirs.append((write_hours(one), f"{names.get(one.person, '—')} · {hours}"))
    return mine, theirs


def write_hours(shift: Shift) -> str:
    """Return a shift as a choice names it."""
    return f"{shift.layer}|{shift.start.isoformat()}|{shift.end.isoformat()}"


def read_hours(text: str) -> Hours:
    """Return the hours that a choice names."""
    layer, start, end = text.split("|")
    return Hours(int(layer), datetime.fromisoformat(start), datetime.fromisoformat(end))


@require_POST
@staff_page(Right.SWAP_SHIFTS)
def swap(request: StaffRequest, number: int) -> HttpResponse:
    """Agree to a swap, decline it, or take the question back."""
    rows = Swap.objects.select_related("rota__desk", "asker", "asked")
    found, reader = get_object_or_404(rows, pk=number), request.reader
    find_rota(request, found.rota_id, Right.SWAP_SHIFTS)
    chosen = request.POST.get("act", "")
    if chosen not in ANSWERS:
        raise Http404
    form = DeskForm(request.POST)
    with form.acting():
        ANSWERS[chosen](found, by=reader.specialist, at=reader.at)
    if form.refusal is not None:
        messages.error(request, str(form.refusal))
        return HttpResponseRedirect(list_address(found.rota.desk))
    return finish(request, reverse("desk:rota", args=[found.rota_id]))


def finish(request: StaffRequest, address: str) -> HttpResponse:
    """Go on when it was done."""
    messages.success(request, _("Kept."))
    return HttpResponseRedirect(address)
