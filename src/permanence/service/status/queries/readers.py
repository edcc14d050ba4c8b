"""How many are told of changes; who they are is shown to nobody."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from permanence.service.status.models import Delivery, Subscriber
from permanence.world.accounts.models import Desk


@dataclass(frozen=True)
class Readers:
    """The figures of a desk's subscribers."""

    mails: int
    hooks: int
    languages: tuple[tuple[str, int], ...]
    waiting: int
    failing: int


def count_readers(desk: Desk) -> Readers:
    """Return how many are told of a desk's changes, by way and language."""
    rows = Subscriber.objects.filter(desk=desk)
    told = list(rows.values_list("way", "language", "confirmed_at"))
    confirmed = [(way, language) for way, language, since in told if since]
    languages = Counter(language for _way, language in confirmed)
    failing = Delivery.objects.filter(subscriber__in=rows, due_at__isnull=False, tries__gt=0)
    return Readers(
        mails=sum(way == "mail" for way, _language in confirmed),
        hooks=sum(way == "hook" for way, _language in confirmed),
        languages=tuple(languages.most_common()),
        waiting=len(told) - len(confirmed),
        failing=failing.count(),
    )
