"""How far a search reaches back, what it counts, and how exactly it says how many there are."""

from __future__ import annotations

from typing import Final

FURTHER: Final = (4, 64)
UNSEEN: Final = 32
UNSEEN_AS: Final = 0.5
# What was found lay denser than the rest does, half of the time.
HEADROOM: Final = 1.5
# So many entries are read to be counted, if there are not more of them after all.
WORTH_ALL: Final = 6000
SAMPLED: Final = 100


def reach_first(span: int, *, found: int, wanted: int) -> int:
    """Return how far to reach first, when so many were found within the newest span."""
    return round(span * HEADROOM * wanted / max(found, UNSEEN_AS))


def reach_further(reach: int, *, found: int, wanted: int) -> int:
    """Return how far to reach next, when so many of those wanted were found."""
    if not found:
        return reach * UNSEEN
    least, most = FURTHER
    return round(reach * min(max(HEADROOM * wanted / found, least), most))


def is_worth_all(likely: float) -> bool:
    """Say whether all entries are read, when there are likely so many."""
    return likely <= WORTH_ALL


def round_estimate(number: float) -> int:
    """Return a number as exactly as an estimate is: two figures, and never none."""
    whole = max(round(number), 1)
    unit: int = 10 ** max(len(str(whole)) - 2, 0)
    return round(whole / unit) * unit
