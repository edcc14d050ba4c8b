"""Which hours a contract brings, and when: one lot a period, its own beside those of its plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from permanence.ground.lib.months import add_months
from permanence.promises.contracts.rules.terms import ContractTerms
from permanence.promises.policies.rules import Period, Policy
from permanence.promises.policies.rules.plan import Work
from permanence.promises.terms.rules import Clause
from permanence.world.calendars.rules import Calendar

LotKind = Literal["contract", "plan"]
MONTHS: Final[Mapping[Period, int]] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class LotDue:
    """Hours that one clause brings for one period: from `valid_from` to before `expires_at`."""

    kind: LotKind
    clause: Clause
    seconds: int
    period: Period
    valid_from: datetime
    expires_at: datetime
    calendar_key: str
    calendar: Calendar
    pays: tuple[Work, ...]


@dataclass(frozen=True)
class HoursSource:
    """A clause that brings hours, and the window in which they pay."""

    kind: LotKind
    clause: Clause
    seconds: int
    period: Period
    calendar_key: str
    calendar: Calendar


def lots_due(terms: ContractTerms, policy: Policy, *, until: datetime) -> tuple[LotDue, ...]:
    """Return the lots that have begun by an instant, in the order in which they begin.

    A plan's hours are added to the contract's own (SPEC B7): separate lots, each with its window.
    Periods run from the contract's first day, from midnight to midnight in its zone; the last one
    ends with the contract, unless it renews itself.
    """
    pays = (terms.bank or policy.bank).pays
    found = [
        LotDue(
            kind=source.kind,
            clause=source.clause,
            seconds=source.seconds,
            period=source.period,
            valid_from=begins,
            expires_at=ends,
            calendar_key=source.calendar_key,
            calendar=source.calendar,
            pays=pays,
        )
        for source in hours_sources(terms, policy)
        for begins, ends in periods_begun(terms, source.period, until=until)
    ]
    return tuple(sorted(found, key=lambda lot: (lot.valid_from, lot.kind)))


def hours_sources(terms: ContractTerms, policy: Policy) -> Iterator[HoursSource]:
    """Yield the clauses that bring hours: the contract's own, then its plan's."""
    own = terms.hours
    if own:
        seconds = own.amount // timedelta(seconds=1)
        calendar = terms.calendars[own.calendar_key]
        yield HoursSource("contract", own.clause, seconds, own.period, own.calendar_key, calendar)
    for plan in policy.plans:
        if plan.key == terms.plan and plan.hours and plan.period and plan.calendar_key:
            yield HoursSource(
                kind="plan",
                clause=plan.clause,
                seconds=plan.hours * 3600,
                period=plan.period,
                calendar_key=plan.calendar_key,
                calendar=policy.calendars[plan.calendar_key],
            )


def periods_begun(
    terms: ContractTerms, period: Period, *, until: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the contract's periods that have begun by an instant.

    Each is counted from the first day anew, so that one begun on the 31st or on 29 February
    returns to its day wherever the month has it.
    """
    zone, end = ZoneInfo(terms.zone), day_after_contract(terms)
    number = 0
    while True:
        first = add_months(terms.starts_on, number * MONTHS[period])
        begins = first_instant(first, zone)
        if begins > until or (end is not None and first >= end):
            return
        number += 1
        following = add_months(terms.starts_on, number * MONTHS[period])
        yield begins, first_instant(following if end is None else min(following, end), zone)


def day_after_contract(terms: ContractTerms) -> date | None:
    """Return the first day on which the contract no longer holds; None while it renews itself."""
    if terms.ends_on is None or terms.renewal == "tacit":
        return None
    return terms.ends_on + timedelta(days=1)


def first_instant(day: date, zone: ZoneInfo) -> datetime:
    """Return when a day begins in a zone, in UTC; where midnight is skipped, when it is over."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)
