"""An act of the journal as the timeline says it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """An act in words; a quiet one is folded together with its neighbours.

    `lines` are what somebody wrote or gave as a reason, where it deserves lines of its own.
    """

    text: str
    icon: str
    tone: str = ""
    is_quiet: bool = False
    lines: tuple[str, ...] = ()
