"""What was seen when a request was checked, and where its cause was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from permanence.faces.desk.access import StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.findings import InsideForm, OutsideForm, ValidationForm
from permanence.faces.desk.presenting.finding_words import cause_names, outcome_names
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.words import say_words
from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.models import Finding, Ticket, Validation
from permanence.service.tickets.rules.states import Step, may_follow
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
Forms = Mapping[str, DeskForm]


def show_validation(request: StaffRequest, ticket: Ticket, sent: Forms) -> Shown:
    """Return what was seen so far, and the form by which a check is kept."""
    reader, form = request.reader, sent.get("validation")
    policy = policy_of_version(ticket.policy_version_id)
    names = outcome_names()
    rows = Validation.objects.filter(ticket=ticket).order_by("seen_at", "pk")
    return {
        "rows": [
            {
                "outcome": names[row.outcome],
                "environment": row.environment,
                "seen": row.seen,
                "by": row.by_name,
                **show_instant(row.seen_at, reader),
            }
            for row in rows
        ],
        "is_demanded": bool(policy.handling.validate_before),
        "form": (form or ValidationForm(zone=reader.zone, at=reader.at))
        if may_judge(request, ticket, "validate")
        else None,
        "url": reverse("desk:ticket-validation", args=[ticket.reference]),
    }


def show_scope(request: StaffRequest, ticket: Ticket, sent: Forms) -> Shown:
    """Return what was found of the cause, what stands still by it, and the forms that change it."""
    reader, names = request.reader, cause_names()
    policy = policy_of_version(ticket.policy_version_id)
    outside, inside = sent.get("outside"), sent.get("inside")
    rows = list(Finding.objects.filter(ticket=ticket).order_by("found_at", "pk"))
    standing = next((row for row in rows if row.ended_at is None), None)
    may = may_judge(request, ticket, "find")
    stopped = [term.clause.text for term in policy.pauses if term.state == "out_of_scope"]
    demands = "finding" in policy.handling.validate_before
    page = reverse("desk:ticket", args=[ticket.reference])
    is_contested = standing is not None and ticket.state != "out_of_scope"
    return {
        "rows": [
            {
                "cause": names[row.cause],
                "reason": row.reason,
                "referred_to": row.referred_to,
                "by": row.by_name,
                "is_over": row.ended_at is not None,
                "over_by": row.ended_by_name,
                "over_reason": row.ended_reason,
                **show_instant(row.found_at, reader),
            }
            for row in rows
        ],
        "is_contested": is_contested,
        "stopped": [say_words(text, policy.default_language) for text in stopped],
        "needs_check": demands and not Validation.objects.filter(ticket=ticket).exists(),
        "check_url": f"{page}?open=validation#validation",
        "outside": (outside or OutsideForm()) if may and (not standing or is_contested) else None,
        "outside_url": reverse("desk:ticket-outside", args=[ticket.reference]),
        "inside": (inside or InsideForm()) if may and standing else None,
        "inside_url": reverse("desk:ticket-inside", args=[ticket.reference]),
    }


def may_judge(request: StaffRequest, ticket: Ticket, step: Step) -> bool:
    """Say whether the reader may judge this ticket now."""
    return request.reader.may(Right.TRIAGE, ticket.desk_id) and may_follow(step, ticket.state)
