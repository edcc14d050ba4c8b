"""What customers run: read, written down, confirmed, changed piece by piece."""

from __future__ import annotations

from dataclasses import asdict
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.environments import InstallationForm, NamingForm, PieceForm
from permanence.faces.desk.presenting.environment_acts import show_record_history
from permanence.faces.desk.presenting.environments import show_record
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.views.customers import answer_form, may
from permanence.faces.desk.views.ticket import go_on
from permanence.faces.ui.environments.words import HEADINGS
from permanence.faces.ui.numbers import read_number
from permanence.service.tickets.actions.placing import name_installation
from permanence.service.tickets.queries.places import requests_on
from permanence.world.accounts.models import Organisation
from permanence.world.accounts.rules import Right
from permanence.world.catalogue.actions import (
    change_installation,
    confirm_installation,
    enter_installation,
    restore_installation,
    retire_installation,
    strike_piece,
    write_piece,
)
from permanence.world.catalogue.models import Installation, Piece
from permanence.world.catalogue.queries import card_of_installation, installations_of
from permanence.world.catalogue.rules import Kind

ACTS = {
    "confirm": confirm_installation,
    "retire": retire_installation,
    "restore": restore_installation,
}


@require_safe
@staff_page(Right.READ_CUSTOMERS)
def installation(request: StaffRequest, number: int) -> HttpResponse:
    """Show an installation: what it consists of, what was changed, what was asked about it."""
    found = find_installation(request, number)
    reader = request.reader
    desks = [one.pk for one in access.desks(request)]
    context = {
        "shell": build_shell(
            request, access.desk(request, Right.READ_CUSTOMERS), place="customers"
        ),
        "record": show_record(found, reader, may_edit=may(request, Right.EDIT_ENVIRONMENTS)),
        "organisation": found.organisation.name,
        "requests": [
            {"subject": one.subject, "url": reverse("desk:ticket", args=[one.reference])}
            for one in requests_on(found.pk, desks=desks)
        ],
        "history": show_record_history(f"installation:{found.pk}", reader),
        "back_url": reverse("desk:organisation", args=[found.organisation_id]),
    }
    return render(request, "desk/installation.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_ENVIRONMENTS)
def installation_new(request: StaffRequest, number: int) -> HttpResponse:
    """Write down what a customer runs."""
    place = get_object_or_404(Organisation, pk=number)
    form = InstallationForm(request.POST or None, initial={"keeper": "customer"})
    if form.is_valid():
        with form.acting():
            made = enter_installation(
                place, form.card(), by=request.reader.actor, at=request.reader.at
            )
            messages.success(request, _("Kept."))
            return HttpResponseRedirect(reverse("desk:installation", args=[made.pk]))
    title = _("New installation at %(name)s") % {"name": place.name}
    back = reverse("desk:organisation", args=[place.pk])
    return answer_form(request, form, title=title, back=back)


@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_ENVIRONMENTS)
def installation_edit(request: StaffRequest, number: int) -> HttpResponse:
    """Change what is kept of an installation beside its pieces."""
    found = find_installation(request, number)
    initial = asdict(card_of_installation(found)) | {"seen": found.number}
    form = InstallationForm(request.POST or None, initial=initial)
    back = reverse("desk:installation", args=[found.pk])
    if form.is_valid():
        with form.acting():
            seen = form.cleaned_data["seen"] or 0
            by, at = request.reader.actor, request.reader.at
            change_installation(found, form.card(), seen=seen, by=by, at=at)
            messages.success(request, _("Kept."))
            return HttpResponseRedirect(back)
    return answer_form(request, form, title=found.name, back=back)


@require_POST
@staff_page(Right.EDIT_ENVIRONMENTS)
def installation_act(request: StaffRequest, number: int) -> HttpResponse:
    """Confirm a record as it stands, put its installation out of use, or take it back."""
    found = find_installation(request, number)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    form = DeskForm(request.POST)
    with form.acting():
        act(found, by=request.reader.actor, at=request.reader.at)
        messages.success(request, _("Kept."))
    return come_back(request, found, form)


@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_ENVIRONMENTS)
def piece_new(request: StaffRequest, number: int, kind: str) -> HttpResponse:
    """Write down what a piece of an installation is from an instant on."""
    if kind not in set(Kind):
        raise Http404
    found = find_installation(request, number)
    zone = ZoneInfo(found.zone or found.organisation.zone)
    initial = begin_piece(found, kind, request.GET.get("of", ""))
    form = PieceForm(request.POST or None, initial=initial, kind=Kind(kind), zone=zone)
    back = reverse("desk:installation", args=[found.pk])
    if form.is_valid():
        with form.acting():
            write_piece(found, form.card(), by=request.reader.actor, at=request.reader.at)
            messages.success(request, _("Kept."))
            return HttpResponseRedirect(back)
    return answer_form(request, form, title=f"{found.name}: {HEADINGS[kind]}", back=back)


def begin_piece(found: Installation, kind: str, of: str) -> dict[str, str]:
    """Return what is known of the piece that becomes another."""
    rows = Piece.objects.filter(installation=found, kind=kind, struck_at=None)
    number = read_number(of)
    row = rows.filter(pk=number).first() if number is not None else None
    return {"name": row.name, "value": row.value, "detail": row.detail} if row else {}


@require_POST
@staff_page(Right.EDIT_ENVIRONMENTS)
def piece_strike(request: StaffRequest, number: int, piece: int) -> HttpResponse:
    """Take back what was written down wrongly."""
    found, form = find_installation(request, number), DeskForm(request.POST)
    with form.acting():
        strike_piece(found, piece, by=request.reader.actor, at=request.reader.at)
        messages.success(request, _("Taken back. It stands below, under what was changed."))
    return come_back(request, found, form)


def come_back(request: StaffRequest, found: Installation, form: DeskForm) -> HttpResponse:
    """Go back to an installation, with what was refused."""
    if form.refusal is not None:
        messages.error(request, str(form.refusal))
    return HttpResponseRedirect(reverse("desk:installation", args=[found.pk]))


def find_installation(request: StaffRequest, number: int) -> Installation:
    """Return an installation, and note that it was looked at."""
    rows = Installation.objects.select_related("organisation")
    found = get_object_or_404(rows, pk=number)
    access.note_read(request, f"installation:{found.pk}")
    return found


@require_POST
@staff_page(Right.ANSWER)
def ticket_installation(request: StaffRequest, reference: str) -> HttpResponse:
    """Say which installation a ticket is about."""
    found = access.ticket(request, reference, Right.ANSWER)
    form = NamingForm(request.POST, offered=installations_of(found.organisation_id))
    if form.is_valid():
        with form.acting():
            name_installation(found, form.chosen(), by=request.reader.actor, at=request.reader.at)
    return go_on(request, found, "naming", form, drawer="environment")
