"""How far the articles of a desk spare its customers a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Sum

from permanence.service.knowledge.models import Reading, Usage, Verdict


@dataclass(frozen=True)
class Helping:
    """Counts of a desk: readings on the portal, verdicts, and requests written after reading.

    `spared` are those who were helped when they were about to write.
    """

    read: int = 0
    helped: int = 0
    not_helped: int = 0
    spared: int = 0
    written: int = 0


def helping_since(desk: int, *, since: datetime) -> Helping:
    """Return what was counted on the portal of a desk from the day of an instant on."""
    day = since.astimezone(UTC).date()
    readings = Reading.objects.filter(article__desk=desk, face="portal", day__gte=day)
    verdicts = Verdict.objects.filter(article__desk=desk, day__gte=day)
    judged = verdicts.aggregate(yes=Sum("yes"), no=Sum("no"), spared=Sum("spared"))
    after = Usage.objects.filter(article__desk=desk, kind=Usage.Kind.READ, at__gte=since)
    return Helping(
        read=readings.aggregate(read=Sum("times"))["read"] or 0,
        helped=judged["yes"] or 0,
        not_helped=judged["no"] or 0,
        spared=judged["spared"] or 0,
        written=after.values("ticket").distinct().count(),
    )
