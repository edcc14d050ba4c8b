"""Until when a ticket is out of sight, and the form that puts it there."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.snoozing import SnoozeForm, say_both
from permanence.faces.desk.presenting.moments import say_moment
from permanence.service.tickets.actions.snoozing import running_of_matter
from permanence.service.tickets.models import Snooze, Ticket
from permanence.service.tickets.rules.snoozing import first_risk
from permanence.service.tickets.rules.states import may_follow
from permanence.world.accounts.rules import Right
from permanence.world.calendars.rules.zones import find_zone

Shown = dict[str, Any]


def may_snooze(ticket: Ticket, reader: Reader) -> bool:
    """Say whether a reader may put a ticket out of sight, or bring it back."""
    return reader.may(Right.ANSWER, ticket.desk_id) and may_follow("snooze", ticket.state)


def fits_snooze(ticket: Ticket, reader: Reader) -> bool:
    """Say whether the drawer stands beside a ticket."""
    return ticket.snoozed_until is not None or may_snooze(ticket, reader)


def say_snoozed(ticket: Ticket) -> str:
    """Return that a ticket is out of sight; nothing for the others."""
    return _("out of sight") if ticket.snoozed_until else ""


def zone_there(ticket: Ticket) -> tzinfo | None:
    """Return by which clock a ticket's customer lives; None when nobody knows."""
    organisation = ticket.organisation
    name = ticket.contact.zone or (organisation.zone if organisation else "")
    return find_zone(name) if name else None


def show_snooze(request: StaffRequest, ticket: Ticket, form: DeskForm | None = None) -> Shown:
    """Return what `desk/drawers/snooze.html` reads."""
    reader, there = request.reader, zone_there(ticket)
    risk = first_risk(running_of_matter(ticket))
    may = may_snooze(ticket, reader)
    return {
        "now": show_sleep(ticket, reader, there),
        "risk": say_moment(risk, reader) if risk and risk > reader.at else "",
        "is_at_risk": risk is not None and risk <= reader.at,
        "form": (form or make_form(ticket, reader)) if may else None,
        "url": reverse("desk:ticket-snooze", args=[ticket.reference]),
        "wake_url": reverse("desk:ticket-wake", args=[ticket.reference]) if may else "",
    }


def show_sleep(ticket: Ticket, reader: Reader, there: tzinfo | None) -> Shown | None:
    """Return until when a ticket is out of sight, by whom and why; None when it is not."""
    if ticket.snoozed_until is None:
        return None
    snooze = Snooze.objects.get(ticket=ticket, woken_at=None)
    until = say_both(snooze.until_at, at=reader.at, zone=reader.zone, there=there)
    return {"until": until, "by": snooze.by_name, "reason": snooze.reason}


def make_form(ticket: Ticket, reader: Reader, *sent: Any) -> SnoozeForm:
    """Return the form, in the clocks of the reader and of the customer."""
    return SnoozeForm(*sent, zone=reader.zone, there=zone_there(ticket), at=reader.at)
