"""What is asked of many tickets at once, and why some of them are left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from permanence.service.tickets.rules.states import Step, may_follow
from permanence.world.accounts.rules import Right

MOST_TICKETS: Final = 5000
AT_ONCE: Final = 25
SAMPLES: Final = 20
KEPT_UNBEGUN: Final = timedelta(days=1)
STILL_WRITING: Final = timedelta(minutes=30)
NOBODY: Final = 0

Code = Literal[
    "", "desk", "right", "merged", "ended", "state", "unanswered", "writing", "already",
    "changed", "gone", "elsewhere", "incident", "refused", "failed",
]  # fmt: skip
What = Literal["begins", "met", "stops", "runs", "later", "earlier", "ends"]


@dataclass(frozen=True)
class Wish:
    """What shall be done to each ticket; what is empty stays as it is.

    A team or an assignee may be `NOBODY`. `then` is resolve, close, resume or a state in which
    tickets wait. `incident` is the one that they join. A macro stands alone, and
    so does `undoes`: the bulk act whose assignments are put back.
    """

    team: int | None = None
    assignee: int | None = None
    severity: int | None = None
    level: int | None = None
    then: str = ""
    reason: str = ""
    note: str = ""
    incident: int | None = None
    macro: int | None = None
    undoes: int | None = None

    @property
    def rights(self) -> frozenset[Right]:
        """What somebody has to be allowed who does this."""
        judged = (self.team, self.assignee, self.severity, self.level, self.undoes)
        needed = {Right.TRIAGE} if any(one is not None for one in judged) else set()
        if self.then or self.note or self.macro is not None:
            needed.add(Right.ANSWER)
        if self.incident is not None:
            needed.add(Right.WORK_ON_INCIDENTS)
        return frozenset(needed)


def describe_wish(wish: Wish) -> dict[str, Any]:
    """Return a wish as a row keeps it: only what it says."""
    return {key: value for key, value in asdict(wish).items() if value not in (None, "")}


def read_wish(kept: Mapping[str, Any]) -> Wish:
    """Return the wish that a row keeps."""
    return Wish(**kept)


@dataclass(frozen=True)
class Standing:
    """What one ticket is like when its turn comes; `writer` is another who is answering it.

    `elsewhere` says that it belongs to another incident than the one that it would join.
    """

    is_here: bool
    state: str
    may: bool
    is_answered: bool = True
    writer: str = ""
    elsewhere: bool = False


@dataclass(frozen=True)
class Reason:
    """Why a ticket is left out; `text` is a refusal in English with its facts, or a name."""

    code: Code
    text: str = ""
    facts: dict[str, str] = field(default_factory=dict)

    def describe(self) -> dict[str, Any]:
        """Return the reason as a row keeps it."""
        return asdict(self)


def why_left_out(standing: Standing, steps: Sequence[Step], *, speaks: bool) -> Reason | None:
    """Return why a ticket is left out; None when all steps are possible.

    `speaks` says that the customer is written to or the state changes: then nobody else may be
    in the middle of an answer.
    """
    if not standing.is_here:
        return Reason("desk")
    if not standing.may:
        return Reason("right")
    if not steps:
        return Reason("already")
    if not all(may_follow(step, standing.state) for step in steps):
        return Reason(why_not_in(standing.state))
    if "join" in steps and standing.elsewhere:
        return Reason("elsewhere")
    if "resolve" in steps and "answer" not in steps and not standing.is_answered:
        return Reason("unanswered")
    if speaks and standing.writer:
        return Reason("writing", standing.writer)
    return None


def why_not_in(state: str) -> Code:
    """Return the word for a state in which something is not possible."""
    if state == "merged":
        return "merged"
    return "ended" if state in {"resolved", "closed"} else "state"


@dataclass(frozen=True)
class Dated:
    """A promise as it stands: when it is due (None: its clock stands still), when it was met."""

    due_at: datetime | None
    met_at: datetime | None


Promises = Mapping[tuple[str, int], Dated]


def compare_promises(before: Promises, after: Promises) -> list[tuple[str, What]]:
    """Return what becomes of each promise; one that stays as it was is not named."""
    told: list[tuple[str, What]] = []
    for key in sorted({*before, *after}):
        what = compare_promise(before.get(key), after.get(key))
        if what is not None:
            told.append((key[0], what))
    return told


def compare_promise(before: Dated | None, after: Dated | None) -> What | None:
    """Return what becomes of one promise; None when it stays as it was."""
    if before is None:
        return "begins" if after and after.met_at is None else None
    if after is None:
        return "ends" if before.met_at is None else None
    if before.met_at is None and after.met_at is not None:
        return "met"
    if before.met_at is not None or before.due_at == after.due_at:
        return None
    if after.due_at is None:
        return "stops"
    if before.due_at is None:
        return "runs"
    return "later" if after.due_at > before.due_at else "earlier"


def count_each(lines: Iterable[tuple[str, ...]]) -> list[tuple[tuple[str, ...], int]]:
    """Return each line with how often it comes, the most frequent first."""
    counts: dict[tuple[str, ...], int] = {}
    for line in lines:
        counts[line] = counts.get(line, 0) + 1
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))
