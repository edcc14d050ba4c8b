"""Whether a sieve lets one ticket through: the same answer as the list of a view gives, in memory.

It is asked of a ticket as it is now, or as it was at an instant that is past.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Final

from permanence.overview.worklists.rules.sieve import ME, NOBODY, Sieve

RISKY_SHARE: Final = 0.75


@dataclass(frozen=True)
class Facts:
    """What is known of a ticket at one instant; `due_at` is None while nothing is due."""

    state: str
    severity: int | None
    level: int | None
    kind: str
    team: int | None
    assignee: int | None
    customer: str
    service: str
    channel: str
    language: str
    subject: str
    opened_at: datetime
    last_word_at: datetime
    start_at: datetime | None = None
    due_at: datetime | None = None


def lets_through(
    sieve: Sieve, facts: Facts, *, at: datetime, zone: tzinfo, looker: int | None = None
) -> bool:
    """Say whether a sieve lets a ticket through; whether it is over is asked apart.

    What no fact tells is not asked: rules of the desk do not ask for incidents, nor for what else
    stands beside a ticket.
    """
    return (
        fits_lists(sieve, facts)
        and is_one(sieve.team, facts.team, looker=None)
        and is_one(sieve.assignee, facts.assignee, looker=looker)
        and holds_text(sieve.customer, facts.customer)
        and holds_text(sieve.text, facts.subject)
        and sieve.service in {"", facts.service}
        and fits_promise(sieve, facts, at=at)
        and is_between(facts.opened_at, sieve.opened_since, sieve.opened_until, zone)
        and is_between(facts.last_word_at, sieve.word_since, sieve.word_until, zone)
    )


def fits_lists(sieve: Sieve, facts: Facts) -> bool:
    """Say whether each fact is among those that a sieve names; naming none stops nothing."""
    named: list[tuple[tuple[object, ...], object]] = [
        (sieve.states, facts.state),
        (sieve.severities, facts.severity),
        (sieve.levels, facts.level),
        (sieve.kinds, facts.kind),
        (sieve.channels, facts.channel),
        (sieve.languages, facts.language),
    ]
    return all(not names or fact in names for names, fact in named)


def is_one(asked: int | None, found: int | None, *, looker: int | None) -> bool:
    """Say whether a team or person is the one asked for, or nobody where nobody is asked for."""
    if asked is None:
        return True
    wanted = looker if asked == ME else asked
    return found == (None if wanted == NOBODY else wanted)


def holds_text(part: str, text: str) -> bool:
    """Say whether a part stands in a text, in whatever case."""
    return part.upper() in text.upper()


def fits_promise(sieve: Sieve, facts: Facts, *, at: datetime) -> bool:
    """Say whether the next promise stands as a sieve asks."""
    due, start = facts.due_at, facts.start_at
    if sieve.promise == "overdue":
        return due is not None and due <= at
    if sieve.promise == "none":
        return due is None
    if sieve.promise == "at_risk":
        if due is None or start is None:
            return False
        return start + (due - start) * RISKY_SHARE <= at < due
    return True


def is_between(moment: datetime, since: date | None, until: date | None, zone: tzinfo) -> bool:
    """Say whether an instant lies in a span of days, both whole, by a clock."""
    day = moment.astimezone(zone).date()
    return (since is None or day >= since) and (until is None or day <= until)
