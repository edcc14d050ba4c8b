"""Why a promise is due when it is: clause, clauses beaten, time counted, pauses (SPEC C2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from permanence.promises.terms.rules import AgreedDate, Clause, Offer, Stop, Words
from permanence.service.tickets.rules.promising import Promised, describe_target, target_of
from permanence.world.calendars.rules import Calendar, Line, NeverDue, Target, Why, reckon_due
from permanence.world.calendars.rules.reckon import write_line


@dataclass(frozen=True)
class Beaten:
    """A clause that did not govern, with the instant it would have given.

    `later_by` is negative for a clause that would have been earlier; None when one of the two
    instants is infinitely far.
    """

    key: str
    source: str
    text: Words
    calendar_key: str
    target: Target | AgreedDate
    due_at: datetime | None
    later_by: timedelta | None


@dataclass(frozen=True)
class Explanation:
    """Everything that makes one deadline what it is.

    `reason` says why its clause governs ("only", "earliest", "contract", "agreed", "order").
    `lines` account for the time from the start to the due instant by the calendar's own clock;
    `paused_by` names the states that stop this clause, `pauses` the spans that did, with their
    reasons. An agreed date has no
    calendar and no lines.
    """

    promise: str
    nature: str
    bound: str
    clause: Clause
    reason: str
    calendar_key: str
    calendar: Calendar | None
    target: Target | AgreedDate
    start_at: datetime
    due_at: datetime | None
    lines: tuple[Line, ...]
    pauses: tuple[Stop, ...]
    paused_by: frozenset[str]
    beaten: tuple[Beaten, ...]

    @property
    def zone(self) -> str:
        """The zone of the clause's calendar; empty for an agreed date."""
        return self.calendar.zone if self.calendar else ""

    @property
    def holidays(self) -> tuple[date, ...]:
        """The holidays that were skipped."""
        return tuple(dict.fromkeys(line.date for line in self.lines if line.why is Why.HOLIDAY))


def explain_promised(promised: Promised, *, stops: Sequence[Stop] = ()) -> Explanation:
    """Return why a promise as it was judged is due when it is."""
    offer = promised.offer
    beaten = tuple(
        beaten_by_offer(loser.candidate.offer, loser.candidate.due, loser.later_by)
        for loser in promised.verdict.losers
    )
    return Explanation(
        promise=promised.promise,
        nature=offer.nature,
        bound=offer.bound,
        clause=offer.clause,
        reason=promised.verdict.reason,
        calendar_key=offer.calendar_key,
        calendar=None if isinstance(offer.target, AgreedDate) else offer.calendar,
        target=offer.target,
        start_at=promised.start_at,
        due_at=promised.due_at,
        lines=count_lines(offer.calendar, promised.start_at, offer.target, stops, offer.paused_by),
        pauses=pausing_stops(stops, offer.paused_by, since=promised.start_at, due=promised.due_at),
        paused_by=offer.paused_by,
        beaten=beaten,
    )


def beaten_by_offer(offer: Offer, due: datetime | None, later_by: timedelta | None) -> Beaten:
    """Return a clause that lost as it was weighed."""
    clause = offer.clause
    return Beaten(
        clause.key, clause.source, clause.text, offer.calendar_key, offer.target, due, later_by
    )


def beaten_as_kept(kept: Mapping[str, Any]) -> Beaten:
    """Return a clause that lost from what the database keeps of it."""
    due, later_by = kept["due"], kept["later_by"]
    return Beaten(
        key=kept["clause"],
        source=kept["source"],
        text=kept["text"],
        calendar_key=kept["calendar"],
        target=target_of(kept["target"]),
        due_at=datetime.fromisoformat(due) if due else None,
        later_by=None if later_by is None else timedelta(seconds=later_by),
    )


def count_lines(
    calendar: Calendar | None,
    start: datetime,
    target: Target | AgreedDate,
    stops: Sequence[Stop],
    paused_by: frozenset[str],
) -> tuple[Line, ...]:
    """Return how the time of a promise was counted; nothing for an agreed date."""
    if calendar is None or isinstance(target, AgreedDate):
        return ()
    pauses = [(stop.since, stop.until) for stop in stops if stop.state in paused_by]
    try:
        return reckon_due(calendar, start=start, target=target, pauses=pauses).explanation
    except NeverDue:
        return ()


def pausing_stops(
    stops: Sequence[Stop], paused_by: frozenset[str], *, since: datetime, due: datetime | None
) -> tuple[Stop, ...]:
    """Return the spans that stopped a clock between its start and its due instant."""
    return tuple(
        stop
        for stop in stops
        if stop.state in paused_by
        and (stop.until is None or stop.until > since)
        and (due is None or stop.since < due)
    )


def write_explanation(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as JSON has it, with instants in UTC."""
    clause = explanation.clause
    return {
        "promise": explanation.promise,
        "nature": explanation.nature,
        "bound": explanation.bound,
        "start": write_instant(explanation.start_at),
        "due": write_instant(explanation.due_at),
        "clause": {
            "key": clause.key,
            "source": clause.source,
            "published": clause.published,
            "text": dict(clause.text),
        },
        "reason": explanation.reason,
        "calendar": explanation.calendar_key,
        "zone": explanation.zone,
        "target": describe_target(explanation.target),
        "explanation": [write_line(line) for line in explanation.lines],
        "holidays": [day.isoformat() for day in explanation.holidays],
        "paused_by": sorted(explanation.paused_by),
        "pauses": [write_pause(stop) for stop in explanation.pauses],
        "beaten": [write_beaten(one) for one in explanation.beaten],
    }


def write_pause(stop: Stop) -> dict[str, Any]:
    """Return a span that stopped a clock as JSON has it."""
    return {
        "state": stop.state,
        "from": write_instant(stop.since),
        "to": write_instant(stop.until),
        "reason": stop.reason,
    }


def write_beaten(one: Beaten) -> dict[str, Any]:
    """Return a clause that lost as JSON has it."""
    return {
        "key": one.key,
        "source": one.source,
        "text": dict(one.text),
        "calendar": one.calendar_key,
        "target": describe_target(one.target),
        "due": write_instant(one.due_at),
        "later_by": None if one.later_by is None else int(one.later_by.total_seconds()),
    }


def write_instant(at: datetime | None) -> str | None:
    """Return an instant as ISO 8601 in UTC, to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at else None
