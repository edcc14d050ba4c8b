"""Which articles fit a request best, and for which reasons. docs/rules/inserting.md says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SAME_COMPONENT: Final = 0.5
EACH_USE: Final = 0.3
MOST_USES: Final = 3


@dataclass(frozen=True)
class Grounds:
    """Why an article may fit a request.

    `words` are in both, `rank` says how near its text comes by them; `used` counts the requests
    like this one on which it was used.
    """

    words: tuple[str, ...] = ()
    rank: float = 0.0
    is_same_component: bool = False
    used: int = 0


def rank_fitting(grounds: Mapping[int, Grounds], *, most: int) -> list[int]:
    """Return the articles that fit, by their keys, the best first; none without a ground."""
    nearest = max((one.rank for one in grounds.values()), default=0.0)
    weights = {key: weigh(one, nearest=nearest) for key, one in grounds.items()}
    found = sorted((-weight, key) for key, weight in weights.items() if weight > 0)
    return [key for _weight, key in found][:most]


def weigh(grounds: Grounds, *, nearest: float) -> float:
    """Return how much speaks for an article: the nearest text counts one."""
    near = grounds.rank / nearest if nearest else 0.0
    same = SAME_COMPONENT if grounds.is_same_component else 0.0
    return near + same + EACH_USE * min(grounds.used, MOST_USES)
