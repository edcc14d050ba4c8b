"""What becomes of each ticket of the benchmark, decided before its rows are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bench.world import DeskFacts, Person, Promise, World

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
# What is to come is at least so far away, so that it disturbs no measurement.
QUIET = 2 * HOUR
OPEN_SHARE = 0.1
OPEN_STATES: Any = (
    ["new", "open", "waiting_customer", "waiting_third_party", "out_of_scope"],
    [0.25, 0.45, 0.2, 0.08, 0.02],
)


@dataclass(frozen=True)
class Plan:
    """Which tickets to make: `first` is the number of the first, `total` how many there will be.

    `thick` tickets have twenty entries; `falling` ones have a mark of a kind that falls due at an
    instant. With an `open_share` of one every ticket is new and all its clocks run.
    """

    first: int
    total: int
    open_share: float = OPEN_SHARE
    days: float = 540.0
    thick: tuple[int, ...] = ()
    falling: Mapping[int, tuple[str, float]] = field(default_factory=dict)

    def chance_of_open(self, number: int) -> float:
        """Most of what is open is young."""
        if self.open_share >= 1:
            return 1.0
        is_young = number - self.first > 0.8 * self.total
        return self.open_share * (4.2 if is_young else 0.2)


@dataclass
class Running:
    """A promise as it stands on a ticket."""

    promise: Promise
    start: float
    due: float
    met: float | None = None
    falling: tuple[str, float] | None = None

    def list_marks(self, at: float) -> list[tuple[str, float, float | None]]:
        """Return the marks on the way to the due instant, each with when it was settled."""
        if self.met is not None:
            return []
        if self.falling:
            return self.list_falling(*self.falling)
        marks = []
        for kind, share in (("warn", 0.5), ("climb", 0.7), ("limit", 1.0)):
            instant = self.start + (self.due - self.start) * share
            if at < instant < at + QUIET:
                instant = at + QUIET
            marks.append((kind, instant, instant if instant <= at else None))
        return marks

    def list_falling(self, falls: str, instant: float) -> list[tuple[str, float, float | None]]:
        """Return the marks of which one falls due at the instant, the earlier ones settled."""
        kinds = ("warn", "climb", "limit")
        marks: list[tuple[str, float, float | None]] = []
        for place, kind in enumerate(kinds):
            distance = place - kinds.index(falls)
            due = instant + distance * (QUIET if distance > 0 else 5 * MINUTE)
            marks.append((kind, due, due if distance < 0 else None))
        return marks


@dataclass
class Draft:
    """What is decided of a ticket."""

    number: int
    desk: DeskFacts
    person: Person
    axes: tuple[int, int | None]
    state: str
    staff: tuple[int, str]
    at: float
    opened: float
    triaged: float | None = None
    answered: float | None = None
    ended: float | None = None
    running: list[Running] = field(default_factory=list)

    @property
    def is_ended(self) -> bool:
        return self.ended is not None

    @property
    def waiting(self) -> Running | None:
        """The promise that is due next."""
        unmet = [one for one in self.running if one.met is None]
        return min(unmet, key=lambda one: one.due, default=None)


def draft_ticket(world: World, plan: Plan, number: int, chance: Random) -> Draft:
    """Decide what becomes of a ticket."""
    desk = chance.choice(world.desks)
    draft = Draft(
        number=number,
        desk=desk,
        person=chance.choice(world.people),
        axes=chance.choice(list(desk.promises)),
        state="open",
        staff=chance.choice(desk.staff),
        at=world.at,
        opened=world.at - chance.uniform(0.5, 72) * HOUR,
    )
    if number in plan.thick or chance.random() < plan.chance_of_open(number):
        leave_open(draft, plan, chance)
    else:
        bring_to_end(draft, plan, chance)
    return draft


def leave_open(draft: Draft, plan: Plan, chance: Random) -> None:
    """Let a ticket be in work; a tenth of those is overdue."""
    if draft.number not in plan.thick:
        draft.state = "new" if plan.open_share >= 1 else chance.choices(*OPEN_STATES)[0]
    if draft.state == "new":
        draft.axes = draft.desk.provisional
    else:
        draft.triaged = draft.opened + chance.uniform(1, 20) * MINUTE
        if chance.random() < 0.85 or draft.number in plan.thick:
            draft.answered = draft.triaged + chance.uniform(1, 90) * MINUTE
    is_overdue = plan.open_share < 1 and chance.random() < 0.12
    due = draft.at + QUIET + chance.uniform(0.2, 8) * HOUR
    for one in draft.desk.promises[draft.axes]:
        met = {"triage": draft.triaged, "response": draft.answered}.get(one.name)
        instant = draft.opened + one.seconds if met or is_overdue else due
        if not met and draft.at <= instant < due:
            instant = due
        draft.running.append(Running(one, draft.opened, instant, met))
        due += chance.uniform(1, 40) * HOUR
    if draft.number in plan.falling:
        let_fall(draft, *plan.falling[draft.number])


def let_fall(draft: Draft, kind: str, instant: float) -> None:
    """Let a mark of the response fall due at an instant."""
    for running in draft.running:
        if running.promise.name == "response":
            running.falling = (kind, instant)
            running.due = {mark[0]: mark[1] for mark in running.list_marks(draft.at)}["limit"]


def bring_to_end(draft: Draft, plan: Plan, chance: Random) -> None:
    """Let a ticket be answered and resolved, the longer ago the lower its number."""
    age = 1 - (draft.number - plan.first) / plan.total
    draft.opened = draft.at - (4 + age * plan.days + chance.random()) * DAY
    draft.state = "closed" if chance.random() < 0.85 else "resolved"
    draft.triaged = draft.opened + chance.uniform(1, 20) * MINUTE
    draft.answered = draft.triaged + chance.uniform(1, 90) * MINUTE
    draft.ended = draft.answered + chance.uniform(0.1, 60) * HOUR
    draft.running = [
        Running(one, draft.opened, draft.opened + max(one.seconds, HOUR / 2), draft.answered)
        for one in draft.desk.promises[draft.axes]
        if one.name == "response"
    ]
