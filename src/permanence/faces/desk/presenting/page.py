"""The whole page of a ticket, put together from its parts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from permanence.faces.desk.access import StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.presenting.agreements import show_agreement
from permanence.faces.desk.presenting.composer import (
    show_note,
    show_reopen,
    show_reply,
    show_triage,
)
from permanence.faces.desk.presenting.drafts import show_draft, show_held
from permanence.faces.desk.presenting.drawers import list_drawers
from permanence.faces.desk.presenting.pauses import show_call
from permanence.faces.desk.presenting.promises import Setting, show_promises, why_page
from permanence.faces.desk.presenting.shell import build_shell, view_url
from permanence.faces.desk.presenting.sifting import sift_timeline
from permanence.faces.desk.presenting.simulator import simulate_url
from permanence.faces.desk.presenting.spent import show_spent
from permanence.faces.desk.presenting.standing import (
    read_standing,
    show_organisation,
    show_prevailing,
)
from permanence.faces.desk.presenting.ticket import (
    list_acts,
    list_missing,
    show_climb,
    show_contact,
    show_ticket,
)
from permanence.faces.desk.presenting.time import say_hours_left
from permanence.faces.desk.presenting.timeline import show_timeline
from permanence.faces.desk.presenting.words import reader_language
from permanence.faces.ui.addresses import ticket_address
from permanence.faces.ui.promises import promise_names
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.models import StateSpan, Ticket
from permanence.service.tickets.queries import gathered_files, spans_of
from permanence.service.tickets.queries.drafts import drafts_on
from permanence.service.tickets.rules.reference import speak_reference

Shown = dict[str, Any]
Forms = Mapping[str, DeskForm]


def compose_page(request: StaffRequest, ticket: Ticket, sent: Forms) -> Shown:
    """Return what `desk/ticket.html` reads; `sent` are forms that came back wrong."""
    policy, reader, spans = policy_of(ticket), request.reader, spans_of(ticket)
    standing, merged = read_standing(ticket, at=reader.at), gathered_files(ticket)
    items = show_timeline(ticket, reader, merged=merged)
    drafts = drafts_on(ticket, by=reader.specialist)

    def drafted(kind: str) -> Shown:
        return show_draft(ticket, kind, drafts, items, reader, sent.get(kind))

    return {
        **head_of(request, ticket),
        **promised(
            request, ticket, spans=spans, merged=merged, explained=request.GET.getlist("why")
        ),
        "shell": build_shell(request, ticket.desk),
        "acts": list_acts(ticket, reader),
        **sift(request, ticket, items),
        "held": show_held(ticket, drafts, items, reader),
        "write": request.GET.get("write", ""),
        "reply": show_reply(
            request, ticket, policy, sent.get("reply"), merged=merged, draft=drafted("reply")
        ),
        "spent": show_spent(request, ticket, standing, drafts, sent.get("reply")),
        "call": show_call(request, ticket, sent.get("call"), draft=drafted("call")),
        "note": show_note(request, ticket, policy, sent.get("note"), draft=drafted("note")),
        "triage": show_triage(
            request, ticket, policy, sent.get("triage"), contracts=standing.contracts
        ),
        "reopen": show_reopen(request, ticket, sent.get("reopen")),
        "agreement": show_agreement(ticket, reader),
        "drawers": list_drawers(request, ticket, sent),
        "missing": list_missing(ticket, policy),
        "contact": show_contact(ticket, reader),
        "organisation": show_organisation(ticket, policy, standing),
        "hours_left": say_hours_left(standing),
        "prevailing": show_prevailing(standing, policy),
    }


def head_of(request: StaffRequest, ticket: Ticket) -> Shown:
    """Return what every part of the page reads."""
    back = view_url(ticket.desk, "next")
    return {
        "ticket": show_ticket(ticket, request.reader, back_url=back),
        "timeline_order": "oldest",
    }


def lay_timeline(request: StaffRequest, ticket: Ticket) -> Shown:
    """Return the timeline, and the answers that wait to leave."""
    items = show_timeline(ticket, request.reader)
    drafts = drafts_on(ticket, by=request.reader.specialist)
    held = show_held(ticket, drafts, items, request.reader)
    return {**sift(request, ticket, items), "held": held}


def sift(request: StaffRequest, ticket: Ticket, items: list[Shown]) -> Shown:
    """Return the items that the address asks for, and what else it may ask for."""
    here = ticket_address("desk:ticket", ticket.reference)
    return sift_timeline(items, request.GET.get("show", ""), url=here)


def promised(
    request: StaffRequest,
    ticket: Ticket,
    *,
    spans: list[StateSpan] | None = None,
    merged: Sequence[Ticket] | None = None,
    explained: Collection[str] = (),
) -> Shown:
    """Return the promises and how far the ladder is climbed; `explained` names some by id."""
    setting = Setting(ticket, policy_of(ticket), request.reader, reader_language())
    rows = spans_of(ticket) if spans is None else spans
    files = gathered_files(ticket) if merged is None else merged
    own = show_promises(setting, rows, explained=explained)
    others = [
        one | {"why_page": why_page(one["id"], ticket)}
        for file in files
        for one in carried(request, file, explained=explained)
    ]
    return {
        "promises": own + [one for one in others if not is_judged_with(one, own)],
        "climb": show_climb(ticket, request.reader),
        "simulate_url": simulate_url(ticket, rows, request.reader),
    }


def carried(request: StaffRequest, file: Ticket, *, explained: Collection[str]) -> list[Shown]:
    """Return the promises that run on in a file that was merged into another."""
    setting = Setting(file, policy_of(file), request.reader, reader_language())
    shown = show_promises(setting, spans_of(file), explained=explained, running=True)
    return [one | {"origin": speak_reference(file.reference)} for one in shown]


def is_judged_with(one: Shown, own: Sequence[Shown]) -> bool:
    """Say whether a merged file's triage clock says no more than the one of the file itself."""
    return one["name"] == promise_names()["triage"] and any(
        mine["name"] == one["name"] and mine["deadline"].due_iso <= one["deadline"].due_iso
        for mine in own
    )


def policy_of(ticket: Ticket) -> Policy:
    """Return the policy that a ticket runs under."""
    return policy_of_version(ticket.policy_version_id)
