"""What a new version of a policy would make of a promise that runs (SPEC C1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from permanence.promises.policies.rules import Policy, Promise
from permanence.promises.terms.rules import Offer, Stop
from permanence.service.tickets.rules.promising import Grounds, find_verdict, offers_on

MOST_JUDGED: Final = 2_000
MOST_SHOWN: Final = 50
MOST_COUNTED: Final = 100_000


@dataclass(frozen=True)
class Running:
    """A promise of an open ticket that is not kept yet: what it rests on, and since when it runs.

    `then` are the grounds on which it would stand once the new version holds.
    """

    ticket: int
    promise: Promise
    start_at: datetime
    now: Grounds
    then: Grounds
    stops: tuple[Stop, ...]


@dataclass(frozen=True)
class Moved:
    """A promise whose due instant a new version would move; None is a stopped clock."""

    ticket: int
    promise: Promise
    due_at: datetime | None
    would_be_due: datetime | None
    is_earlier: bool
    is_late_at_once: bool


def find_moved(running: Iterable[Running], *, effective_at: datetime) -> list[Moved]:
    """Return the promises that would be due at another instant, the earliest new one first.

    What is due before the version takes effect stays as it is.
    """
    told: dict[object, bool] = {}
    moved = []
    for one in running:
        axes = (one.promise, one.now.level, one.now.severity, one.now.service)
        sources = (_sources(one.now), _sources(one.then))
        differs = told.get((axes, sources))
        if differs is None:
            differs = _clocks(offers_on(one.now, one.promise)) != _clocks(
                offers_on(one.then, one.promise)
            )
            told[axes, sources] = differs
        if differs and (found := _move(one, effective_at=effective_at)):
            moved.append(found)
    return sorted(moved, key=lambda one: (one.would_be_due is None, one.would_be_due, one.ticket))


def next_policies(policies: Sequence[Policy], new: Policy) -> tuple[Policy, ...]:
    """Return what a ticket rests on once a new version holds too: it loses nothing by that."""
    return (*policies, new)


def _move(one: Running, *, effective_at: datetime) -> Moved | None:
    due, then = (_due(grounds, one) for grounds in (one.now, one.then))
    if due == then or (due and due <= effective_at):
        return None
    return Moved(
        one.ticket,
        one.promise,
        due,
        then,
        is_earlier=due is None or (then is not None and then < due),
        is_late_at_once=then is not None and then <= effective_at,
    )


def _due(grounds: Grounds, one: Running) -> datetime | None:
    verdict = find_verdict(grounds, one.promise, start=one.start_at, stops=one.stops)
    return verdict.winner.due if verdict else None


def _clocks(offers: Iterable[Offer]) -> set[object]:
    return {(offer.calendar, offer.target, offer.bound, offer.paused_by) for offer in offers}


def _sources(grounds: Grounds) -> tuple[object, ...]:
    policies = [policy.source for policy in grounds.policies]
    return (*policies, *(terms.source for terms in grounds.contracts), grounds.agreed)
