"""Which provider carries a call, how long one that failed rests, when a call is given up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

MINUTE: Final = timedelta(minutes=1)
# When all providers failed, they are tried again after so long; then the call is given up.
ROUNDS: Final = (timedelta(seconds=5), timedelta(seconds=15), timedelta(seconds=45))
CROWDED: Final = timedelta(seconds=2)
FIRST_REST: Final = timedelta(seconds=30)
LONGEST_REST: Final = timedelta(minutes=10)


class Result(StrEnum):
    """How one attempt of one provider ended.

    It is `failed` when the provider could not, `refused` when it says that nobody could reach the
    address, `silent` when it took the call and never said that it arrived, `lost` when our own
    process ended meanwhile. Of phone calls: `answered`, or `unanswered`.
    """

    ACCEPTED = "accepted"
    FAILED = "failed"
    REFUSED = "refused"
    SILENT = "silent"
    LOST = "lost"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"


# Who is called did not pick up: no other provider would change that.
REACHED: Final = frozenset({Result.ACCEPTED, Result.ANSWERED, Result.UNANSWERED})
BLAMED: Final = frozenset({Result.FAILED, Result.SILENT})


@dataclass(frozen=True)
class Outcome:
    """What a provider answered to one attempt; `pressed` is the key of a phone that was pressed."""

    result: Result
    answer: str = ""
    outside_id: str = ""
    pressed: str = ""


@dataclass(frozen=True)
class Candidate:
    """A provider that may carry a call, with what is known of it now."""

    number: int
    rests_until: datetime | None = None
    per_minute: int = 0
    carried: int = 0
    is_tried: bool = False


def choose_provider(candidates: Sequence[Candidate], *, at: datetime) -> int | None:
    """Return who carries a call: the first that neither rests nor is full; else one that rests.

    The candidates stand in their order. None when each was tried or is full.
    """
    free = [one for one in candidates if not one.is_tried and not is_full(one)]
    awake = [one for one in free if one.rests_until is None or one.rests_until <= at]
    chosen = next(iter(awake or free), None)
    return chosen.number if chosen else None


def is_full(candidate: Candidate) -> bool:
    """Say whether a provider carried as many calls in this minute as it may; 0 is no limit."""
    return 0 < candidate.per_minute <= candidate.carried


def waits_for_room(candidates: Iterable[Candidate]) -> bool:
    """Say whether a provider that was not tried would only have to be waited for."""
    return any(not one.is_tried and is_full(one) for one in candidates)


def rest_after(failures: int) -> timedelta:
    """Return how long a provider rests that failed so often, one time after the other."""
    doubled = FIRST_REST * (1 << min(max(failures - 1, 0), 10))
    return min(doubled, LONGEST_REST)


def next_round(results: Sequence[Result], *, round_: int, at: datetime) -> datetime | None:
    """Return when all providers are tried again after a round; None when the call is given up.

    It is given up when all that was tried says that nobody reaches this address, and when some
    provider took it: another round would only bring the same message again.
    """
    can_help = any(one in {Result.FAILED, Result.LOST} for one in results)
    if not can_help or Result.SILENT in results or round_ > len(ROUNDS):
        return None
    return at + ROUNDS[round_ - 1]
