"""The tickets for which the time of a rule has come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import OuterRef, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat

from permanence.ground.journal.models import Act
from permanence.overview.automation.models import Rule
from permanence.overview.automation.rules.instructions import (
    WORKED,
    Instruction,
    When,
    read_instruction,
)
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
    said = read_instruction(rule.says)
    when = said.when
    policy = policy_in_force(rule.desk.key, at=at)[1]
    reached = rule.reached_at or at
    stretch = stretch_of(when, shift_of(when, policy), reached=reached, at=at)
    if stretch is None:
        return []
    if when.since == "still":
        return list(tickets_left(rule, said, stretch))
    return list(
        spans_of_states(rule, stretch) if when.since == "state" else rows(rule, when, stretch)
    )


def tickets_left(rule: Rule, said: Instruction, stretch: Stretch) -> Iterable[Due]:
    """Return the tickets on which nobody of the desk has worked for so long.

    The journal knows when somebody last did; only those are looked up that the rule may mean.
    """
    sieve = said.asked.sieve
    tickets = Ticket.objects.unended().filter(desk=rule.desk_id, opened_at__lte=stretch.until)
    named = {"level__in": sieve.levels, "state__in": sieve.states, "severity__in": sieve.severities}
    tickets = tickets.filter(**{field: values for field, values in named.items() if values})
    worked = Act.objects.filter(
        subject=OuterRef("subject_key"),
        at__gte=OuterRef("opened_at"),
        act__in=WORKED,
        actor__startswith="specialist:",
    ).order_by("-at", "-id")
    key = Concat(Value("ticket:"), Cast("pk", TextField()), output_field=TextField())
    last = Coalesce(Subquery(worked.values("at")[:1]), "opened_at")
    told = tickets.annotate(subject_key=key).annotate(left_at=last)
    waiting = told.filter(left_at__gt=stretch.after, left_at__lte=stretch.until)
    return waiting.values_list("pk", "organisation_id", "left_at")


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
