"""Writing rotas down and changing them, after a look at which hours change hands."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.rotas import (
    LayerForm,
    NewRotaForm,
    RotaForm,
    first_of_layer,
    read_plan_form,
)
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.rotas import MOST_SHOWN, names_of
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.views.rotas import find_rota, list_address
from permanence.faces.ui.numbers import read_number
from permanence.world.accounts.models import Desk
from permanence.world.accounts.queries.staff import colleagues_of
from permanence.world.accounts.rules import Right
from permanence.world.calendars.rules.zones import to_seconds
from permanence.world.rotas.actions.planning import (
    FaultyPlan,
    add_rota,
    bring_rota_back,
    change_rota,
    name_rota,
    retire_rota,
)
from permanence.world.rotas.models import Rota, RotaVersion
from permanence.world.rotas.queries import schedules_of, zones_of
from permanence.world.rotas.rules.faults import Fault, Wrong, find_faults
from permanence.world.rotas.rules.plans import Plan, read_plan
from permanence.world.rotas.rules.schedule import Dated, Schedule
from permanence.world.rotas.rules.shifts import changes_between

Shown = dict[str, Any]
SPARE_LAYERS = 1
FIRST_LAYERS = 2
PREVIEWED = timedelta(days=28)
ENDINGS = {"retire": retire_rota, "return": bring_rota_back}


@require_http_methods(["GET", "POST"])
@staff_page(Right.PLAN_ROTAS)
def rota_new(request: StaffRequest) -> HttpResponse:
    """Write a rota down."""
    desk = access.desk(request, Right.PLAN_ROTAS)
    return answer(request, desk, None)


@require_http_methods(["GET", "POST"])
@staff_page(Right.PLAN_ROTAS)
def rota_edit(request: StaffRequest, number: int) -> HttpResponse:
    """Change what a rota says, from an instant on."""
    found = find_rota(request, number, Right.PLAN_ROTAS)
    return answer(request, found.desk, found)


@require_POST
@staff_page(Right.PLAN_ROTAS)
def rota_end(request: StaffRequest, number: int) -> HttpResponse:
    """Take a rota out of use, or bring it back."""
    found, reader = find_rota(request, number, Right.PLAN_ROTAS), request.reader
    chosen = request.POST.get("act", "")
    if chosen not in ENDINGS:
        raise Http404
    ENDINGS[chosen](found, by=reader.actor, at=reader.at)
    messages.success(request, _("Kept."))
    return HttpResponseRedirect(reverse("desk:rota", args=[number]))


def answer(request: StaffRequest, desk: Desk, found: Rota | None) -> HttpResponse:
    """Show the form, what it would change, or keep it."""
    people = {one.pk: one.name for one in colleagues_of(desk.pk)}
    versions = RotaVersion.objects.filter(rota=found).order_by("-number") if found else []
    last = next(iter(versions), None)
    form, layers = build_forms(request, found, last, people)
    changes: list[Shown] | None = None
    if request.method == "POST" and all([form.is_valid(), *(one.is_valid() for one in layers)]):
        plan = read_plan_form(form.cleaned_data["zone"], layers)
        if request.POST.get("act") == "save":
            with form.acting():
                kept = keep(request, desk, found, form, plan)
                messages.success(request, _("Kept."))
                return HttpResponseRedirect(reverse("desk:rota", args=[kept.pk]))
            tell_faults(form)
        elif faults := find_faults(plan):
            show_faults(form, faults)
        else:
            changes = preview(found, plan, form.cleaned_data["from_at"], request)
    wrong = any(one.errors for one in layers)
    context = {
        "shell": build_shell(request, desk, place="rotas"),
        "title": found.name if found else _("New rota"),
        "form": form,
        "layers": layers,
        "seen": last.number if last else 0,
        "changes": changes,
        "back_url": reverse("desk:rota", args=[found.pk]) if found else list_address(desk),
    }
    return render(request, "desk/rota_form.html", context, status=422 if wrong else form.status)


def build_forms(
    request: StaffRequest, found: Rota | None, last: RotaVersion | None, people: dict[int, str]
) -> tuple[RotaForm, list[LayerForm]]:
    """Return the form of the rota, and one for each layer and for one more."""
    reader, sent = request.reader, request.POST or None
    plan = read_plan(last.plan) if last else None
    shape = RotaForm if found else NewRotaForm
    form = shape(
        sent,
        initial={
            "name": found.name if found else "",
            "zone": plan.zone if plan else str(reader.zone),
        },
        reader_zone=reader.zone,
        at=reader.at + timedelta(minutes=5),
    )
    names = people | (names_of(plan.members) if plan else {})
    firsts = [first_of_layer(one, names) for one in plan.layers] if plan else []
    spare = SPARE_LAYERS if plan else FIRST_LAYERS
    fresh = {"first_day": reader.at.astimezone(reader.zone).date(), "unit": "week", "lengths": "1"}
    firsts += [dict(fresh) for _number in range(spare)]
    layers = [
        LayerForm(sent, prefix=f"layer{place}", initial=first, people=people)
        for place, first in enumerate(firsts, start=1)
    ]
    return form, layers


def keep(request: StaffRequest, desk: Desk, found: Rota | None, form: RotaForm, plan: Plan) -> Rota:
    """Keep the rota as it was typed."""
    reader, told = request.reader, form.cleaned_data
    if found is None:
        return add_rota(
            desk,
            slug=told["slug"],
            name=told["name"],
            plan=plan,
            from_at=told["from_at"],
            by=reader.actor,
            at=reader.at,
        )
    name_rota(found, told["name"], by=reader.actor, at=reader.at)
    seen = request.POST.get("seen", "")
    change_rota(
        found,
        plan,
        from_at=told["from_at"],
        seen=read_number(seen) or 0,
        by=reader.actor,
        at=reader.at,
    )
    return found


def tell_faults(form: DeskForm) -> None:
    """Say what is wrong with a plan that was refused."""
    if isinstance(form.refusal, FaultyPlan):
        show_faults(form, form.refusal.faults)


def show_faults(form: DeskForm, faults: list[Fault]) -> None:
    """Say what is wrong with a plan, layer by layer."""
    words = fault_words()
    for one in faults:
        text = words[one.wrong]
        form.add_error(
            None,
            _("Layer %(number)s: %(text)s") % {"number": one.layer, "text": text}
            if one.layer
            else text,
        )


def fault_words() -> dict[Wrong, str]:
    """Return what each fault is called."""
    return {
        Wrong.ZONE: _("This time zone is not known."),
        Wrong.NO_LAYER: _("A rota has one layer to twelve, and one at least is no shadow."),
        Wrong.NUMBERS: _("Each layer has a number of its own."),
        Wrong.NAME: _("A layer has a name."),
        Wrong.MEMBERS: _("A layer has people."),
        Wrong.TWICE: _("Nobody stands in a layer twice."),
        Wrong.LENGTHS: _("A turn lasts from 1 to 366, and up to 28 lengths follow each other."),
        Wrong.FIRST_DAY: _("The first day lies between 1971 and 2199."),
        Wrong.HAND_OFF: _("Hands change at a time of day."),
        Wrong.HOURS: _("Hours are of some days, from a time to a time."),
        Wrong.PLACES: _("Holidays are of a country that is known: DE, CA-QC."),
    }


def preview(
    found: Rota | None, plan: Plan, from_at: datetime, request: StaffRequest
) -> list[Shown]:
    """Return the hours that would change hands in the four weeks after the change."""
    reader = request.reader
    since = max(from_at, reader.at)
    before = schedules_of([found], since=reader.at)[found.pk] if found else Schedule(())
    numbers = [one.number for one in before.plans]
    dated = Dated(max(numbers, default=0) + 1, to_seconds(since), plan)
    zones = dict(before.zones) | zones_of(plan.members)
    after = Schedule((*before.plans, dated), before.covers, before.absences, zones)
    changes = changes_between(before, after, since, since + PREVIEWED)
    people = names_of(
        one for change in changes for one in (change.before, change.after) if one is not None
    )
    layers = {layer.number: layer.name for one in after.plans for layer in one.plan.layers}
    return [
        {
            **show_instant(one.start, reader, name="start"),
            **show_instant(one.end, reader, name="end"),
            "layer": layers.get(one.layer, ""),
            "before": people.get(one.before or 0, "") or _("nobody"),
            "after": people.get(one.after or 0, "") or _("nobody"),
        }
        for one in changes[:MOST_SHOWN]
    ]
