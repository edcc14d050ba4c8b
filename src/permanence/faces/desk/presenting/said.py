"""An act of the journal as the timeline says it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """An act in words; a quiet one is folded together with its neighbours."""

    text: str
    icon: str
    tone: str = ""
    is_quiet: bool = False
