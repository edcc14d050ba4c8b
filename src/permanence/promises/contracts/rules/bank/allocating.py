"""What pays for a piece of work: contract lots first, then the plan's, oldest expiry first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from permanence.promises.contracts.rules.bank.lots import LotKind
from permanence.world.calendars.rules import Calendar
from permanence.world.calendars.rules.openings import openings
from permanence.world.calendars.rules.spans import (
    Span,
    Spans,
    intersect_spans,
    merge_spans,
    subtract_spans,
)
from permanence.world.calendars.rules.zones import to_seconds

Reason = Literal["", "no_lot", "kind", "window", "spent"]
"""Why hours do not pay: none are valid, none for that work, none at that time, none left."""

FOR_WANT_OF_HOURS: Final = ("no_lot", "spent")


@dataclass(frozen=True)
class Work:
    """Time spent by a person: from `starts_at` so many seconds, and how many are charged for it.

    What is charged beyond the time itself comes from rounding up and lies where the work ended.
    """

    starts_at: datetime
    seconds: int
    charged: int
    kind: str


@dataclass(frozen=True)
class OpenLot:
    """A lot as it stands when work is to be paid: what is left of it, when, where and for what."""

    key: int
    kind: LotKind
    left: int
    valid_from: datetime
    expires_at: datetime
    calendar: Calendar
    pays: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """Some charged seconds: paid by a lot, or by none and why not."""

    seconds: int
    lot: int | None
    reason: Reason = ""


@dataclass(frozen=True)
class Allocation:
    """What pays for the work; the parts add up to what is charged, one a lot and one a reason."""

    parts: tuple[Part, ...]

    @property
    def paid(self) -> int:
        """The seconds that hours pay for."""
        return sum(part.seconds for part in self.parts if part.lot is not None)

    @property
    def unpaid(self) -> int:
        """The seconds that no hours pay for."""
        return sum(part.seconds for part in self.parts if part.lot is None)

    @property
    def short(self) -> int:
        """The seconds that hours would have paid for, had there been more of them."""
        return sum(part.seconds for part in self.parts if part.reason in FOR_WANT_OF_HOURS)


def round_up(seconds: int, *, unit: timedelta) -> int:
    """Return the least multiple of the unit that is not less."""
    whole = max(1, unit // timedelta(seconds=1))
    return -(-seconds // whole) * whole


def allocate_work(work: Work, lots: Iterable[OpenLot]) -> Allocation:
    """Return what each lot pays of a piece of work, and why the rest is paid by none.

    A lot pays for the seconds that lie in its own window while it is valid, if it pays for that
    kind of work at all, and never more than is left of it. What one cannot pay falls to the next.
    """
    begins = to_seconds(work.starts_at)
    ends = begins + work.seconds
    ordered = sorted(lots, key=_turn)
    able = [lot for lot in ordered if work.kind in lot.pays]
    taken: dict[int, int] = {}
    rest = _draw(able, ((begins, ends),), taken)
    unpaid = _find_reasons(ordered, able, rest)
    surplus = work.charged - work.seconds
    if surplus > 0:
        last: Span = (ends - 1, ends)
        left_over = _draw_surplus(able, last, surplus, taken)
        reason = _reason_at(ordered, able, last)
        unpaid[reason] = unpaid.get(reason, 0) + left_over
    parts = [Part(taken[lot.key], lot.key) for lot in able if taken.get(lot.key)]
    parts += [Part(seconds, None, reason) for reason, seconds in unpaid.items() if seconds]
    return Allocation(tuple(parts))


def _turn(lot: OpenLot) -> tuple[bool, datetime, datetime, int]:
    return lot.kind != "contract", lot.expires_at, lot.valid_from, lot.key


def _draw(lots: Sequence[OpenLot], asked: Spans, taken: dict[int, int]) -> Spans:
    for lot in lots:
        if asked:
            paid = _first_seconds(intersect_spans(asked, _paying(lot, asked)), lot.left)
            taken[lot.key] = sum(ends - begins for begins, ends in paid)
            asked = subtract_spans(asked, paid)
    return asked


def _draw_surplus(lots: Sequence[OpenLot], last: Span, surplus: int, taken: dict[int, int]) -> int:
    for lot in lots:
        if _paying(lot, (last,)):
            more = min(surplus, lot.left - taken.get(lot.key, 0))
            taken[lot.key] = taken.get(lot.key, 0) + more
            surplus -= more
    return surplus


def _find_reasons(
    lots: Sequence[OpenLot], able: Sequence[OpenLot], rest: Spans
) -> dict[Reason, int]:
    """Return the seconds that nothing pays for by the reason that comes nearest to paying."""
    found: dict[Reason, int] = {}
    nearest: list[tuple[Reason, Spans]] = [
        ("spent", merge_spans(span for lot in able for span in _paying(lot, rest))),
        ("window", merge_spans(span for lot in able for span in _valid(lot, rest))),
        ("kind", merge_spans(span for lot in lots for span in _valid(lot, rest))),
        ("no_lot", rest),
    ]
    for reason, spans in nearest:
        found[reason] = sum(ends - begins for begins, ends in intersect_spans(rest, spans))
        rest = subtract_spans(rest, spans)
    return found


def _reason_at(lots: Sequence[OpenLot], able: Sequence[OpenLot], second: Span) -> Reason:
    found = _find_reasons(lots, able, (second,))
    return next(reason for reason, seconds in found.items() if seconds)


def _valid(lot: OpenLot, asked: Spans) -> Spans:
    validity = ((to_seconds(lot.valid_from), to_seconds(lot.expires_at)),)
    return intersect_spans(asked, validity)


def _paying(lot: OpenLot, asked: Spans) -> Spans:
    return merge_spans(
        opening
        for begins, ends in _valid(lot, asked)
        for opening in openings(lot.calendar, begins, ends)
    )


def _first_seconds(spans: Spans, most: int) -> Spans:
    found: list[Span] = []
    for begins, ends in spans:
        if most <= 0:
            break
        found.append((begins, min(ends, begins + most)))
        most -= ends - begins
    return tuple(found)
