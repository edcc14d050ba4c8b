"""The tickets for which the time of a rule has come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from permanence.overview.automation.models import Rule
from permanence.overview.automation.rules.instructions import When, read_instruction
from permanence.overview.automation.rules.timing import Shift, Stretch, stretch_of
from permanence.promises.policies.queries import policy_in_force
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.models import StateSpan, Ticket

# A ticket, whose it is, and the instant from which the hours were counted.
Due = tuple[int, int | None, datetime]
COLUMNS = {
    "opened": "opened_at",
    "customer": "last_word_at",
    "answer": "last_word_at",
    "due": "order_at",
    "resolved": "resolved_at",
}
SPEAKERS = {"customer": "customer", "answer": "desk"}


def shift_of(when: When, policy: Policy) -> Shift:
    """Return the hours of a rule, by the desk's published hours where only these count."""
    calendar = policy.calendars[policy.coverage.calendar_key] if when.is_working else None
    return Shift(when.wait, calendar)


def tickets_due(rule: Rule, *, at: datetime) -> list[Due]:
    """Return the tickets for which a rule's time came since it looked last, each from an index.

    What is over is never among them, but for rules that wait for what was resolved.
    """
    when = read_instruction(rule.says).when
    policy = policy_in_force(rule.desk.key, at=at)[1]
    reached = rule.reached_at or at
    stretch = stretch_of(when, shift_of(when, policy), reached=reached, at=at)
    if stretch is None:
        return []
    return list(
        spans_of_states(rule, stretch) if when.since == "state" else rows(rule, when, stretch)
    )


def rows(rule: Rule, when: When, stretch: Stretch) -> Iterable[Due]:
    """Return the tickets whose own column tells when it began, or is due."""
    column = COLUMNS[when.since]
    tickets = Ticket.objects.filter(
        desk=rule.desk_id, **{f"{column}__gt": stretch.after, f"{column}__lte": stretch.until}
    )
    if when.since == "resolved":
        tickets = tickets.filter(state=Ticket.State.RESOLVED)
    else:
        tickets = tickets.filter(ended=False)
    if when.since in SPEAKERS:
        tickets = tickets.filter(last_word_by=SPEAKERS[when.since])
    return tickets.values_list("pk", "organisation_id", column)


def spans_of_states(rule: Rule, stretch: Stretch) -> Iterable[Due]:
    """Return the tickets that have been in their state for so long."""
    spans = StateSpan.objects.filter(
        ticket__desk=rule.desk_id,
        ticket__ended=False,
        to_at=None,
        replaced_at=None,
        from_at__gt=stretch.after,
        from_at__lte=stretch.until,
    )
    return spans.values_list("ticket_id", "organisation_id", "from_at")
