"""What a ticket was like at an instant that is past, from what the journal says of it: pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from permanence.overview.automation.rules.instructions import ACTS
from permanence.overview.worklists.rules import Facts

JUDGED: Final = frozenset({"ticket.triaged", "ticket.judged_again"})
GIVEN: Final = JUDGED | {"ticket.assigned", "ticket.given"}
ANSWERED: Final = frozenset({"ticket.answered", "ticket.called"})
SPOKEN: Final = ANSWERED | {"ticket.customer_wrote"}


@dataclass(frozen=True)
class Deed:
    """One line of the journal."""

    number: int
    act: str
    at: datetime
    actor: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Stay:
    """How long a ticket was in one state."""

    state: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Promised:
    """A promise as it once stood: made, replaced and met at their instants."""

    made_at: datetime
    start_at: datetime
    due_at: datetime | None
    replaced_at: datetime | None = None
    met_at: datetime | None = None


@dataclass(frozen=True)
class Past:
    """A ticket as it is now, and what was written down of how it came to be so.

    `teams` and `people` find numbers by the names that the journal keeps; `severity` and `level`
    are those on which it ran until somebody judged it.
    """

    ticket: int
    now: Facts
    deeds: Sequence[Deed] = ()
    stays: Sequence[Stay] = ()
    promises: Sequence[Promised] = ()
    teams: Mapping[str, int] = field(default_factory=dict)
    people: Mapping[str, int] = field(default_factory=dict)
    severity: int | None = None
    level: int | None = None


@dataclass(frozen=True)
class Moment:
    """When a rule would have had its turn, and what would have set it off."""

    at: datetime
    event: str
    act: int | None = None


def facts_at(past: Past, at: datetime) -> Facts:
    """Return what was known of a ticket at an instant, all that was done in it included.

    What the journal does not tell, as the organisation of then, is taken as it is now.
    """
    done = [one for one in past.deeds if one.at <= at]
    judged = [one.facts for one in done if one.act in JUDGED]
    given = [one.facts for one in done if one.act in GIVEN]
    spoken = [one.at for one in done if one.act in SPOKEN]
    running = next_promise(past.promises, at)
    last: Mapping[str, Any] = judged[-1] if judged else {}
    hands: Mapping[str, Any] = given[-1] if given else {}
    is_judged = any(one.act in JUDGED for one in past.deeds)
    return replace(
        past.now,
        state=state_at(past.stays, at),
        severity=last.get("severity", past.severity),
        level=last.get("level", past.level),
        kind=last.get("kind", "") if is_judged else past.now.kind,
        team=past.teams.get(hands.get("team", "")),
        assignee=past.people.get(hands.get("assignee", "")),
        last_word_at=max([past.now.opened_at, *spoken]),
        start_at=running.start_at if running else None,
        due_at=running.due_at if running else None,
    )


def state_at(stays: Sequence[Stay], at: datetime) -> str:
    """Return in which state a ticket was; the one that began last where two touch."""
    found = [one for one in stays if one.since <= at and (one.until is None or at <= one.until)]
    return found[-1].state if found else "new"


def next_promise(promises: Iterable[Promised], at: datetime) -> Promised | None:
    """Return the promise that was due next at an instant; None when nothing was."""
    running = [
        one
        for one in promises
        if one.due_at is not None
        and one.made_at <= at
        and (one.replaced_at is None or one.replaced_at > at)
        and (one.met_at is None or one.met_at > at)
    ]
    return min(running, key=lambda one: one.due_at or at, default=None)


def was_judged(past: Past, at: datetime) -> bool:
    """Say whether a specialist had judged the request at an instant."""
    return any(one.act in JUDGED and one.at <= at for one in past.deeds)


def was_answered(past: Past, at: datetime) -> bool:
    """Say whether a person had answered the customer at an instant."""
    return any(one.act in ANSWERED and one.at <= at for one in past.deeds)


def moments_of_event(past: Past, event: str, *, rule: int, since: datetime) -> list[Moment]:
    """Return when an event happened to a ticket; what the rule itself did is none."""
    return [
        Moment(one.at, event, one.number)
        for one in past.deeds
        if ACTS.get(one.act) == event and one.at >= since and one.actor != f"rule:{rule}"
    ]
