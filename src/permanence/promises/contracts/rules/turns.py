"""The instants at which what a contract gives changes."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from permanence.promises.contracts.rules.terms import ContractTerms


def find_turns(
    versions: Iterable[tuple[datetime, int, ContractTerms]],
) -> tuple[datetime, ...]:
    """Return the turns of a contract, in order, from (effect, number, terms) of each version.

    A version turns the contract when it takes effect, and while it is in effect at the start of
    its first day and of the day after its last. Of those that take effect at the same instant the
    one with the highest number does.
    """
    latest = {effect: terms for effect, _, terms in sorted(versions, key=lambda one: one[:2])}
    effects = [*sorted(latest), None]
    turns = set(latest)
    for since, until in pairwise(effects):
        if since is None:
            continue
        for bound in _bounds(latest[since]):
            if since < bound and (until is None or bound < until):
                turns.add(bound)
    return tuple(sorted(turns))


def _bounds(terms: ContractTerms) -> list[datetime]:
    """The instants between which the dates of a contract hold; renewal takes the end away."""
    days = [terms.starts_on]
    if terms.ends_on and terms.renewal == "none":
        days.append(terms.ends_on + timedelta(days=1))
    return [_midnight(day, terms.zone) for day in days]


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))
