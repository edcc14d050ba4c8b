"""The requests of an incident on its page, and the signs by which it was suspected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.incident_requests import JoinForm, ResolvingForm
from permanence.faces.desk.presenting.failing import say_recovery, say_spell
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.words import language_name, reader_language, state_names
from permanence.service.incidents.actions.joining import write_end
from permanence.service.incidents.models import Incident, Joining, Sign
from permanence.service.incidents.queries.joining import joinings_of, tickets_near
from permanence.service.incidents.queries.signals import names_of_customers
from permanence.service.incidents.queries.suspecting import signs_of
from permanence.service.incidents.rules.suspecting import TRACE
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
Forms = Mapping[str, DeskForm]


def show_requests(request: StaffRequest, incident: Incident, sent: Forms) -> Shown:
    """Return what `desk/incident/requests.html` reads.

    The database hides the confidential requests of which the reader does not know.
    """
    reader = request.reader
    joinings = joinings_of(incident)
    may = reader.may(Right.WORK_ON_INCIDENTS, incident.desk_id)
    is_going_on = incident.is_open and not incident.drill
    open_still = [one for one in joinings if not one.ticket.ended]
    ends = may and incident.state in {"resolved", "closed"} and bool(open_still)
    return {
        "rows": [show_joining(request, one, may_leave=may) for one in joinings],
        "near": [show_file(one) for one in tickets_near(incident)] if is_going_on else [],
        "url": reverse("desk:incident-requests", args=[incident.pk]),
        "may": may,
        "form": (sent.get("joining") or JoinForm()) if may and is_going_on else None,
        "ending": ending_form(incident, open_still, sent) if ends else None,
    }


def show_joining(request: StaffRequest, one: Joining, *, may_leave: bool) -> Shown:
    """Return one request of an incident."""
    return {
        **show_file(one.ticket),
        "number": one.ticket_id,
        "way": way_names().get(one.way, one.way),
        "by": one.joined_by_name,
        **show_instant(one.joined_at, request.reader),
        "is_answered": one.answered_at is not None,
        "kept_open": one.kept_open,
        "may_leave": may_leave and one.ended_at is None,
    }


def show_file(ticket: Ticket) -> Shown:
    """Return a request as a row names it."""
    return {
        "number": ticket.pk,
        "reference": ticket.reference,
        "spoken": speak_reference(ticket.reference),
        "url": reverse("desk:ticket", args=[ticket.reference]),
        "subject": ticket.subject,
        "customer": ticket.customer_name,
        "state": ticket.state,
        "state_label": state_names()[ticket.state],
    }


def way_names() -> dict[str, str]:
    """Return how requests come to belong to an incident."""
    return {
        "signs": _("counted by the suspicion"),
        "hand": _("by hand"),
        "bulk": _("by hand, with others"),
    }


def ending_form(incident: Incident, joinings: list[Joining], sent: Forms) -> DeskForm:
    """Return the form by which all requests of an incident are resolved together."""
    return sent.get("ending") or build_ending(None, incident, joinings)


def build_ending(data: Any, incident: Incident, joinings: list[Joining]) -> ResolvingForm:
    """Return that form, with what was sent; a text for each language that is needed."""
    languages = sorted({one.ticket.language for one in joinings})
    return ResolvingForm(
        data,
        words={one: (language_name(one), write_end(incident, one)) for one in languages},
        tickets={
            one.ticket_id: f"{speak_reference(one.ticket.reference)} · {one.ticket.subject}"
            for one in joinings
        },
    )


def show_signs(request: StaffRequest, incident: Incident, sent: Forms) -> Shown | None:
    """Return what `desk/incident/signs.html` reads; None for what nobody had to suspect."""
    signs = signs_of(incident)
    if not signs:
        return None
    named = {one.organisation_id for one in signs if one.kind == TRACE and one.organisation_id}
    names = names_of_customers(named) if named else {}
    return {
        "rows": [show_sign(request, one, names) for one in signs],
        "recovery": say_recovery(signs, request.reader),
        "reasons": [] if incident.state == "suspected" else [str(one) for one in incident.reasons],
    }


def show_sign(request: StaffRequest, sign: Sign, names: Mapping[int, str]) -> Shown:
    """Return one sign: what said it, of what it speaks, and by which rule it counted."""
    shown: Shown = {
        "kind": sign.kind,
        "component": sign.component.name_in(reader_language()) if sign.component else "",
        "rule": rule_names().get(sign.rule, _("came while it went on")),
        "by_hand": sign.by_hand,
        **show_instant(sign.at, request.reader),
    }
    if sign.alert is not None:
        shown |= {
            "text": sign.alert.title,
            "url": reverse("desk:alert", args=[sign.alert.pk]),
            "customer": "",
        }
    elif sign.ticket is not None:
        shown |= {
            "text": sign.ticket.subject,
            "url": reverse("desk:ticket", args=[sign.ticket.reference]),
            "customer": sign.ticket.customer_name,
        }
    else:
        may_read = request.reader.may(Right.READ_TRACES, sign.desk_id)
        shown |= {
            "text": say_spell(sign),
            "url": f"{reverse('desk:traces-failing')}?desk={sign.desk.key}" if may_read else "",
            "customer": names.get(sign.organisation_id or 0, ""),
        }
    return shown


def rule_names() -> dict[str, str]:
    """Return by which rules signs are counted."""
    return {
        "severe": _("severity 1"),
        "grave-and-others": _("severity 2 and other customers"),
        "customers": _("several customers"),
        "alert-and-customers": _("an alert and customers"),
        "alerts": _("several alerts"),
    }
