"""Taking one ticket after the other: looking at what would happen, and doing it.

Both do the same: what is only looked at is taken back before anybody could see it. So a preview
says exactly what the act would do, whatever rules, clauses and calendars have a part in it.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.utils import translation

from permanence.ground.journal.rules import SYSTEM
from permanence.ground.lib.errors import Refusal
from permanence.overview.bulk.actions.choosing import record_bulk
from permanence.overview.bulk.actions.planning import (
    LeftOut,
    Turn,
    find_wished,
    plan_turn,
    speaks,
    standing_of,
    steps_of,
)
from permanence.overview.bulk.actions.trying import TakenBack, note_before, try_out
from permanence.overview.bulk.models import Bulk, BulkRow
from permanence.overview.bulk.rules import KEPT_UNBEGUN, Reason, read_wish, why_left_out
from permanence.promises.policies.queries import policy_of_version
from permanence.service.incidents.actions import join_tickets
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.macros import Plan, do_plan
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.queries.secrecy import may_know

LOG = logging.getLogger(__name__)
Outcome = BulkRow.Outcome


def settle_next_row(*, at: datetime) -> bool:
    """Carry out what is begun on its next ticket, else look at the next; False when none waits."""
    live = list(Bulk.objects.at_work().select_related("owner").order_by("pk"))
    for bulk in sorted(live, key=lambda one: one.begun_at is None):
        row = next_row(bulk)
        if row is not None:
            settle_row(bulk, row, at=at)
            return True
    return False


def look_at_rows(bulk: Bulk, *, most: int, at: datetime) -> None:
    """Look at the first tickets at once, so that a small preview needs no worker."""
    for _place in range(most):
        row = next_row(bulk)
        if row is None:
            break
        settle_row(bulk, row, at=at)
    finish_bulks(at=at, only=bulk.pk)


def next_row(bulk: Bulk) -> BulkRow | None:
    """Return the next row of an act that no other worker holds, locked."""
    rows = BulkRow.objects.filter(bulk=bulk, outcome="")
    if bulk.begun_at is None:
        rows = rows.filter(outlook__isnull=True)
    return rows.order_by("place").select_for_update(skip_locked=True, no_key=True).first()


def settle_row(bulk: Bulk, row: BulkRow, *, at: datetime) -> None:
    """Do to one ticket what was asked for, or only look at it; or keep why it is left out.

    The row is locked, so the act is read once more: what was asked for meanwhile counts.
    """
    bulk = Bulk.objects.select_related("owner").get(pk=bulk.pk)
    try:
        turn = take_turn(bulk, row)
        require_sight(turn, at=at)
        plan = plan_turn(turn)
        steps, standing = steps_of(turn, plan), standing_of(turn, plan, at=at)
        reason = why_left_out(standing, steps, speaks=speaks(plan))
        if reason is None:
            act_on(turn, plan, row, at=at)
            return
    except LeftOut as left:
        reason = left.reason
    except Refusal as refusal:
        reason = reason_of_refusal(refusal)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        LOG.exception("bulk act %s failed on ticket %s", bulk.pk, row.ticket_id)
        reason = Reason("failed")
    note_left(bulk, row, reason, at=at)


def take_turn(bulk: Bulk, row: BulkRow) -> Turn:
    """Return the ticket of a row as it is now; held fast where it will be changed."""
    wish = read_wish(bulk.wish)
    incident = find_wished(bulk, wish)
    tickets = Ticket.objects.select_related("organisation", "contact", "team", "assignee", "desk")
    if bulk.begun_at is not None:
        tickets = tickets.select_for_update(no_key=True, of=("self",))
    ticket = tickets.get(pk=row.ticket_id)
    policy = policy_of_version(ticket.policy_version_id)
    return Turn(bulk, ticket, policy, wish, incident)


def require_sight(turn: Turn, *, at: datetime) -> None:
    """Leave out a file that its owner may no longer know of, since it was chosen."""
    if not may_know(turn.ticket, turn.bulk.owner, at=at):
        raise LeftOut(Reason("right"))


def act_on(turn: Turn, plan: Plan, row: BulkRow, *, at: datetime) -> None:
    """Carry out a plan in the transaction in which its row is settled, or try it out."""
    ticket, by = turn.ticket, turn.bulk.owner.actor
    hands = [ticket.team_id, ticket.assignee_id]
    before = note_before(ticket) if turn.bulk.begun_at is None else None
    try:
        with transaction.atomic():
            if turn.incident is not None and turn.joins:
                join_tickets(turn.incident, [ticket.pk], at=at, by=by, way="bulk")
            do_plan(ticket, plan, policy=turn.policy, by=by, at=at)
            record_on(
                ticket, "ticket.bulk", at=at, actor=by, bulk=turn.bulk.pk, count=turn.bulk.count
            )
            if before is not None:
                try_out(row, before)
    except TakenBack as taken:
        row.outlook = taken.outlook
        row.save(update_fields=["outlook"])
        return
    row.outcome, row.settled_at, row.kept = Outcome.DONE, at, hands_of(hands, ticket)
    row.save(update_fields=["outcome", "settled_at", "kept"])


def hands_of(before: list[int | None], ticket: Ticket) -> dict[str, Any]:
    """Return from whom to whom a ticket went; nothing when it stayed."""
    now = Ticket.objects.values_list("team_id", "assignee_id").get(pk=ticket.pk)
    return {} if list(now) == before else {"before": before, "after": list(now)}


def note_left(bulk: Bulk, row: BulkRow, reason: Reason, *, at: datetime) -> None:
    """Keep why a ticket is, or would be, left out."""
    if bulk.begun_at is None:
        row.outlook = {"left_out": reason.describe()}
        row.save(update_fields=["outlook"])
        return
    row.outcome = Outcome.FAILED if reason.code == "failed" else Outcome.SKIPPED
    row.reason, row.settled_at = reason.describe(), at
    row.save(update_fields=["outcome", "reason", "settled_at"])


def reason_of_refusal(refusal: Refusal) -> Reason:
    """Return a refusal so that every reader has it in their own language."""
    with translation.override("en"):
        text = str(refusal.message)
        facts = {key: str(value) for key, value in refusal.facts.items()}
    return Reason("refused", text, facts)


def finish_bulks(*, at: datetime, only: int | None = None) -> int:
    """Note which acts have been looked at or carried out to the last ticket; return how many."""
    live = Bulk.objects.at_work() if only is None else Bulk.objects.at_work().filter(pk=only)
    finished = 0
    for bulk in live.order_by("pk").select_for_update(skip_locked=True, no_key=True):
        waiting = BulkRow.objects.filter(bulk=bulk, outcome="")
        if bulk.begun_at is not None and not waiting.exists():
            bulk.ended_at = at
            record_bulk(bulk, "bulk.ended", by=SYSTEM, at=at)
        elif bulk.looked_at is None and not waiting.filter(outlook__isnull=True).exists():
            bulk.looked_at = at
        else:
            continue
        bulk.save(update_fields=["looked_at", "ended_at"])
        finished += 1
    return finished


def forget_unbegun(*, at: datetime) -> int:
    """Delete what was looked at a day ago and never begun."""
    old = Bulk.objects.filter(begun_at=None, chosen_at__lt=at - KEPT_UNBEGUN)
    return old.delete()[0]
