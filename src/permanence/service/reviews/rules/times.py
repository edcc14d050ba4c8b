"""By when a post-mortem, its closing and a summary are due: the operator's clauses, reckoned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from permanence.promises.policies.rules import Policy, Reviewing
from permanence.promises.policies.rules.policy import Times
from permanence.world.calendars.rules import BusinessDays, Calendar, Target
from permanence.world.calendars.rules.calendar import always_open
from permanence.world.calendars.rules.deadlines import due_instant

Step = Literal["post_mortem_held", "post_mortem_closed", "summary"]
STEPS: Final[tuple[Step, ...]] = ("post_mortem_held", "post_mortem_closed", "summary")
RESOLUTION: Final = "resolution"
# Where an operator says nothing: on the days of an open week.
DEFAULT: Final = Reviewing(
    calendar_key="",
    held=Times(BusinessDays(3), BusinessDays(5)),
    closed=Times(BusinessDays(10), BusinessDays(20)),
    summary=Times(BusinessDays(15), BusinessDays(25)),
    remind_every=BusinessDays(2),
    warn_before=BusinessDays(2),
    recurrence_after=timedelta(days=90),
)


@dataclass(frozen=True)
class Due:
    """When a step warns and when it climbs."""

    goal: datetime
    limit: datetime


def terms_of(policy: Policy) -> Reviewing:
    """Return how a desk looks back on its incidents."""
    return policy.reviewing or DEFAULT


def calendar_of(policy: Policy) -> Calendar:
    """Return the calendar by which the times of looking back are counted."""
    terms = terms_of(policy)
    return policy.calendars.get(terms.calendar_key) or always_open(policy.zone)


def due_of(policy: Policy, step: Step, *, since: datetime) -> Due:
    """Return when a step is due, counted from an instant."""
    terms = terms_of(policy)
    times = {
        "post_mortem_held": terms.held,
        "post_mortem_closed": terms.closed,
        "summary": terms.summary,
    }[step]
    return Due(
        add_target(policy, times.goal, since=since), add_target(policy, times.limit, since=since)
    )


def add_target(policy: Policy, target: Target, *, since: datetime) -> datetime:
    """Return the instant at which a time of these clauses has passed."""
    due = due_instant(calendar_of(policy), start=since, target=target)
    if due is None:
        raise AssertionError("no pause holds these times")
    return due


def remind_again(policy: Policy, *, last: datetime, at: datetime) -> bool:
    """Say whether somebody who was asked or reminded last then is to be reminded now."""
    return at >= add_target(policy, terms_of(policy).remind_every, since=last)


def warn_now(policy: Policy, *, due_at: datetime, at: datetime) -> bool:
    """Say whether the owner of a measure is to be reminded that it falls due."""
    return add_target(policy, terms_of(policy).warn_before, since=at) >= due_at
