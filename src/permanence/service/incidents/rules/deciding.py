"""A decision as it is written down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Decision:
    """What was decided and why; `who` decided, if it was not the one who writes it down."""

    what: str
    why: str
    alternatives: str = ""
    who: str = ""
