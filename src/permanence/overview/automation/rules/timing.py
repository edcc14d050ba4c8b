"""When the time of a rule comes: so many hours after something, or before a promise is due; pure.

The hours may be those of a calendar. What is later began later: so the span of instants at which a
rule's time may have come is a span of beginnings, too, which an index answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from permanence.overview.automation.rules.instructions import WORKED, When
from permanence.overview.automation.rules.past import (
    ANSWERED,
    SPOKEN,
    Deed,
    Moment,
    Past,
    next_promise,
)
from permanence.world.calendars.rules import Calendar, NeverDue, OpenTime, due_instant

SECOND: Final = timedelta(seconds=1)
FARTHEST: Final = timedelta(days=3660)


@dataclass(frozen=True)
class Shift:
    """So many hours on from an instant: every hour, or only those of a calendar."""

    wait: timedelta
    calendar: Calendar | None = None

    def later(self, start: datetime) -> datetime | None:
        """Return the instant at which the hours have passed; None when they never do."""
        if self.calendar is None:
            return start + self.wait
        try:
            seconds = int(self.wait.total_seconds())
            return due_instant(self.calendar, start=start, target=OpenTime(seconds))
        except NeverDue:
            return None

    def earlier(self, end: datetime) -> datetime:
        """Return the last start, to the second, from which the hours have passed by `end`."""
        if self.calendar is None:
            return end - self.wait
        reach = max(self.wait, SECOND)
        while self.is_over(end - reach, end) is False and reach < FARTHEST:
            reach *= 2
        low, high = end - reach, end
        while high - low > SECOND:
            middle = low + (high - low) / 2
            low, high = (middle, high) if self.is_over(middle, end) else (low, middle)
        return low

    def is_over(self, start: datetime, end: datetime) -> bool:
        """Say whether the hours from a start have passed by an end."""
        passed = self.later(start)
        return passed is not None and passed <= end


@dataclass(frozen=True)
class Stretch:
    """The beginnings after `after`, up to `until`, from which a rule's time has come meanwhile."""

    after: datetime
    until: datetime


def stretch_of(when: When, shift: Shift, *, reached: datetime, at: datetime) -> Stretch | None:
    """Return the beginnings whose time came after `reached` and up to `at`.

    Of what is due it is the due instants that far ahead. None where the hours never pass.
    """
    if when.since != "due":
        return Stretch(shift.earlier(reached), shift.earlier(at))
    after, until = shift.later(reached), shift.later(at)
    return Stretch(after, until) if after and until else None


def moments_of_time(
    past: Past, when: When, shift: Shift, *, since: datetime, until: datetime
) -> list[Moment]:
    """Return when a rule's time came for a ticket that is past."""
    found = [one for one in list_times(past, when, shift) if since <= one <= until]
    return [Moment(one, f"since:{when.since}") for one in sorted(set(found))]


def list_times(past: Past, when: When, shift: Shift) -> list[datetime]:
    """Return every instant at which the time of a rule came."""
    if when.since == "due":
        return list_times_before_due(past, shift)
    spoken = [(one.at, one.act) for one in past.deeds if one.act in SPOKEN]
    asked = [past.now.opened_at, *(at for at, act in spoken if act not in ANSWERED)]
    told = [at for at, act in spoken if act in ANSWERED]
    stays = [(one.since, one.until, one.state) for one in past.stays]
    worked = [
        (past.now.opened_at, ""),
        *((one.at, one.act) for one in past.deeds if is_work(one)),
    ]
    begun: dict[str, list[tuple[datetime, datetime | None]]] = {
        "opened": [(past.now.opened_at, None)],
        "customer": [(at, first_after(at, spoken)) for at in asked],
        "answer": [(at, first_after(at, spoken)) for at in told],
        "state": [(since, until) for since, until, _state in stays],
        "still": [(at, first_after(at, worked)) for at, _act in worked],
        "resolved": [(since, until) for since, until, state in stays if state == "resolved"],
    }
    return list_unbroken(begun[when.since], shift.later)


def is_work(one: Deed) -> bool:
    """Say whether a line of the journal is the work of a person of the desk."""
    return one.act in WORKED and one.actor.startswith("specialist:")


def first_after(at: datetime, spoken: Sequence[tuple[datetime, str]]) -> datetime | None:
    """Return when the next word was said after an instant; None when there was none."""
    return min((said for said, _act in spoken if said > at), default=None)


def list_unbroken(
    spans: Sequence[tuple[datetime, datetime | None]],
    later: Callable[[datetime], datetime | None],
) -> list[datetime]:
    """Return when the hours had passed of each span that went on so long."""
    passed = [(later(since), until) for since, until in spans]
    return [at for at, until in passed if at and (until is None or at < until)]


def list_times_before_due(past: Past, shift: Shift) -> list[datetime]:
    """Return when it was so long before a promise was due that was the next one then."""
    times = [
        (shift.earlier(one.due_at), one.due_at) for one in past.promises if one.due_at is not None
    ]
    return [
        at
        for at, due in times
        if (running := next_promise(past.promises, at)) and running.due_at == due
    ]
