"""My organisation: its people, and what it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.portal.access import Guest, enter_desk
from permanence.faces.portal.changing import Changing, change
from permanence.faces.portal.forms import KeyedForm
from permanence.faces.portal.hours import own_contracts
from permanence.faces.portal.matter_forms import (
    InstallationForm,
    InvitationForm,
    PieceForm,
    RightsForm,
)
from permanence.faces.portal.organisation import (
    address_of,
    administrator_of,
    find_own,
    find_person,
    keeper_of,
    list_installations,
    list_people,
    show_record,
)
from permanence.faces.portal.shell import furnish_page
from permanence.faces.ui.environments.words import HEADINGS
from permanence.faces.ui.numbers import read_number
from permanence.world.accounts.rules import CustomerRight
from permanence.world.catalogue.models import Installation, Piece
from permanence.world.catalogue.queries import card_of_installation
from permanence.world.catalogue.rules import Kind, PieceCard

EITHER = ["GET", "HEAD", "POST"]
ACTS = frozenset({"confirm", "retire"})


@never_cache
@require_safe
def show_organisation(request: HttpRequest, desk: str) -> HttpResponse:
    """Show what the reader's organisation runs, who is there, and the way to what was agreed."""
    with enter_desk(request, desk) as guest:
        if guest.contact is None:
            return redirect("portal:ask-link", desk)
        keeper = keeper_of(guest)
        keeps_people = keeper.may(CustomerRight.KEEP_PEOPLE)
        context = furnish_page(
            request,
            guest,
            place="organisation",
            organisation=keeper.organisation,
            installations=list_installations(guest),
            new_url=address_of(guest, "installation-new"),
            people=list_people(guest) if keeps_people else [],
            invite_url=address_of(guest, "invite") if keeps_people else "",
            terms_url=f"{reverse('portal:policy', args=[desk])}#your-terms",
            hours_url=address_of(guest, "hours") if own_contracts(guest) else "",
        )
        return render(request, "portal/organisation.html", context)


@never_cache
@require_safe
def show_installation(request: HttpRequest, desk: str, number: int) -> HttpResponse:
    """Show an installation of the reader's organisation."""
    with enter_desk(request, desk) as guest:
        if guest.contact is None:
            return redirect("portal:ask-link", desk)
        record = show_record(guest, find_own(guest, number))
        context = furnish_page(
            request,
            guest,
            place="organisation",
            record=record,
            back_url=address_of(guest, "organisation"),
        )
        return render(request, "portal/installation.html", context)


@never_cache
@require_http_methods(EITHER)
def new_installation(request: HttpRequest, desk: str) -> HttpResponse:
    """Write down what the reader's organisation runs."""

    def begin(guest: Guest) -> Changing:
        keeper_of(guest)
        form = InstallationForm(request.POST or None, initial={"keeper": "customer"})
        return Changing(
            "environment",
            form,
            gettext("New installation"),
            address_of(guest, "organisation"),
            lambda: {"act": "enter", "card": asdict(form.card())},
        )

    return change(request, desk, begin)


@never_cache
@require_http_methods(EITHER)
def edit_installation(request: HttpRequest, desk: str, number: int) -> HttpResponse:
    """Change what is kept of an installation beside its pieces."""

    def begin(guest: Guest) -> Changing:
        found = find_own(guest, number)
        initial = asdict(card_of_installation(found)) | {"seen": found.number}
        form = InstallationForm(request.POST or None, initial=initial)

        def tell() -> Mapping[str, Any]:
            seen = form.cleaned_data["seen"] or 0
            return {"act": "change", "installation": number, "seen": seen} | {
                "card": asdict(form.card())
            }

        back = address_of(guest, "installation", number)
        return Changing("environment", form, found.name, back, tell)

    return change(request, desk, begin)


@never_cache
@require_http_methods(EITHER)
def act_on_installation(request: HttpRequest, desk: str, number: int, act: str) -> HttpResponse:
    """Confirm a record as it stands, or put its installation out of use."""

    def begin(guest: Guest) -> Changing:
        if act not in ACTS:
            raise Http404
        found, form = find_own(guest, number), KeyedForm(request.POST or None)
        says, submit = {
            "confirm": (gettext("Everything is as it stands here."), gettext("Confirm")),
            "retire": (
                gettext("It is not used any more. We keep what was written down of it."),
                gettext("Put out of use"),
            ),
        }[act]
        back = (
            address_of(guest, "organisation")
            if act == "retire"
            else address_of(guest, "installation", number)
        )
        return Changing(
            "environment",
            form,
            found.name,
            back,
            lambda: {"act": act, "installation": number},
            text=says,
            submit=submit,
        )

    return change(request, desk, begin)


@never_cache
@require_http_methods(EITHER)
def new_piece(request: HttpRequest, desk: str, number: int, kind: str) -> HttpResponse:
    """Write down what a piece of an installation is from an instant on."""

    def begin(guest: Guest) -> Changing:
        if kind not in set(Kind):
            raise Http404
        found = find_own(guest, number)
        initial = begin_piece(found, kind, request.GET.get("of", ""))
        zone = ZoneInfo(found.zone) if found.zone else guest.zone
        form = PieceForm(request.POST or None, initial=initial, kind=Kind(kind), zone=zone)
        return Changing(
            "environment",
            form,
            f"{found.name}: {HEADINGS[kind]}",
            address_of(guest, "installation", number),
            lambda: {"act": "piece", "installation": number, "piece": tell_piece(form.card())},
        )

    return change(request, desk, begin)


def begin_piece(found: Installation, kind: str, of: str) -> dict[str, str]:
    """Return what is known of the piece that becomes another."""
    rows = Piece.objects.filter(installation=found, kind=kind)
    number = read_number(of)
    row = rows.filter(pk=number).first() if number is not None else None
    return {"name": row.name, "value": row.value, "detail": row.detail} if row else {}


def tell_piece(card: PieceCard) -> dict[str, Any]:
    """Return a piece as a form keeps it."""
    return asdict(card) | {"since": card.since.isoformat() if card.since else None}


@never_cache
@require_http_methods(EITHER)
def invite(request: HttpRequest, desk: str) -> HttpResponse:
    """Invite somebody to the reader's organisation."""

    def begin(guest: Guest) -> Changing:
        administrator_of(guest)
        form = InvitationForm(request.POST or None, initial={"language": guest.language})
        return Changing(
            "people",
            form,
            gettext("Invite somebody"),
            address_of(guest, "organisation"),
            lambda: {"act": "invite", "card": asdict(form.card())},
            submit=gettext("Invite"),
        )

    return change(request, desk, begin)


@never_cache
@require_http_methods(EITHER)
def show_person(request: HttpRequest, desk: str, number: int) -> HttpResponse:
    """Say what one of the people may do, or take them away."""

    def begin(guest: Guest) -> Changing:
        person = find_person(guest, number)
        names = ("is_technical", "decides_costs", "is_administrator")
        rights = {name: getattr(person, name) for name in names}
        form = RightsForm(request.POST or None, initial=rights)

        def tell() -> Mapping[str, Any]:
            if request.POST.get("act") == "remove":
                return {"act": "remove", "person": number}
            return {"act": "change", "person": number, "rights": form.rights()}

        return Changing(
            "people",
            form,
            person.name,
            address_of(guest, "organisation"),
            tell,
            text=person.email,
            remove=gettext("Take away"),
        )

    return change(request, desk, begin)
