"""An account of hours as a bank gives it: what stood, what came, what went, what stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from permanence.promises.contracts.rules.bank.lots import LotKind


@dataclass(frozen=True)
class LotFacts:
    """A lot as it was granted."""

    key: int
    kind: LotKind
    seconds: int
    valid_from: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Movement:
    """Seconds drawn from a lot at the instant of booking; given back, they are negative."""

    lot: int
    seconds: int
    at: datetime
    entry: int


@dataclass(frozen=True)
class LotRow:
    """A lot over the statement's time: what was granted in all, used in all, expired, left."""

    lot: LotFacts
    used: int
    expired: int
    left: int


@dataclass(frozen=True)
class StatementLine:
    """One event of the account, in order; `change` is what it did to the balance.

    Hours that come from a lot which has expired meanwhile, or go back to one, change no balance.
    """

    at: datetime
    kind: Literal["granted", "expired", "entry"]
    change: int
    balance: int
    lot: int | None = None
    entry: int | None = None


@dataclass(frozen=True)
class Totals:
    """opening + granted - used - expired = closing, to the second."""

    opening: int
    granted: int
    used: int
    expired: int
    closing: int


@dataclass(frozen=True)
class Statement:
    """The hours of a contract from one instant to before another."""

    since: datetime
    until: datetime
    lots: tuple[LotRow, ...]
    lines: tuple[StatementLine, ...]
    totals: Totals


def write_statement(
    lots: Sequence[LotFacts],
    movements: Sequence[Movement],
    *,
    since: datetime,
    until: datetime,
    entries: Iterable[tuple[int, datetime]] = (),
) -> Statement:
    """Return the account of some time; `entries` adds those that no hours paid for, when booked."""
    before, after = _count(lots, movements, since), _count(lots, movements, until)
    opening, closing = (granted - used - expired for granted, used, expired in (before, after))
    granted, used, expired = (later - earlier for earlier, later in zip(before, after, strict=True))
    shown = [lot for lot in lots if lot.valid_from < until and lot.expires_at >= since]
    touched = {one.lot for one in movements if since <= one.at < until}
    shown += [lot for lot in lots if lot.key in touched and lot not in shown]
    return Statement(
        since=since,
        until=until,
        lots=tuple(_row(lot, movements, until) for lot in sorted(shown, key=_order)),
        lines=tuple(_lines(lots, movements, entries, since, until, opening)),
        totals=Totals(opening, granted, used, expired, closing),
    )


def _order(lot: LotFacts) -> tuple[datetime, LotKind, int]:
    return lot.valid_from, lot.kind, lot.key


def _row(lot: LotFacts, movements: Sequence[Movement], at: datetime) -> LotRow:
    used = _used(lot, movements, at)
    rest = lot.seconds - used
    expired = lot.expires_at < at
    return LotRow(lot, used, expired=rest if expired else 0, left=0 if expired else rest)


def _used(lot: LotFacts, movements: Sequence[Movement], at: datetime) -> int:
    return sum(one.seconds for one in movements if one.lot == lot.key and one.at < at)


def _count(
    lots: Sequence[LotFacts], movements: Sequence[Movement], at: datetime
) -> tuple[int, int, int]:
    """Return what was granted, used and expired before an instant."""
    begun = [lot for lot in lots if lot.valid_from < at]
    rows = [_row(lot, movements, at) for lot in begun]
    return (
        sum(lot.seconds for lot in begun),
        sum(row.used for row in rows),
        sum(row.expired for row in rows),
    )


def _lines(
    lots: Sequence[LotFacts],
    movements: Sequence[Movement],
    entries: Iterable[tuple[int, datetime]],
    since: datetime,
    until: datetime,
    balance: int,
) -> Iterator[StatementLine]:
    facts = {lot.key: lot for lot in lots}
    for at, rank, key in _events(lots, movements, entries, since, until):
        if rank == 0:
            change = -(facts[key].seconds - _used(facts[key], movements, at))
            kind: Literal["granted", "expired", "entry"] = "expired"
        elif rank == 1:
            change, kind = facts[key].seconds, "granted"
        else:
            drawn = [one for one in movements if one.entry == key]
            change = -sum(one.seconds for one in drawn if facts[one.lot].expires_at > at)
            kind = "entry"
        balance += change
        lot, entry = (None, key) if rank == 2 else (key, None)
        yield StatementLine(at, kind, change, balance, lot, entry)


def _events(
    lots: Sequence[LotFacts],
    movements: Sequence[Movement],
    entries: Iterable[tuple[int, datetime]],
    since: datetime,
    until: datetime,
) -> list[tuple[datetime, int, int]]:
    """Return what happened in its order; at one instant hours expire, then come, then are used."""
    found = {(lot.expires_at, 0, lot.key) for lot in lots}
    found |= {(lot.valid_from, 1, lot.key) for lot in lots}
    found |= {(one.at, 2, one.entry) for one in movements}
    found |= {(at, 2, entry) for entry, at in entries}
    return sorted(event for event in found if since <= event[0] < until)
