"""The forms on a ticket's page: an answer, a note, the judgement, and opening again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.forms import DeskForm, ReasonForm, ReplyForm, TriageForm, WordsForm
from permanence.faces.desk.presenting.drafts import say_there
from permanence.faces.desk.presenting.kinds import hint_kind, say_kind
from permanence.faces.desk.presenting.presence import name_with_presence
from permanence.faces.desk.presenting.services import services_of
from permanence.faces.desk.presenting.suggesting import show_suggestion, values_taken
from permanence.faces.desk.presenting.words import language_within
from permanence.faces.ui.addresses import ticket_address
from permanence.overview.worklists.queries import People, people_of_desk_now
from permanence.promises.contracts.rules import ContractTerms
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.queries import others_reached
from permanence.service.tickets.rules.states import may_follow
from permanence.world.accounts.rules import Right
from permanence.world.wording.rules import VARIABLES, find_unfilled

Shown = dict[str, Any]


def show_reply(
    request: StaffRequest,
    ticket: Ticket,
    policy: Policy,
    form: DeskForm | None,
    *,
    merged: Sequence[Ticket] = (),
    draft: Shown,
) -> Shown | None:
    """Return the form by which the customer is answered; None when nobody can be now."""
    may_answer = request.reader.may(Right.ANSWER, ticket.desk_id)
    if not may_answer or not may_follow("answer", ticket.state):
        return None
    after = [{"value": "wait", "label": _("Send and wait")}]
    if may_follow("resolve", ticket.state):
        after.append({"value": "resolve", "label": _("Send and resolve")})
    form = form or reply_form(policy, request.reader, body=draft["text"])
    return {
        "form": form,
        "draft": draft,
        "url": ticket_address("desk:ticket-reply", ticket.reference),
        "put_url": ticket_address("desk:ticket-put", ticket.reference),
        "macros_url": ticket_address("desk:ticket-macros", ticket.reference),
        "canned_url": ticket_address("desk:ticket-canned", ticket.reference),
        "variables": " ".join(VARIABLES),
        "holes": [f"{{{{ {name} }}}}" for name in find_unfilled(form["body"].value() or "")],
        "recipients": f"{ticket.contact.name} <{ticket.contact.email}>",
        "others": [show_other(one) for one in others_reached(ticket, merged)],
        "language": ticket.language,
        "language_name": language_within(ticket.language),
        "after": after if not ticket.ended else [],
        "there": say_there(ticket, request.reader.at),
        "there_url": ticket_address("desk:ticket-there", ticket.reference),
    }


def show_other(file: Ticket) -> str:
    """Return somebody else who gets the answer, by a mail of their own."""
    whose = f", {file.organisation.name}" if file.organisation else ""
    return f"{file.contact.name}{whose} <{file.contact.email}>"


def show_note(
    request: StaffRequest, ticket: Ticket, policy: Policy, form: DeskForm | None, *, draft: Shown
) -> Shown | None:
    """Return the form for a note; None for who may only read."""
    if not request.reader.may(Right.ANSWER, ticket.desk_id):
        return None
    address = ticket_address("desk:ticket-note", ticket.reference)
    return {"form": form or note_form(policy, body=draft["text"]), "url": address, "draft": draft}


def show_triage(
    request: StaffRequest,
    ticket: Ticket,
    policy: Policy,
    form: DeskForm | None,
    *,
    contracts: Iterable[ContractTerms],
) -> Shown | None:
    """Return the form of the judgement; None when it may not be judged now."""
    may_triage = request.reader.may(Right.TRIAGE, ticket.desk_id)
    if not may_triage or not may_follow("triage", ticket.state):
        return None
    reader, staff = request.reader, people_of_desk_now(ticket.desk_id, at=request.reader.at)
    people = name_people(ticket, staff, reader)
    grades = {"severity": ticket.severity, "level": ticket.level}
    judged = _("Severity %(severity)s · Level %(level)s") % grades
    kind = say_kind(policy, ticket.kind)
    suggestion = None if form else show_suggestion(ticket, policy, staff.teams)
    taken = values_taken(suggestion) if request.GET.get("suggest") == "1" else {}
    found = [judged, *filter(None, [kind, services_of(policy).get(ticket.service)]), *people]
    provisional = _("Until then it runs on: %(grades)s") % {"grades": judged}
    return {
        "form": form
        or make_triage_form(ticket, policy, reader, staff, contracts=contracts, taken=taken),
        "url": ticket_address("desk:ticket-triage", ticket.reference),
        "hint": "" if ticket.triaged_at else provisional,
        "kind_hint": hint_kind(policy, ticket.kind),
        "suggestion": suggestion and suggestion | {"is_taken": bool(taken)},
        "done": ticket.triaged_at is not None,
        "summary": " · ".join(found) if ticket.triaged_at else "",
    }


def show_reopen(request: StaffRequest, ticket: Ticket, form: DeskForm | None) -> Shown | None:
    """Return the form that asks why a ticket is opened again, once that was asked for."""
    wanted = form is not None or request.GET.get("ask") == "reopen"
    may_reopen = may_follow("reopen", ticket.state)
    if not wanted or not may_reopen or not request.reader.may(Right.ANSWER, ticket.desk_id):
        return None
    return {
        "form": form or ReasonForm(auto_id="reopen-%s"),
        "url": ticket_address("desk:ticket-reopen", ticket.reference),
    }


def reply_form(
    policy: Policy, reader: Reader, request: StaffRequest | None = None, *, body: str = ""
) -> ReplyForm:
    """Return the form of an answer, with what was sent or what is kept as a draft."""
    sent = (request.POST, request.FILES) if request else ()
    return ReplyForm(
        *sent,
        limit=policy.limits.reply,
        zone=reader.zone,
        auto_id="reply-%s",
        initial={"body": body},
    )


def note_form(policy: Policy, request: StaffRequest | None = None, *, body: str = "") -> WordsForm:
    """Return the form of a note, with what was sent or what is kept as a draft."""
    sent = (request.POST, request.FILES) if request else ()
    return WordsForm(*sent, limit=policy.limits.reply, auto_id="note-%s", initial={"body": body})


def name_people(ticket: Ticket, staff: People, reader: Reader) -> list[str]:
    """Return the team and the person who have a ticket; who is gone says so."""
    team = [ticket.team.name] if ticket.team else []
    if ticket.assignee is None:
        return team
    whose = {ticket.assignee.pk: ticket.assignee.name}
    return [*team, *name_with_presence(whose, staff.gone, reader).values()]


def triage_form(
    ticket: Ticket,
    policy: Policy,
    request: StaffRequest,
    *,
    contracts: Iterable[ContractTerms],
) -> TriageForm:
    """Return the form of a judgement as it was sent."""
    reader, staff = request.reader, people_of_desk_now(ticket.desk_id, at=request.reader.at)
    return make_triage_form(ticket, policy, reader, staff, request.POST, contracts=contracts)


def make_triage_form(
    ticket: Ticket,
    policy: Policy,
    reader: Reader,
    staff: People,
    sent: Any = None,
    *,
    contracts: Iterable[ContractTerms],
    taken: Mapping[str, int] | None = None,
) -> TriageForm:
    """Return the form of a judgement, with what was sent, or taken over from a suggestion.

    The service in question is asked for once a contract of the customer covers some only.
    """
    teams, specialists = staff.teams, staff.specialists
    # Who has it stays in the choice, gone or not: to judge a ticket must not take it away.
    if ticket.team_id and ticket.team:
        teams.setdefault(ticket.team_id, ticket.team.name)
    if ticket.assignee_id and ticket.assignee:
        specialists.setdefault(ticket.assignee_id, ticket.assignee.name)
    return TriageForm(
        sent,
        ticket=ticket,
        policy=policy,
        teams=teams,
        specialists=name_with_presence(specialists, staff.gone, reader),
        services=services_asked(ticket, policy, contracts),
        taken=taken,
    )


def services_asked(
    ticket: Ticket, policy: Policy, contracts: Iterable[ContractTerms]
) -> dict[str, str]:
    """Return the services among which is chosen; none when that makes no difference."""
    if not ticket.service and not any(terms.services for terms in contracts):
        return {}
    return services_of(policy)
