"""In which order tickets are worked on: the gravest first, then what is due next (SPEC A7)."""

from __future__ import annotations

from typing import Final

LEAST_GRAVE: Final = 9


def gravity_of(severity: int | None) -> int:
    """Return where a severity stands in the order of work; what has none comes last."""
    return LEAST_GRAVE if severity is None else severity
