"""What an agreement on custom work says, when it may be proposed, and who decides (SPEC B5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Final, Literal

from permanence.world.calendars.rules.zones import find_zone

CUSTOM_LEVEL: Final = 3
MOST_STEPS: Final = 40
OFFER_STANDS: Final = timedelta(days=30)

Kind = Literal["date", "withdrawal"]
Act = Literal["approve", "send_back", "take_back", "accept", "decline"]
Standing = Literal["head", "delegate", ""]
FaultCode = Literal[
    "no_solution", "no_steps", "too_many_steps", "untitled_step", "steps_out_of_order",
    "step_after_delivery", "step_in_past", "no_delivery", "delivery_in_past",
]  # fmt: skip

# Which act may follow which state of a version; the table of docs/rules/agreements.md.
ALLOWED: Final[dict[Act, frozenset[str]]] = {
    "approve": frozenset({"draft"}),
    "send_back": frozenset({"draft"}),
    "take_back": frozenset({"draft", "offered"}),
    "accept": frozenset({"offered"}),
    "decline": frozenset({"offered"}),
}


@dataclass(frozen=True)
class Step:
    """One step of the production calendar."""

    title: str
    day: date


@dataclass(frozen=True)
class Proposal:
    """What is proposed: a dated piece of work, or the end of an agreement that governs.

    Of a withdrawal, `solution` says why, and there is neither calendar nor delivery.
    """

    solution: str
    zone: str
    language: str
    steps: tuple[Step, ...] = ()
    delivery_at: datetime | None = None
    waives: bool = False
    kind: Kind = "date"


@dataclass(frozen=True)
class Fault:
    """What is wrong with a proposal; `step` counts from one, zero where no step is meant."""

    code: FaultCode
    step: int = 0


def find_faults(proposal: Proposal, *, at: datetime) -> tuple[Fault, ...]:
    """Return what keeps a proposal from being made at this instant."""
    faults = [] if proposal.solution.strip() else [Fault("no_solution")]
    if proposal.kind == "date":
        faults += _find_calendar_faults(proposal, at=at)
    return tuple(faults)


def _find_calendar_faults(proposal: Proposal, *, at: datetime) -> Iterator[Fault]:
    zone = find_zone(proposal.zone)
    if not proposal.steps:
        yield Fault("no_steps")
    if len(proposal.steps) > MOST_STEPS:
        yield Fault("too_many_steps")
    if proposal.delivery_at is None:
        yield Fault("no_delivery")
    elif proposal.delivery_at <= at:
        yield Fault("delivery_in_past")
    else:
        last = proposal.delivery_at.astimezone(zone).date()
        yield from (
            Fault("step_after_delivery", place)
            for place, step in enumerate(proposal.steps, start=1)
            if step.day > last
        )
    yield from _find_step_faults(proposal.steps, today=at.astimezone(zone).date())


def _find_step_faults(steps: Sequence[Step], *, today: date) -> Iterator[Fault]:
    for place, step in enumerate(steps, start=1):
        if not step.title.strip():
            yield Fault("untitled_step", place)
        if step.day < today:
            yield Fault("step_in_past", place)
    for place, (before, after) in enumerate(pairwise(steps), start=2):
        if after.day < before.day:
            yield Fault("steps_out_of_order", place)


def find_instant(day: date, clock: time, *, zone: str) -> datetime | None:
    """Return the instant at which the zone's clocks show that; None where they skip it.

    Of an hour that comes twice, the first.
    """
    place = find_zone(zone)
    instant = datetime.combine(day, clock, tzinfo=place).astimezone(UTC)
    shown = instant.astimezone(place).replace(tzinfo=None)
    return instant if shown == datetime.combine(day, clock) else None


def offer_ends(at: datetime, *, delivery_at: datetime | None) -> datetime:
    """Return until when an offer stands: thirty days, but never past the delivery itself."""
    ends = at + OFFER_STANDS
    return min(ends, delivery_at) if delivery_at else ends


def may_follow(act: Act, state: str) -> bool:
    """Say whether the act is possible in the state of a version."""
    return state in ALLOWED[act]


def is_lapsed(state: str, expires_at: datetime | None, *, at: datetime) -> bool:
    """Say whether an offer was left undecided until it ended; at that instant it has."""
    return state == "offered" and expires_at is not None and at >= expires_at


def may_approve(standing: Standing, *, is_author: bool) -> bool:
    """Say whether somebody may approve: the head always, a delegate never their own proposal."""
    return standing == "head" or (standing == "delegate" and not is_author)


def may_propose(level: int | None, *, governs: bool, kind: Kind) -> bool:
    """Say whether a version may be proposed: for level 3, or where an agreement governs already."""
    return governs or (kind == "date" and level == CUSTOM_LEVEL)


def write_source(agreement: int, number: int) -> str:
    """Return under which name the agreed date stands among the clauses of a ticket."""
    return f"agreement:{agreement}:{number}"


def write_steps(steps: Sequence[Step]) -> list[dict[str, str]]:
    """Return a production calendar as it is kept."""
    return [{"title": step.title.strip(), "day": step.day.isoformat()} for step in steps]


def read_steps(kept: Sequence[dict[str, str]]) -> tuple[Step, ...]:
    """Return a production calendar that was kept."""
    return tuple(Step(one["title"], date.fromisoformat(one["day"])) for one in kept)
