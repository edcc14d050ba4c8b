"""The forms on a ticket's page: an answer, a note, the judgement, and opening again."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import StaffRequest
from permanence.faces.desk.forms import DeskForm, ReasonForm, TriageForm, WordsForm
from permanence.faces.desk.presenting.words import language_name
from permanence.overview.worklists.queries import people_of_desk
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.states import may_follow
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


def show_reply(
    request: StaffRequest, ticket: Ticket, policy: Policy, form: DeskForm | None
) -> Shown | None:
    """Return the form by which the customer is answered; None when nobody can be now."""
    may_answer = request.reader.may(Right.ANSWER, ticket.desk_id)
    if not may_answer or not may_follow("answer", ticket.state):
        return None
    after = [{"value": "wait", "label": _("Send and wait")}]
    if may_follow("resolve", ticket.state):
        after.append({"value": "resolve", "label": _("Send and resolve")})
    return {
        "form": form or reply_form(policy),
        "url": reverse("desk:ticket-reply", args=[ticket.reference]),
        "recipients": f"{ticket.contact.name} <{ticket.contact.email}>",
        "language": ticket.language,
        "language_name": language_name(ticket.language),
        "after": after if not ticket.ended else [],
    }


def show_note(
    request: StaffRequest, ticket: Ticket, policy: Policy, form: DeskForm | None
) -> Shown | None:
    """Return the form for a note; None for who may only read."""
    if not request.reader.may(Right.ANSWER, ticket.desk_id):
        return None
    address = reverse("desk:ticket-note", args=[ticket.reference])
    return {"form": form or note_form(policy), "url": address}


def show_triage(
    request: StaffRequest, ticket: Ticket, policy: Policy, form: DeskForm | None
) -> Shown | None:
    """Return the form of the judgement; None when it may not be judged now."""
    may_triage = request.reader.may(Right.TRIAGE, ticket.desk_id)
    if not may_triage or not may_follow("triage", ticket.state):
        return None
    people = [one.name for one in (ticket.team, ticket.assignee) if one]
    grades = {"severity": ticket.severity, "level": ticket.level}
    judged = _("Severity %(severity)s · Level %(level)s") % grades
    return {
        "form": form or triage_form(ticket, policy),
        "url": reverse("desk:ticket-triage", args=[ticket.reference]),
        "hint": ""
        if ticket.triaged_at
        else _("Until then it runs on: %(grades)s") % {"grades": judged},
        "done": ticket.triaged_at is not None,
        "summary": " · ".join([judged, *people]) if ticket.triaged_at else "",
    }


def show_reopen(request: StaffRequest, ticket: Ticket, form: DeskForm | None) -> Shown | None:
    """Return the form that asks why a ticket is opened again, once that was asked for."""
    wanted = form is not None or request.GET.get("ask") == "reopen"
    may_reopen = may_follow("reopen", ticket.state)
    if not wanted or not may_reopen or not request.reader.may(Right.ANSWER, ticket.desk_id):
        return None
    return {
        "form": form or ReasonForm(auto_id="reopen-%s"),
        "url": reverse("desk:ticket-reopen", args=[ticket.reference]),
    }


def reply_form(policy: Policy, request: StaffRequest | None = None) -> WordsForm:
    """Return the form of an answer, with what was sent."""
    sent = (request.POST, request.FILES) if request else ()
    return WordsForm(*sent, limit=policy.limits.reply, auto_id="reply-%s")


def note_form(policy: Policy, request: StaffRequest | None = None) -> WordsForm:
    """Return the form of a note, with what was sent."""
    sent = (request.POST, request.FILES) if request else ()
    return WordsForm(*sent, limit=policy.limits.reply, auto_id="note-%s")


def triage_form(ticket: Ticket, policy: Policy, request: StaffRequest | None = None) -> TriageForm:
    """Return the form of a judgement, with what was sent."""
    teams, specialists = people_of_desk(ticket.desk_id)
    return TriageForm(
        request.POST if request else None,
        ticket=ticket,
        policy=policy,
        teams=teams,
        specialists=specialists,
    )
