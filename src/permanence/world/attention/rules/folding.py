"""Which notices stand in one row: tickets that one person gave at once, however many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final, Protocol, TypeVar

from permanence.world.attention.rules.channels import Event

# Many at once are given one by one; a worker that is busy may pause between two of them.
AT_ONCE: Final = timedelta(minutes=1)


class Told(Protocol):
    """What of a notice says whether it belongs to the one before."""

    event: Any
    who: Any
    desk_id: Any
    at: Any


One = TypeVar("One", bound=Told)


def fold_given(notices: Sequence[One]) -> list[list[One]]:
    """Return notices, the last first, in runs: what was given at once by one person is one run.

    Every other notice is a run of its own, and parts what was given before it from what was after.
    """
    runs: list[list[One]] = []
    for notice in notices:
        if runs and is_given_with(notice, runs[-1][-1]):
            runs[-1].append(notice)
        else:
            runs.append([notice])
    return runs


def is_given_with(notice: Told, other: Told) -> bool:
    """Say whether two notices tell of tickets of a desk that one person gave at once."""
    alike = (notice.who, notice.desk_id) == (other.who, other.desk_id)
    is_soon: bool = abs(other.at - notice.at) <= AT_ONCE
    return alike and is_soon and {notice.event, other.event} == {Event.ASSIGNED}
