"""Several acts on a ticket as one: all of them happen, or none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db import transaction

from permanence.ground.journal.rules import Actor
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.actions.answering import (
    Answer,
    Then,
    add_note,
    answer_ticket,
    close_ticket,
    resolve_ticket,
)
from permanence.service.tickets.actions.filling import parts_of_answer
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.pausing import pause_ticket, resume_ticket
from permanence.service.tickets.actions.triaging import (
    Judgement,
    assign_ticket,
    triage_ticket,
)
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.pausing import WAITING, Waiting
from permanence.world.accounts.models import Specialist, Team
from permanence.world.wording.models import CannedAnswer


@dataclass(frozen=True)
class Plan:
    """What is done to one ticket in one act; `then` as in the steps of a macro, or close.

    With the reply go the files of the canned answer that it was made of.
    """

    title: str
    judgement: Judgement | None = None
    given_to: tuple[Team | None, Specialist | None] | None = None
    note: str = ""
    reply: str = ""
    enclosed: CannedAnswer | None = None
    then: str = ""
    reason: str = ""


def carry_out(ticket: Ticket, plan: Plan, *, policy: Policy, by: Actor, at: datetime) -> None:
    """Do all that a macro says; when one part is refused, nothing is done."""
    with transaction.atomic():
        do_plan(ticket, plan, policy=policy, by=by, at=at)
        record_on(ticket, "ticket.macro", at=at, actor=by, title=plan.title)


def do_plan(ticket: Ticket, plan: Plan, *, policy: Policy, by: Actor, at: datetime) -> None:
    """Do all that a plan says; when one part is refused, nothing is done."""
    with transaction.atomic():
        if plan.then == "resume":
            resume_ticket(ticket, by=by, at=at)
        if plan.judgement:
            triage_ticket(ticket, plan.judgement, policy=policy, by=by, at=at)
        elif plan.given_to:
            team, assignee = plan.given_to
            assign_ticket(ticket, team=team, assignee=assignee, by=by, at=at)
        if plan.note:
            add_note(ticket, text=plan.note, by=by, at=at)
        say_and_end(ticket, plan, policy=policy, by=by, at=at)


def say_and_end(ticket: Ticket, plan: Plan, *, policy: Policy, by: Actor, at: datetime) -> None:
    """Send the answer, and resolve the ticket or let it wait.

    An answer after which the customer is waited for is the reason itself: no second mail is sent.
    """
    if plan.reply:
        after = {"resolve": "resolve", "waiting_customer": "wait"}.get(plan.then, "")
        parts = parts_of_answer(plan.enclosed) if plan.enclosed else ()
        answer = Answer(plan.reply, parts, cast(Then, after))
        answer_ticket(ticket, answer, policy=policy, by=by, at=at)
        if after:
            return
    if plan.then == "resolve":
        resolve_ticket(ticket, by=by, at=at)
    elif plan.then == "close":
        close_ticket(ticket, by=by, at=at)
    elif plan.then in WAITING:
        state = cast(Waiting, plan.then)
        pause_ticket(ticket, state, reason=plan.reason, policy=policy, by=by, at=at)
