"""What customers run: what an installation consists of at an instant, and what became different."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final, TypeVar


class Kind(StrEnum):
    """What sort of piece of an installation is meant."""

    VERSION = "version"
    INTEGRATION = "integration"
    SERVER = "server"


class Purpose(StrEnum):
    """What an installation is for."""

    PRODUCTION = "production"
    TEST = "test"


class Side(StrEnum):
    """Where an installation runs, and who keeps its record."""

    CUSTOMER = "customer"
    DESK = "desk"


NEAR: Final = timedelta(days=14)
STALE_AFTER: Final = timedelta(days=365)
LONG_AGO: Final = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class InstallationCard:
    """What is kept of an installation beside its pieces."""

    name: str
    product: str
    purpose: str
    runs_at: str
    keeper: str
    region: str = ""
    zone: str = ""
    notes: str = ""


@dataclass(frozen=True)
class PieceCard:
    """One piece as somebody writes it down: what it is from an instant on, or that it is gone.

    A version: `name` of what ("" is the product itself), `value` which. An integration: `name`
    with what, `value` by which protocol, `detail` under which identifier. A server: `name` of the
    host, `value` its system, `detail` what it does. No `since` means: for as long as one knows.
    """

    kind: str
    name: str
    value: str
    detail: str = ""
    since: datetime | None = None
    is_gone: bool = False


@dataclass(frozen=True)
class Held(PieceCard):
    """A piece that was written down, with its number in the record."""

    number: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """What it is the history of."""
        return self.kind, self.name.casefold()

    @property
    def from_at(self) -> datetime:
        """From when on it is so."""
        return self.since or LONG_AGO


Row = TypeVar("Row", bound=Held)


@dataclass(frozen=True)
class Change:
    """A piece that became another, came or went; `since` is when."""

    before: Held | None
    after: Held
    since: datetime


def order_history(pieces: Iterable[Row]) -> list[Row]:
    """Return pieces by kind and name, each from the first to the last."""
    kinds = list(Kind)
    return sorted(
        pieces, key=lambda one: (kinds.index(Kind(one.kind)), one.name.casefold(), one.from_at)
    )


def standing_at(pieces: Iterable[Row], at: datetime) -> list[Row]:
    """Return what an installation consists of at an instant: of each piece the last until then."""
    last: dict[tuple[str, str], Row] = {}
    for one in order_history(pieces):
        if one.from_at <= at:
            last[one.key] = one
    return [one for one in last.values() if not one.is_gone]


def planned_after(pieces: Iterable[Row], at: datetime) -> list[Row]:
    """Return what is announced for later, the next first."""
    return sorted((one for one in pieces if one.from_at > at), key=lambda one: one.from_at)


def changes_between(pieces: Sequence[Held], first: datetime, last: datetime) -> list[Change]:
    """Return what became different after one instant and up to another, the last change first."""
    found: list[Change] = []
    before: Held | None = None
    for one in order_history(pieces):
        earlier = before if before and before.key == one.key and not before.is_gone else None
        if one.since and first < one.since <= last and is_change(earlier, one):
            found.append(Change(earlier, one, one.since))
        before = one
    return sorted(found, key=lambda change: change.since, reverse=True)


def changes_before(pieces: Sequence[Held], at: datetime) -> list[Change]:
    """Return what became different shortly before an instant: the likeliest cause of trouble."""
    return changes_between(pieces, at - NEAR, at)


def is_change(before: Held | None, after: Held) -> bool:
    """Say whether a piece became different; what was never there cannot go."""
    if before is None:
        return not after.is_gone
    same = (before.value, before.detail) == (after.value, after.detail)
    return after.is_gone or not same


def is_stale(confirmed_at: datetime, at: datetime) -> bool:
    """Say whether a record was confirmed so long ago that it has to be looked at again."""
    return at - confirmed_at >= STALE_AFTER


def side_of(actor: str) -> Side:
    """Return on which side somebody stands, by the key of the journal."""
    return Side.CUSTOMER if actor.startswith("contact:") else Side.DESK
