"""Which columns a view may have beyond the usual ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

# In the order in which they stand.
ADDABLE: Final = (
    "contact",
    "team",
    "kind",
    "channel",
    "language",
    "opened",
    "solved",
    "promise",
    "service",
    "contract",
)
MOST_ADDED: Final = 4


def order_added(keys: Iterable[str]) -> tuple[str, ...]:
    """Return the added columns in the order in which they stand, each once."""
    chosen = set(keys)
    return tuple(key for key in ADDABLE if key in chosen)


def crowd_of(added: int, hidden: int) -> int:
    """Return how many columns more than usual find no room: one left out makes room for one."""
    return max(added - hidden, 0)
