"""Whom a new version favours, promise by promise: reckoned, not read off the words (SPEC C1)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

from permanence.promises.policies.rules.offers import find_target, offers_for
from permanence.promises.policies.rules.policy import Policy, Promise, TargetTerm
from permanence.promises.terms.rules import Offer, due_of, limit_of
from permanence.world.calendars.rules import yearly_open_seconds

Favour = Literal["better", "worse", "same", "mixed"]
"""What a change means for the customer; "mixed" when it depends on when they ask."""

# A year of instants, at ever other hours of ever other days.
STEP: Final = timedelta(hours=14, minutes=37)
SAMPLES: Final = 600


@dataclass(frozen=True)
class PromiseChange:
    """What a newer version makes of one promise at one step of the axes.

    `plan` names the plan whose clauses were reckoned with too. `before` and `after` are the
    promised times, None where there is none. `earlier_by` and `later_by` are the most by which a
    request of the coming year would be owed earlier, and later.
    """

    promise: Promise
    severity: int | None
    level: int | None
    plan: str | None
    before: TargetTerm | None
    after: TargetTerm | None
    favour: Favour
    earlier_by: timedelta = timedelta()
    later_by: timedelta = timedelta()


def compare_promises(old: Policy, new: Policy, *, start: datetime) -> tuple[PromiseChange, ...]:
    """Return what becomes of each promise, at each step, for requests of the year from `start`.

    A plan has a line of its own only where it fares otherwise than those without one.
    """
    starts = [start + STEP * number for number in range(SAMPLES)]
    changes = []
    for promise in get_args(Promise):
        for severity, level in _steps(old, new, promise):
            plain = _compare(old, new, (promise, severity, level, None), starts)
            changes.append(plain)
            for plan in _plans(old, new, promise):
                change = _compare(old, new, (promise, severity, level, plan), starts)
                if change.favour != plain.favour:
                    changes.append(change)
    return tuple(changes)


def favour_clauses(
    old: Policy, new: Policy, changes: Iterable[PromiseChange], *, start: datetime
) -> dict[str, Favour]:
    """Return whom the changed clauses favour, by key, as far as that can be reckoned.

    The promised times, the coverage by its open time in a year, the notices of an incident, the
    hours of plans, the guarantee.
    """
    told: dict[str, Favour] = {}
    for change in changes:
        for term in (change.before, change.after):
            if term and change.plan is None:
                key = term.clause.key
                told[key] = sum_favours([told.get(key, "same"), change.favour])
    opened = [
        yearly_open_seconds(policy.calendars[policy.coverage.calendar_key], start)
        for policy in (old, new)
    ]
    told["coverage.text"] = _larger(*opened)
    told["desk: most_favourable"] = _larger(old.most_favourable, new.most_favourable)
    limits = _limits_of(old)
    for key, limit in _limits_of(new).items():
        told[key] = _larger(-limits.get(key, limit), -limit)
    hours = {plan.clause.key: plan.hours or 0 for plan in old.plans}
    for plan in new.plans:
        told[plan.clause.key] = _larger(hours.get(plan.clause.key, 0), plan.hours or 0)
    return {key: favour for key, favour in told.items() if favour != "same"}


def promises_as_before(old: Policy, new: Policy) -> bool:
    """Say whether no clock could run otherwise under the newer version."""
    return all(
        _same_clocks(*_both_offers(old, new, (promise, severity, level, plan)))
        for promise in get_args(Promise)
        for severity, level in _steps(old, new, promise)
        for plan in (None, *_plans(old, new, promise))
    )


def sum_favours(favours: Iterable[Favour]) -> Favour:
    """Return what several changes are together."""
    told = set(favours) - {"same"}
    if not told:
        return "same"
    return told.pop() if len(told) == 1 else "mixed"


_Place = tuple[Promise, int | None, int | None, str | None]


def _steps(old: Policy, new: Policy, promise: Promise) -> Iterator[tuple[int | None, int | None]]:
    """Yield each severity and level that one of the versions tells apart for a promise."""
    terms = [term for term in (*old.targets, *new.targets) if term.promise == promise]
    if not terms:
        return
    for severity in _distinct(term.severity for term in terms):
        for level in _distinct(term.level for term in terms):
            yield severity, level


def _distinct(numbers: Iterable[int | None]) -> list[int] | list[None]:
    named = {number for number in numbers if number is not None}
    return sorted(named) if named else [None]


def _plans(old: Policy, new: Policy, promise: Promise) -> list[str]:
    readings = (*old.readings, *new.readings)
    named = {reading.plan for reading in readings if promise in reading.promises}
    return sorted(plan for plan in named if plan)


def _compare(old: Policy, new: Policy, place: _Place, starts: Sequence[datetime]) -> PromiseChange:
    promise, severity, level, plan = place
    before, after = (
        find_target(policy.targets, promise=promise, level=level, severity=severity)
        for policy in (old, new)
    )
    if before is None or after is None:
        favour: Favour = "same" if before is after else "better" if after else "worse"
        return PromiseChange(promise, severity, level, plan, before, after, favour)
    offered = _both_offers(old, new, place)
    earlier, later = _weigh(*offered, starts)
    favour = sum_favours(
        [
            "better" if earlier else "same",
            "worse" if later else "same",
            _larger(before.nature == "guarantee", after.nature == "guarantee"),
            _larger(before.clause.published, after.clause.published),
            *_judge_pauses(*offered),
        ]
    )
    return PromiseChange(promise, severity, level, plan, before, after, favour, earlier, later)


def _both_offers(
    old: Policy, new: Policy, place: _Place
) -> tuple[tuple[Offer, ...], tuple[Offer, ...]]:
    promise, severity, level, plan = place
    before, after = (
        offers_for(policy, promise=promise, level=level, severity=severity, plan=plan)
        for policy in (old, new)
    )
    return before, after


def _weigh(
    before: Sequence[Offer], after: Sequence[Offer], starts: Sequence[datetime]
) -> tuple[timedelta, timedelta]:
    """Return the most by which the newer offers are due earlier, and later, than the older."""
    if _times(before) == _times(after):
        return timedelta(), timedelta()
    gains = [_limit(before, start) - _limit(after, start) for start in starts]
    return max(timedelta(), *gains), max(timedelta(), -min(gains))


def _limit(offers: Iterable[Offer], start: datetime) -> datetime:
    """Return when the best of the offers is broken."""
    dated = ((due_of(offer, start=start), offer.bound) for offer in offers)
    return min(limit_of(due, bound) for due, bound in dated if due)


def _times(offers: Iterable[Offer]) -> set[object]:
    return {(offer.calendar, offer.target, offer.bound) for offer in offers}


def _same_clocks(before: Sequence[Offer], after: Sequence[Offer]) -> bool:
    told = [
        {(offer.calendar, offer.target, offer.bound, offer.paused_by) for offer in offers}
        for offers in (before, after)
    ]
    return told[0] == told[1]


def _judge_pauses(before: Sequence[Offer], after: Sequence[Offer]) -> Iterator[Favour]:
    """A state that no longer stops a clock is better for the customer; a new one is worse."""
    old, new = (
        frozenset().union(*(offer.paused_by for offer in offers)) for offers in (before, after)
    )
    yield "better" if old - new else "same"
    yield "worse" if new - old else "same"


def _limits_of(policy: Policy) -> dict[str, float]:
    marks = policy.incidents.marks if policy.incidents else ()
    return {mark.clause.key: mark.limit.total_seconds() for mark in marks}


def _larger(before: float, after: float) -> Favour:
    if before == after:
        return "same"
    return "better" if after > before else "worse"
