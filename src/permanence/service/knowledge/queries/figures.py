"""How often an article is read, whether it helps, and where it was used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db.models import Q, Sum

from permanence.service.knowledge.models import Reading, Usage, Verdict

MONTH: Final = timedelta(days=30)


@dataclass(frozen=True)
class Figures:
    """Counts of an article; `of_late` are readings of the last thirty days."""

    on_desk: int
    on_portal: int
    of_late: int
    helped: int
    not_helped: int
    used: int


def figures_of(article: int, *, at: datetime) -> Figures:
    """Return how often an article was read, whether it helped, and how often it was used."""
    since = (at - MONTH).astimezone(UTC).date()
    read = Reading.objects.filter(article=article).aggregate(
        desk=Sum("times", filter=Q(face="desk")),
        portal=Sum("times", filter=Q(face="portal")),
        late=Sum("times", filter=Q(day__gte=since)),
    )
    judged = Verdict.objects.filter(article=article).aggregate(yes=Sum("yes"), no=Sum("no"))
    return Figures(
        on_desk=read["desk"] or 0,
        on_portal=read["portal"] or 0,
        of_late=read["late"] or 0,
        helped=judged["yes"] or 0,
        not_helped=judged["no"] or 0,
        used=Usage.objects.filter(article=article).exclude(kind=Usage.Kind.READ).count(),
    )


def usages_of(article: int, *, most: int = 20) -> list[Usage]:
    """Return where an article was used last; confidential requests only to who may know of them."""
    return list(Usage.objects.filter(article=article).order_by("-at", "-pk")[:most])
