"""How badly a component is touched. Pure."""

from __future__ import annotations

from typing import Final

CONDITIONS: Final = ("degraded", "partial", "down", "operational")


def first_condition(kind: str, severity: int) -> str:
    """Return the condition that a component is taken to be in until somebody says more."""
    if kind == "security":
        return "operational"
    return "down" if severity == 1 else "partial"
