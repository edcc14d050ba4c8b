"""Who may know of a request, and the forms by which that changes: the drawer *Confidential*."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.forms import DeskForm, ReasonForm
from permanence.faces.desk.forms.secrecy import CircleForm, GlassForm, KeepForm
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.ground.lib.db import house
from permanence.overview.worklists.queries.people import people_of_desk
from permanence.service.tickets.models import Knower, Ticket
from permanence.service.tickets.queries.secrecy import (
    circle_of,
    insiders_on,
    knowers_of,
    standing_secrecy,
)
from permanence.service.tickets.rules.reference import speak_reference
from permanence.service.tickets.rules.secrecy import GLASS_LASTS, Circle
from permanence.service.tickets.rules.states import may_follow
from permanence.world.accounts.models import Specialist
from permanence.world.accounts.rules import Right
from permanence.world.attention.models import Watch

Shown = dict[str, Any]


def may_keep(ticket: Ticket, reader: Reader) -> bool:
    """Say whether a reader may say who knows of a ticket."""
    return reader.may(Right.KEEP_SECRETS, ticket.desk_id) and may_follow("keep", ticket.state)


def fits_secrecy(ticket: Ticket, reader: Reader) -> bool:
    """Say whether the drawer stands beside a ticket."""
    return ticket.confidential or may_keep(ticket, reader)


def say_secrecy(ticket: Ticket) -> str:
    """Return from whom a ticket is kept; nothing for the others."""
    if ticket.confidential:
        return _("only those who know see it")
    return _("for its author alone at the customer") if ticket.contact_only else ""


def open_secrecy(request: StaffRequest, ticket: Ticket, sent: Mapping[str, DeskForm]) -> Shown:
    """Return what `desk/drawers/secrecy.html` reads."""
    reader, may = request.reader, may_keep(ticket, request.reader)
    shown: Shown = {"now": None, "keep": None, "circle": None, "release": None}
    for name in ("confidential", "circle", "release", "author"):
        shown[f"{name}_url"] = reverse(f"desk:secrecy-{name}", args=[ticket.reference])
    shown |= show_author(ticket, sent.get("author"), may=may)
    if not ticket.confidential:
        return shown | {"keep": (sent.get("keep") or keep_form(request, ticket)) if may else None}
    secrecy = standing_secrecy(ticket)
    knowers = knowers_of(ticket, at=reader.at)
    return shown | {
        "now": secrecy
        and {
            "by": secrecy.by_name,
            "reason": secrecy.reason,
            **show_instant(secrecy.since, reader, name="since"),
        },
        "knowers": [show_knower(one, reader) for one in knowers],
        "circle": (sent.get("circle") or choose_form(request, ticket)) if may else None,
        "release": (sent.get("release") or ReasonForm(auto_id="release-%s")) if may else None,
        "is_open": bool(sent.keys() & {"circle", "release"}),
    }


def show_author(ticket: Ticket, sent: DeskForm | None, *, may: bool) -> Shown:
    """Return who at the customer reads of it; of who belongs to none nobody else can."""
    form = sent or ReasonForm(auto_id="author-%s")
    return {
        "author": form if may and ticket.organisation_id is not None else None,
        "author_name": ticket.contact.name,
        "is_alone": ticket.contact_only,
        "is_author_open": sent is not None,
    }


def show_knower(knower: Knower, reader: Reader) -> Shown:
    """Return one who may know, and until when where the glass was broken."""
    named = knower.specialist or knower.team
    return {
        "name": named.name if named else "",
        "is_team": knower.team is not None,
        "by": knower.by_name if knower.until is None else "",
        "until": say_moment(knower.until, reader) if knower.until else "",
        "reason": knower.reason,
        **show_instant(knower.since, reader, name="since"),
    }


def keep_form(request: StaffRequest, ticket: Ticket, *sent: Any) -> KeepForm:
    """Return the form that makes a ticket confidential; who works on it or watches is ticked."""
    watching = Watch.objects.filter(subject=f"ticket:{ticket.pk}")
    people = {request.reader.specialist.pk, *watching.values_list("specialist", flat=True)}
    if ticket.assignee_id is not None:
        people.add(ticket.assignee_id)
    teams, named = people_of_desk(ticket.desk_id, anybody=True)
    return KeepForm(*sent, people=named, teams=teams, chosen=Circle(frozenset(people)))


def choose_form(request: StaffRequest, ticket: Ticket, *sent: Any) -> CircleForm:
    """Return the form that says who may know of a confidential ticket."""
    teams, named = people_of_desk(ticket.desk_id, anybody=True)
    chosen = circle_of(ticket)
    gone = Specialist.objects.filter(pk__in=chosen.people - named.keys())
    named |= dict(gone.values_list("pk", "name"))
    return CircleForm(*sent, people=named, teams=teams, chosen=chosen)


def show_glass(ticket: Ticket, form: GlassForm) -> Shown:
    """Return what `desk/glass.html` reads: nothing of the file but who could tell of it."""
    with house():
        people = Specialist.objects.filter(pk__in=insiders_on(ticket) or ()).order_by("name")
        names = list(people.values_list("name", flat=True))
    return {
        "reference": speak_reference(ticket.reference),
        "insiders": names,
        "hours": GLASS_LASTS.seconds // 3600,
        "form": form,
        "back_url": reverse("desk:tickets"),
    }
