"""Where alerts come from: kinds of sources, their tokens, and when one has fallen silent. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Final

SHORTEST_BEAT, LONGEST_BEAT = timedelta(seconds=10), timedelta(days=31)
SILENT: Final = "heartbeat"
_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,}")


class Kind(StrEnum):
    """What a source speaks."""

    ALERTMANAGER = "alertmanager"
    PLAIN = "plain"
    MAIL = "mail"
    HEARTBEAT = "heartbeat"


# Those that post to our address, with a token.
POSTING: Final = (Kind.ALERTMANAGER, Kind.PLAIN, Kind.HEARTBEAT)


@dataclass(frozen=True)
class SourceCard:
    """What an administrator says of a source.

    `group_by` are the labels that make a group; `component_label` the one that names a component
    by its key. `every` is how often it has to be heard at least, give or take `grace`.
    """

    name: str
    kind: Kind
    desk: int
    address: str = ""
    pattern: str = ""
    group_by: tuple[str, ...] = ("alertname",)
    component_label: str = "component"
    every: timedelta | None = None
    grace: timedelta = timedelta(0)


def find_faults(card: SourceCard) -> list[str]:
    """Return what is wrong in a card, as codes."""
    faults = []
    if not card.name.strip():
        faults.append("name")
    if card.kind is Kind.MAIL and not _ADDRESS.fullmatch(card.address):
        faults.append("address")
    if card.kind is Kind.HEARTBEAT and card.every is None:
        faults.append("every")
    if card.every is not None and not SHORTEST_BEAT <= card.every <= LONGEST_BEAT:
        faults.append("span")
    return faults


def silent_at(
    *, heard_at: datetime, every: timedelta, grace: timedelta, away_until: datetime | None
) -> datetime:
    """Return from when a source counts as silent.

    While we were away ourselves nobody could be heard: from our return on it has its whole time.
    """
    since = heard_at if away_until is None else max(heard_at, away_until)
    return since + every + grace


@dataclass(frozen=True)
class Place:
    """One row that leads from a label to a component: `value` may have `*` for anything."""

    label: str
    value: str
    component: int


def find_component(
    labels: Mapping[str, str],
    places: Iterable[Place],
    *,
    named_by: str,
    keys: Mapping[str, int],
) -> int | None:
    """Return which component an alert is about: by the first row that fits, else by its key."""
    for place in places:
        told = labels.get(place.label)
        if told is not None and fnmatchcase(told.casefold(), place.value.casefold()):
            return place.component
    return keys.get(labels.get(named_by, "").strip().casefold())


@dataclass(frozen=True)
class Quiet:
    """What is kept quiet: one alert, or all that carry these labels."""

    fingerprint: str = ""
    labels: Mapping[str, str] | None = None


def is_quiet(fingerprint: str, labels: Mapping[str, str], quiets: Iterable[Quiet]) -> bool:
    """Say whether one of these keeps an alert quiet."""
    return any(
        one.fingerprint == fingerprint
        if one.fingerprint
        else bool(one.labels) and (one.labels or {}).items() <= labels.items()
        for one in quiets
    )
