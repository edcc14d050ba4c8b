"""Judging a request: level, severity, team and assignee, and what is promised from then on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.rules import Policy, known_levels, known_severities
from permanence.service.escalation.actions import withdraw_climbs
from permanence.service.tickets.actions.answering import meet_promises
from permanence.service.tickets.actions.assigning import give_if_automatic
from permanence.service.tickets.actions.commitments import standing_commitments
from permanence.service.tickets.actions.gathering import follow_judgements
from permanence.service.tickets.actions.guarding import refuse_outsider
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.introducing import introduce_engineer
from permanence.service.tickets.actions.notices import tell_customer
from permanence.service.tickets.actions.noticing import tell_assigned
from permanence.service.tickets.actions.promising import promise_again
from permanence.service.tickets.actions.states import change_state, lock_gathered, lock_ticket
from permanence.service.tickets.actions.suggesting import settle_suggestion
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.kinds import kinds_of
from permanence.service.tickets.rules.states import state_after_triage
from permanence.world.accounts.models import Specialist, Team

JUDGED = ("level", "severity", "team", "assignee", "triaged_at", "service", "kind", "suggested")


class NotOnThisDesk(Refusal):
    """A level, severity, team or specialist that the desk does not have."""


@dataclass(frozen=True)
class Judgement:
    """What a specialist found: how hard, how grave, what sort of request, who works on it.

    What is None stays as it is. `suggestion` is the revision of the suggestion they had in view.
    """

    level: int
    severity: int
    team: Team | None
    assignee: Specialist | None
    reason: str = ""
    service: str | None = None
    kind: str | None = None
    suggestion: int | None = None


def triage_ticket(
    ticket: Ticket, judgement: Judgement, *, policy: Policy, by: Actor, at: datetime
) -> None:
    """Judge how hard and how grave a request is, who takes it, and what is promised (SPEC A7, B3).

    The clocks run from the instant of receipt, not from the triage: a slow triage costs the
    house, not the customer. A change of an earlier judgement needs a reason (SPEC C3).
    """
    ticket = lock_ticket(ticket, step="triage")
    check_judgement(ticket, judgement, policy=policy)
    served = ticket.service if judgement.service is None else judgement.service
    before = (ticket.level, ticket.severity, ticket.service)
    after = (judgement.level, judgement.severity, served)
    if ticket.triaged_at and before != after and not judgement.reason.strip():
        raise Refusal(_("Say why level, severity or service changes: the customer may ask."))
    is_first, assigned = ticket.triaged_at is None, ticket.assignee_id
    ticket.level, ticket.severity, ticket.service = after
    ticket.kind = ticket.kind if judgement.kind is None else judgement.kind
    ticket.team, ticket.assignee = judgement.team, judgement.assignee
    ticket.triaged_at, advised = ticket.triaged_at or at, settle_suggestion(ticket, judgement, at)
    ticket.save(update_fields=JUDGED)
    record_on(
        ticket,
        "ticket.triaged" if is_first else "ticket.judged_again",
        at=at,
        actor=by,
        level=judgement.level,
        severity=judgement.severity,
        team=judgement.team.name if judgement.team else "",
        assignee=judgement.assignee.name if judgement.assignee else "",
        reason=judgement.reason.strip(),
        **({"kind": ticket.kind} if ticket.kind else {}),
        **advised,
    )
    tell_assigned(ticket, assigned, by=by, at=at)
    files = lock_gathered(ticket) if is_first else []
    if is_first:
        meet_promises(ticket, {"triage"}, files=files, at=at)
        judged = [one.pk for one in (ticket, *files)]
        withdraw_climbs("ticket", judged, at=at, grounds=["triage"])
    change_state(ticket, state_after_triage(ticket.state), at=at, actor=by)
    settle_assignee(ticket, at=at)
    if is_first or before != after:
        owed = dues_of(ticket)
        promise_again(ticket, at=at, judge_kept=is_first)
        follow_judgements(files, ticket, at=at)
        if not is_first and is_later(owed, dues_of(ticket)):
            reason = judgement.reason.strip()
            tell_customer(ticket, "judged", reason=reason, policy=policy, by=by, at=at)


def dues_of(ticket: Ticket) -> dict[str, datetime | None]:
    """Return when each promise that still runs is due."""
    running = [one for one in standing_commitments([ticket]) if one.met_at is None]
    return {f"{one.promise} {one.round}": one.due_at for one in running}


def is_later(before: dict[str, datetime | None], after: dict[str, datetime | None]) -> bool:
    """Say whether a promise is now owed later than it was, or not at all."""
    return any(
        due is not None and (after.get(promise) is None or (after[promise] or due) > due)
        for promise, due in before.items()
    )


def check_judgement(ticket: Ticket, judgement: Judgement, *, policy: Policy) -> None:
    """Refuse what the desk's policy or staff does not know, and who may not know of the file."""
    if judgement.level not in {one.number for one in known_levels(policy)}:
        raise NotOnThisDesk(_("The policy has no level {level}."), level=judgement.level)
    if judgement.severity not in {one.number for one in known_severities(policy)}:
        raise NotOnThisDesk(
            _("The policy has no severity {severity}."), severity=judgement.severity
        )
    check_kind(judgement, policy=policy)
    if judgement.team and judgement.team.desk_id != ticket.desk_id:
        raise NotOnThisDesk(_("{team} is a team of another desk."), team=judgement.team.name)
    if judgement.assignee and not judgement.assignee.roles.filter(desk=ticket.desk_id).exists():
        raise NotOnThisDesk(_("{name} has no role on this desk."), name=judgement.assignee.name)
    refuse_outsider(ticket, judgement.assignee)


def check_kind(judgement: Judgement, *, policy: Policy) -> None:
    """Refuse a kind of request that the desk does not have, or that is of another level there."""
    if not judgement.kind:
        return
    if judgement.kind not in kinds_of(policy):
        raise NotOnThisDesk(_("The desk has no such kind of request."))
    term = policy.kind(judgement.kind)
    if term and term.level and term.level != judgement.level:
        raise NotOnThisDesk(
            _("By the policy, a request of this kind is of level {level}."), level=term.level
        )


def assign_ticket(
    ticket: Ticket, *, team: Team | None, assignee: Specialist | None, by: Actor, at: datetime
) -> None:
    """Give a ticket to a team and a specialist without judging it again.

    To nobody of a team that works automatically: then whoever fits best gets it.
    """
    ticket = lock_ticket(ticket, step="assign")
    refuse_outsider(ticket, assignee)
    before = ticket.assignee_id
    ticket.team, ticket.assignee = team, assignee
    ticket.save(update_fields=["team", "assignee"])
    record_on(
        ticket,
        "ticket.assigned",
        at=at,
        actor=by,
        team=team.name if team else "",
        assignee=assignee.name if assignee else "",
    )
    settle_assignee(ticket, at=at)
    tell_assigned(ticket, before, by=by, at=at)


def settle_assignee(ticket: Ticket, *, at: datetime) -> None:
    """Give what is nobody's where its team works that way, and tell the customer who has it."""
    give_if_automatic(ticket, at=at)
    introduce_engineer(ticket, at=at)
