"""What solved requests like this one: in its drawer, and put into the reply."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.presenting.canned import say_notice
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.solving_words import source_names
from permanence.overview.worklists.queries import (
    Nearest,
    SearchTooLong,
    nearest_solutions,
    solutions_on,
)
from permanence.overview.worklists.rules import leave_out
from permanence.service.tickets.models import Resolution, Ticket
from permanence.service.tickets.rules.reference import speak_reference
from permanence.service.tickets.rules.states import may_follow
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
MOST: Final = 5
SHORTEST_NAME: Final = 3
# Before the reference of a request whose solution is put in; no key of a canned answer has a colon.
SOLVED: Final = "solved:"


def open_solved(request: StaffRequest, ticket: Ticket, sent: Mapping[str, DeskForm]) -> Shown:
    """Return what `desk/drawers/solved.html` reads."""
    try:
        found, is_given_up = nearest_solutions(ticket, most=MOST), False
    except SearchTooLong:
        found, is_given_up = [], True
    may_answer = request.reader.may(Right.ANSWER, ticket.desk_id)
    return {
        "rows": [show_solved(request, one, ticket) for one in found],
        "may_put": may_answer and may_follow("answer", ticket.state),
        "put_url": reverse("desk:ticket-put", args=[ticket.reference]),
        "is_given_up": is_given_up,
    }


def show_solved(request: StaffRequest, near: Nearest, ticket: Ticket) -> Shown:
    """Return one request that was like this one, without the names of its customer."""
    row = near.solution
    solved, names = row.ticket, names_to_hide(row.ticket, ticket)
    return {
        "reference": speak_reference(solved.reference),
        "url": reverse("desk:ticket", args=[solved.reference]),
        "subject": leave_out(solved.subject, names),
        "language": row.language,
        "source": source_names().get(row.source, ""),
        "cause": leave_out(row.cause, names),
        "solution": leave_out(row.solution, names),
        "is_same": near.is_same,
        "put": f"{SOLVED}{solved.reference}",
        "notice": say_notice(row.language, ticket),
        **show_instant(row.resolved_at or row.written_at, request.reader),
    }


def put_solution(ticket: Ticket, chosen: str) -> tuple[str, str]:
    """Return what the writer has to know of a solution that is put in, and its text."""
    rows = solutions_on(ticket.desk_id).exclude(solution="")
    rows = rows.select_related("ticket__contact", "ticket__organisation")
    row: Resolution | None = rows.filter(ticket__reference=chosen.removeprefix(SOLVED)).first()
    if row is None:
        return _("This solution is no longer there."), ""
    text = leave_out(row.solution, names_to_hide(row.ticket, ticket))
    return say_notice(row.language, ticket), text


def names_to_hide(solved: Ticket, ticket: Ticket) -> dict[str, str]:
    """Return by which variable each name of another customer is replaced; none of one's own."""
    names: dict[str, str] = {}
    contact, organisation = solved.contact, solved.organisation
    if contact.pk != ticket.contact_id:
        parts = [part for part in contact.name.split() if len(part) >= SHORTEST_NAME]
        names |= dict.fromkeys([contact.email, *parts, contact.name], "contact.name")
        names |= dict.fromkeys([solved.reference, speak_reference(solved.reference)], "reference")
    if organisation is not None and organisation.pk != ticket.organisation_id:
        first = organisation.name.split()[0]
        called = [organisation.name, *([first] if len(first) > SHORTEST_NAME else [])]
        names |= dict.fromkeys(called, "organisation.name")
    return names
