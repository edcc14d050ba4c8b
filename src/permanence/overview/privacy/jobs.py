"""What the workers do for privacy."""

from __future__ import annotations

from permanence.ground.lib.db import house
from permanence.overview.privacy.actions.unfiling import clear_leftovers


def clear_files() -> int:
    """Remove the files of what was taken out, soon after."""
    with house():
        return clear_leftovers()
