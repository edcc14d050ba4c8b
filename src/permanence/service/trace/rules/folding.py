"""What the events of one passage come to: the same in any order, however often. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from permanence.service.trace.rules.events import (
    ENDS,
    OF_MESSAGE,
    RESULTS,
    Kind,
    Told,
    in_order,
)
from permanence.service.trace.rules.reasons import Reason, explain_failure


@dataclass(frozen=True)
class Hop:
    """One stay of a message at one host, from when it came to when it left or as it stands."""

    host: str
    events: tuple[Told, ...]

    @property
    def since(self) -> datetime:
        """When it was heard of there first."""
        return self.events[0].at

    @property
    def last(self) -> Told:
        """What happened there last."""
        return self.events[-1]

    @property
    def is_over(self) -> bool:
        """Whether it has left."""
        return self.last.kind in ENDS

    @property
    def lasted(self) -> timedelta:
        """How long it stayed, as far as is known."""
        return self.last.at - self.since

    @property
    def attempts(self) -> int:
        """How often it was tried to hand it on: a result without a beginning is a try as well."""
        tries, is_open = 0, False
        for one in self.events:
            if one.kind is Kind.ATTEMPTED:
                tries, is_open = tries + 1, True
            elif one.kind in RESULTS:
                tries, is_open = tries + (not is_open), False
        return tries


@dataclass(frozen=True)
class Standing:
    """How a passage stands, and what is known of its message."""

    state: Kind
    reason_class: str
    reply: str
    attempts: int
    first_at: datetime
    last_at: datetime
    next_try_at: datetime | None
    facts: dict[str, str] = field(default_factory=dict)


def fold_events(events: Iterable[Told]) -> Standing:
    """Return how a passage stands after these events, heard in any order and any number of times.

    The hop that began last says how it stands: that one host handed a message on proves only that
    the next has it. Of what several events say of the message, the first to say it holds.
    """
    known = in_order(events)
    hops = walk_hops(known)
    last = hops[-1].last
    return Standing(
        state=last.kind,
        reason_class=str(find_reason(hops[-1])),
        reply=next((one.reply for one in reversed(hops[-1].events) if one.reply), ""),
        attempts=sum(hop.attempts for hop in hops),
        first_at=known[0].at,
        last_at=max(one.at for one in known),
        next_try_at=None if hops[-1].is_over else last.next_try_at,
        facts=gather_facts(known),
    )


def walk_hops(events: Iterable[Told]) -> list[Hop]:
    """Return the path as stays at hosts, in the order in which they began.

    Whatever happens at a host after the message had left it begins another stay, except another
    end: of two ends the later holds.
    """
    open_stays: dict[str, list[Told]] = {}
    stays: list[list[Told]] = []
    for one in in_order(events):
        stay = open_stays.get(one.host)
        if stay is None or (stay[-1].kind in ENDS and one.kind not in ENDS):
            stay = open_stays[one.host] = []
            stays.append(stay)
        stay.append(one)
    return [Hop(stay[0].host, tuple(stay)) for stay in stays]


def find_reason(hop: Hop) -> Reason | str:
    """Return why a message does not go on from a host; nothing where it did, or may yet."""
    state = hop.last.kind
    if state is Kind.CANCELLED:
        return Reason.CANCELLED
    answers = [one for one in reversed(hop.events) if one.status or one.reply]
    if state in {Kind.DEFERRED, Kind.FAILED, Kind.EXPIRED}:
        told = explain_failure(answers[0].status, answers[0].reply) if answers else Reason.UNKNOWN
        return Reason.EXPIRED if state is Kind.EXPIRED and told is Reason.UNKNOWN else told
    return ""


def gather_facts(events: Iterable[Told]) -> dict[str, str]:
    """Return what is said of a message, each by the first event that says it."""
    found: dict[str, str] = {}
    for one in events:
        for name in OF_MESSAGE:
            if value := one.facts.get(name):
                found.setdefault(name, value)
    return found
