"""What a wish comes to on one ticket: the plan that does it, and what is so already left out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from permanence.overview.bulk.models import Bulk, BulkRow
from permanence.overview.bulk.rules import NOBODY, STILL_WRITING, Reason, Standing, Wish
from permanence.promises.policies.rules import Policy
from permanence.service.incidents.models import Incident
from permanence.service.incidents.queries.knowing import may_know_incident
from permanence.service.tickets.actions import Judgement
from permanence.service.tickets.actions.macros import Plan
from permanence.service.tickets.actions.planning import Course
from permanence.service.tickets.models import Draft, Ticket
from permanence.service.tickets.rules.pausing import WAITING
from permanence.service.tickets.rules.states import Step
from permanence.world.accounts.models import Specialist, StaffRole, Team
from permanence.world.accounts.rules import may
from permanence.world.wording.models import Macro

AFTER = {"resolve": "resolved", "close": "closed", "resume": "open"}
STEP_OF_THEN: dict[str, Step] = {"resolve": "resolve", "close": "close", "resume": "resume"}


class LeftOut(Exception):  # noqa: N818 -- says what is so, as a Refusal does
    """This ticket is left out, for a reason that a rule does not know."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


@dataclass(frozen=True)
class Turn:
    """One ticket whose turn has come, with all that decides about it."""

    bulk: Bulk
    ticket: Ticket
    policy: Policy
    wish: Wish
    incident: Incident | None = None

    @property
    def joins(self) -> bool:
        """Whether it joins an incident to which it does not belong yet."""
        return self.incident is not None and self.ticket.incident != self.incident.number


def plan_turn(turn: Turn) -> Plan:
    """Return what is done to the ticket; a plan without steps where all is so already."""
    if turn.wish.undoes is not None:
        return plan_back(turn)
    if turn.wish.macro is not None:
        return plan_macro(turn)
    wish, ticket = turn.wish, turn.ticket
    team = team_wished(wish, ticket)
    assignee = assignee_wished(wish, ticket)
    judgement = None
    if is_judged(wish, ticket):
        judgement = Judgement(
            level=wish.level or ticket.level or 0,
            severity=wish.severity or ticket.severity or 0,
            team=team,
            assignee=assignee,
            reason=wish.reason,
        )
    changes_hands = (team, assignee) != (ticket.team, ticket.assignee)
    return Plan(
        title="",
        judgement=judgement,
        given_to=(team, assignee) if changes_hands else None,
        note=wish.note,
        then="" if AFTER.get(wish.then, wish.then) == ticket.state else wish.then,
        reason=wish.reason,
    )


def is_judged(wish: Wish, ticket: Ticket) -> bool:
    """Say whether a wish judges a ticket for the first time, or otherwise than before."""
    if wish.severity is None and wish.level is None:
        return False
    found = (wish.severity or ticket.severity, wish.level or ticket.level)
    return ticket.triaged_at is None or found != (ticket.severity, ticket.level)


def find_wished(bulk: Bulk, wish: Wish) -> Incident | None:
    """Return the incident that tickets join, held fast where they do; None when they join none.

    It is the root of what follows, so it is held before any ticket is. Of a breach of which who
    asked may not know any more there is nothing to be joined.
    """
    if wish.incident is None:
        return None
    rows = Incident.objects.filter(desk=bulk.desk_id)
    if bulk.begun_at is not None:
        rows = rows.select_for_update(no_key=True)
    found = rows.filter(pk=wish.incident).first()
    if found is None or not may_know_incident(found, bulk.owner):
        raise LeftOut(Reason("incident"))
    return found


def team_wished(wish: Wish, ticket: Ticket) -> Team | None:
    """Return the team that has the ticket afterwards."""
    if wish.team is None:
        return ticket.team
    return None if wish.team == NOBODY else Team.objects.get(pk=wish.team)


def assignee_wished(wish: Wish, ticket: Ticket) -> Specialist | None:
    """Return who has the ticket afterwards."""
    if wish.assignee is None:
        return ticket.assignee
    return None if wish.assignee == NOBODY else Specialist.objects.get(pk=wish.assignee)


def plan_macro(turn: Turn) -> Plan:
    """Return what a macro does, with the words that it suggests."""
    macro = Macro.objects.filter(pk=turn.wish.macro or 0, desk=turn.bulk.desk_id).first()
    if macro is None:
        raise LeftOut(Reason("gone"))
    course = Course(macro, turn.ticket, turn.policy, turn.bulk.owner)
    words = course.first_words()
    if course.steps.answer and not words["reply"]:
        raise LeftOut(Reason("gone"))
    if turn.wish.reason:
        words["reason"] = turn.wish.reason
    plan = course.plan(words)
    return plan if plan.then != "resume" or turn.ticket.state != "open" else without_then(plan)


def without_then(plan: Plan) -> Plan:
    """Return a plan that leaves the state as it is."""
    return replace(plan, then="")


def plan_back(turn: Turn) -> Plan:
    """Return how a ticket goes back to whom it was taken from, unless it changed hands since."""
    ticket = turn.ticket
    row = BulkRow.objects.filter(bulk=turn.wish.undoes, ticket=ticket).first()
    kept = row.kept if row else {}
    if not kept or [ticket.team_id, ticket.assignee_id] != kept["after"]:
        raise LeftOut(Reason("changed"))
    team, assignee = kept["before"]
    return Plan(
        title="",
        given_to=(
            Team.objects.filter(pk=team).first(),
            Specialist.objects.filter(pk=assignee).first(),
        ),
    )


def steps_of(turn: Turn, plan: Plan) -> list[Step]:
    """Return the steps of a plan, as the table of states knows them."""
    wanted: dict[Step, object] = {
        "join": turn.joins,
        "triage": plan.judgement,
        "assign": plan.given_to,
        "note": plan.note,
        "answer": plan.reply,
        "pause": plan.then in WAITING,
    }
    steps = [step for step, is_wanted in wanted.items() if is_wanted]
    return [*steps, STEP_OF_THEN[plan.then]] if plan.then in STEP_OF_THEN else steps


def standing_of(turn: Turn, plan: Plan, *, at: datetime) -> Standing:
    """Return what the ticket is like, for the one who asked, at this instant."""
    ticket, owner = turn.ticket, turn.bulk.owner
    roles = StaffRole.objects.filter(specialist=owner, desk=ticket.desk_id)
    held = set(roles.values_list("role", flat=True))
    return Standing(
        is_here=ticket.desk_id == turn.bulk.desk_id,
        state=ticket.state,
        may=all(may(held, right) for right in turn.wish.rights),
        is_answered=ticket.answered_at is not None,
        writer=writer_on(ticket, besides=owner, at=at) if speaks(plan) else "",
        elsewhere=turn.joins and ticket.incident is not None,
    )


def speaks(plan: Plan) -> bool:
    """Say whether a plan writes to the customer or changes the state."""
    return bool(plan.reply or plan.then)


def writer_on(ticket: Ticket, *, besides: Specialist, at: datetime) -> str:
    """Return who else has an answer that waits to leave, or is writing one; "" for nobody."""
    replies = Draft.objects.filter(ticket=ticket, kind=Draft.Kind.REPLY).exclude(specialist=besides)
    busy = replies.held() | replies.filter(kept_at__gt=at - STILL_WRITING)
    return str(busy.values_list("specialist__name", flat=True).first() or "")
