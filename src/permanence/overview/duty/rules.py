"""What a desk has to have within reach, and of which gaps nobody has been told yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from permanence.promises.policies.rules import Policy
from permanence.world.rotas.rules.coverage import Gap, Need

AHEAD: Final = timedelta(days=28)
WARNED_AHEAD: Final = timedelta(days=14)
CHECKED_EVERY: Final = timedelta(hours=1)
# Hands that changed longer ago, while nothing ran, are not reported any more.
LOOKED_BACK: Final = timedelta(hours=6)
LONGEST_SHIFT: Final = timedelta(days=62)


class Warned(NamedTuple):
    """A gap of which people were told."""

    key: str
    start: datetime
    end: datetime


def needs_of_policy(policy: Policy) -> frozenset[Need]:
    """Return what a policy promises always to be there: each language, and each level."""
    spoken = {Need(1, language) for language in policy.languages}
    return frozenset(spoken | {Need(level.number) for level in policy.levels})


def key_of(need: Need) -> str:
    """Return a need as it is kept."""
    return f"{need.level}/{need.language}/{need.skill}"


def untold_gaps(gaps: Iterable[Gap], warned: Sequence[Warned]) -> list[Gap]:
    """Return the gaps that no warning touches: one that began meanwhile is the same still."""
    return [
        gap
        for gap in gaps
        if not any(
            one.key == key_of(gap.need) and one.start < gap.end and gap.start < one.end
            for one in warned
        )
    ]
