"""The files to which a ticket is linked, and the forms by which that changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.linking import LinkForm
from permanence.faces.desk.presenting.link_acts import reading_names
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.faces.desk.presenting.words import language_name, state_names
from permanence.faces.ui.promises import promise_names
from permanence.promises.terms.rules import is_late
from permanence.service.tickets.actions.opening import Opening, judge_opening
from permanence.service.tickets.models import Entry, Ticket
from permanence.service.tickets.queries.linking import Related, related_to
from permanence.service.tickets.rules.promising import Promised
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


def may_link(ticket: Ticket, reader: Reader) -> bool:
    """Say whether a reader may link a ticket: whoever judges requests."""
    return reader.may(Right.TRIAGE, ticket.desk_id)


def has_links(ticket: Ticket, reader: Reader) -> bool:
    """Say whether the drawer of links stands beside a ticket."""
    return bool(ticket.links) or may_link(ticket, reader)


def say_links(ticket: Ticket) -> str:
    """Return how many links a ticket has; nothing for none."""
    many = ticket.links
    return ngettext("%(count)s link", "%(count)s links", many) % {"count": many} if many else ""


def show_links(request: StaffRequest, ticket: Ticket, form: DeskForm | None = None) -> Shown:
    """Return what `desk/drawers/links.html` reads."""
    reader = request.reader
    may = may_link(ticket, reader)
    rows = related_to(ticket) if ticket.links else []
    return {
        "rows": [show_related(one, ticket, reader) for one in rows],
        "may_unlink": may,
        "duplicates_url": duplicates_url(ticket, reader),
        "form": (form or LinkForm()) if may else None,
        "url": reverse("desk:ticket-link", args=[ticket.reference]),
        "is_open": form is not None,
    }


def duplicates_url(ticket: Ticket, reader: Reader) -> str:
    """Return where the duplicates of a solved ticket are resolved; empty where there are none."""
    if not ticket.duplicates or not ticket.ended or not reader.may(Right.ANSWER, ticket.desk_id):
        return ""
    return reverse("desk:ticket-duplicates", args=[ticket.reference])


def show_related(one: Related, ticket: Ticket, reader: Reader) -> Shown:
    """Return one link; of a desk that the reader does not work on, the reference alone."""
    file, link = one.file, one.link
    shown = {
        "reading": reading_names()[one.reading],
        "reference": speak_reference(file.reference),
        "reason": link.reason,
        "by": link.by_name,
        **show_instant(link.made_at, reader),
        "unlink_url": reverse("desk:ticket-unlink", args=[ticket.reference, link.pk]),
        "url": "",
    }
    if not reader.may(Right.READ_TICKETS, file.desk_id):
        return shown
    is_other = file.organisation_id != ticket.organisation_id
    return {
        **shown,
        "url": reverse("desk:ticket", args=[file.reference]),
        "subject": file.subject,
        "customer": file.customer_name if is_other else "",
        "state": file.state,
        "state_label": state_names()[file.state],
        "due": say_due(file, reader),
    }


def say_due(ticket: Ticket, reader: Reader) -> str:
    """Return what is due next on a file, and when; empty when nothing is."""
    if ticket.next_due_at is None:
        return ""
    told = {
        "promise": promise_names().get(ticket.next_promise, ""),
        "due": say_moment(ticket.next_due_at, reader),
    }
    return _("%(promise)s is due by %(due)s") % told


def show_split(entry: Entry, opening: Opening, reader: Reader) -> Shown:
    """Return what a message would be as a request of its own."""
    report = opening.report
    return {
        "author": report.author_name,
        "email": report.author_address,
        "language_name": language_name(report.language),
        "language": report.language,
        **show_instant(report.received_at, reader),
        "text": Truncator(entry.text).chars(2000),
        "files": [part.name for part in report.parts if not part.is_inline],
        "promises": [
            show_promised(one, at=reader.at, reader=reader) for one in judge_opening(opening)
        ],
    }


def show_promised(one: Promised, *, at: datetime, reader: Reader) -> Shown:
    """Return one promise of a request to be, and whether it would be broken already."""
    return {
        "name": promise_names().get(one.promise, one.promise),
        "due": say_moment(one.due_at, reader) if one.due_at else "",
        "is_late": is_late(one.due_at, one.offer.bound, at=at),
    }


def show_duplicate(ticket: Ticket, other: Ticket) -> Shown:
    """Return one duplicate: whose it is, and what happens to it."""
    is_other = other.organisation_id != ticket.organisation_id
    return {
        "reference": speak_reference(other.reference),
        "subject": other.subject,
        "url": reverse("desk:ticket", args=[other.reference]),
        "contact": other.contact.name,
        "email": other.contact.email,
        "customer": other.customer_name,
        "is_other": is_other,
        "language_name": language_name(other.language),
        "state": other.state,
        "state_label": state_names()[other.state],
    }
