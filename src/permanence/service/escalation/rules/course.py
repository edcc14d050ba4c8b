"""How a ladder is climbed, as a climb keeps it from its start on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from permanence.promises.policies.rules import Course


def write_course(course: Course) -> dict[str, Any]:
    """Return a course as a document."""
    return {
        "closed": course.closed,
        "rings": list(course.rings),
        "rounds": course.rounds,
        "moves_within": course.moves_within.total_seconds(),
        "alarm_every": course.alarm_every.total_seconds(),
        "alarm": course.alarm,
        "drill": course.drill,
    }


def read_course(kept: Mapping[str, Any]) -> Course:
    """Return the course that a document describes."""
    return Course(
        closed="wait" if kept["closed"] == "wait" else "skip",
        rings=tuple(kept["rings"]),
        rounds=kept["rounds"],
        moves_within=timedelta(seconds=kept["moves_within"]),
        alarm_every=timedelta(seconds=kept["alarm_every"]),
        alarm=kept["alarm"],
        drill=kept.get("drill", False),
    )
