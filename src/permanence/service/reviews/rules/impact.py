"""What an incident did, in figures: computed from what was recorded, never typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Impact:
    """The figures of one incident; frozen when its post-mortem is closed.

    Times are seconds from the occurrence, None for what never happened.
    """

    duration: int | None
    to_detect: int | None
    to_declare: int | None
    customers_confirmed: int = 0
    customers_possible: int = 0
    customers_excluded: int = 0
    tickets: int = 0
    promises_missed: int = 0
    clocks_met: int = 0
    clocks_missed: int = 0
    notices_late: int = 0


def seconds_between(start: datetime | None, end: datetime | None) -> int | None:
    """Return the seconds from one instant to another; None where one of them is unknown."""
    if start is None or end is None:
        return None
    return max(0, int((end - start).total_seconds()))


def keep_impact(impact: Impact) -> dict[str, int | None]:
    """Return the figures as they are kept."""
    return asdict(impact)


def read_impact(kept: Mapping[str, Any]) -> Impact:
    """Return figures that were kept; what an older one did not count is left at nothing."""
    known = {field.name for field in fields(Impact)}
    return Impact(
        **{"duration": None, "to_detect": None, "to_declare": None}
        | {key: value for key, value in kept.items() if key in known}
    )
