"""Figures of a board as they are kept for a desk with many tickets, and how long they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from datetime import datetime, timedelta
from typing import Any, Final

from permanence.overview.boards.rules.figures import Backlog, Load, Speed, Speeds

# Up to so many tickets every board is counted when it is looked at.
FEW: Final = 5_000
BACKLOG_STANDS: Final = timedelta(seconds=40)
SPEEDS_STAND: Final = timedelta(minutes=15)
# Older figures are those of an installation whose workers do not run: then a board counts itself.
TOO_OLD: Final = timedelta(hours=1)
Json = Any


def is_due(counted_at: datetime, *, stands: timedelta, at: datetime) -> bool:
    """Say whether figures are to be counted anew."""
    return counted_at + stands <= at


def key_of(team: int | None) -> str:
    """Return under which key the figures of a team are kept; those of the whole desk under ""."""
    return "" if team is None else str(team)


def write_backlog(backlog: Backlog) -> Json:
    """Return a backlog as it is kept."""
    return {
        "whole": astuple(backlog.whole),
        "people": write_loads(backlog.people),
        "teams": write_loads(backlog.teams),
        "ages": list(backlog.ages),
        "customers": [[number, *astuple(load)] for number, load in backlog.customers],
    }


def read_backlog(kept: Json) -> Backlog:
    """Return a backlog as it was kept; none for none."""
    if not kept:
        return Backlog()
    return Backlog(
        whole=Load(*kept["whole"]),
        people=read_loads(kept["people"]),
        teams=read_loads(kept["teams"]),
        ages=tuple(kept["ages"]),
        customers=tuple((number, Load(*counts)) for number, *counts in kept["customers"]),
    )


def write_loads(loads: Mapping[int, Load]) -> Json:
    """Return loads as they are kept."""
    return {str(number): astuple(load) for number, load in loads.items()}


def read_loads(kept: Mapping[str, Sequence[int]]) -> dict[int, Load]:
    """Return loads as they were kept."""
    return {int(number): Load(*counts) for number, counts in kept.items()}


def write_speeds(speeds: Speeds) -> Json:
    """Return how long something took as it is kept, in seconds."""
    return [write_speed(one) for one in (speeds.answers, speeds.solutions)]


def read_speeds(kept: Json) -> Speeds:
    """Return how long something took as it was kept; nothing for nothing."""
    return Speeds(*map(read_speed, kept)) if kept else Speeds()


def write_speed(speed: Speed) -> Json:
    """Return one length of time as it is kept."""
    middle = [one and one.total_seconds() for one in (speed.median, speed.ninth)]
    return [list(speed.bars), *middle]


def read_speed(kept: Json) -> Speed:
    """Return one length of time as it was kept."""
    bars, *middle = kept
    median, ninth = (None if one is None else timedelta(seconds=one) for one in middle)
    return Speed(tuple(bars), median, ninth)
