"""What a contract offers for one promise on one ticket, beside the policy."""

from collections.abc import Sequence

from permanence.promises.contracts.rules.terms import ContractTerms
from permanence.promises.policies.rules import (
    Policy,
    Promise,
    Reading,
    find_target,
    make_offer,
    stopping_states,
)
from permanence.promises.terms.rules import Offer


def contract_offers(
    terms: ContractTerms,
    policy: Policy,
    *,
    promise: Promise,
    level: int | None,
    severity: int | None,
) -> tuple[Offer, ...]:
    """Return every clause of the contract that promises this.

    The contract's own target on its own calendars; and the policy's target on the calendars that
    the contract adds (a wider coverage is a better clock for a published time).
    """
    paused_by = stopping_states(policy.pauses if terms.pauses is None else terms.pauses, promise)
    extra = [reading for reading in terms.readings if promise in reading.promises]
    offers = []
    own = find_target(terms.targets, promise=promise, level=level, severity=severity)
    if own:
        calendar = terms.calendars[own.calendar_key]
        offers.append(make_offer(own, own.clause, own.calendar_key, calendar, paused_by))
    term = own or find_target(policy.targets, promise=promise, level=level, severity=severity)
    if term:
        offers += [
            make_offer(
                term,
                reading.clause,
                reading.calendar_key,
                terms.calendars[reading.calendar_key],
                paused_by,
            )
            for reading in distinct_calendars(extra, own.calendar_key if own else "")
        ]
    return tuple(offers)


def distinct_calendars(readings: Sequence[Reading], taken: str) -> list[Reading]:
    """Return the readings on calendars that are not in use yet, each calendar once."""
    found = {reading.calendar_key: reading for reading in reversed(readings)}
    return [
        reading
        for reading in readings
        if found.get(reading.calendar_key) is reading and reading.calendar_key != taken
    ]
