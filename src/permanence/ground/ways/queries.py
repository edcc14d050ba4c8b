"""Which ways lead to people, and what was tried."""

from __future__ import annotations

from collections.abc import Collection

from permanence.ground.ways.models import Attempt, Call, Provider
from permanence.ground.ways.rules import TRIALS, Way


def ways_set_up(desk: int | None = None) -> frozenset[Way]:
    """Return the ways for which there is a provider at all; with a desk, one that it may use."""
    found = Provider.objects.active() if desk is None else Provider.objects.active().for_desk(desk)
    return frozenset(Way(way) for way in found.values_list("way", flat=True))


def attempts_of(owner: str, subjects: Collection[int]) -> list[Attempt]:
    """Return all that was tried for an owner's subjects, oldest first, each with its call."""
    return list(
        Attempt.objects.filter(call__owner=owner, call__subject__in=subjects)
        .select_related("call")
        .order_by("started_at", "pk")
    )


def all_providers() -> list[Provider]:
    """Return everybody who carries calls, in their order."""
    return list(Provider.objects.active())


def trials_of(provider: Provider) -> list[Call]:
    """Return the last trials of a provider with what became of them, the newest first."""
    found = Call.objects.filter(owner=TRIALS, subject=provider.pk).order_by("-pk")
    return list(found.prefetch_related("attempts", "replies")[:3])
