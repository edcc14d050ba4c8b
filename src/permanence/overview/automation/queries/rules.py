"""The rules of a desk, what each did, and how its journal is read on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count

from permanence.overview.automation.models import Rule, Run

LATELY = timedelta(days=7)


def rules_of(desk: int) -> list[Rule]:
    """Return the rules of a desk in their order."""
    return list(Rule.objects.kept().filter(desk=desk).order_by("position", "pk"))


def count_lately(rules: Sequence[Rule], *, at: datetime) -> dict[int, int]:
    """Return how often each rule acted in the last seven days."""
    rows = Run.objects.filter(rule__in=rules, at__gt=at - LATELY, outcome=Run.Outcome.DONE)
    return dict(rows.values_list("rule").annotate(Count("pk")))


def runs_of(rule: Rule, *, outcome: str, before: int | None, most: int) -> list[Run]:
    """Return what a rule did, the last first, below a number; of one outcome or all."""
    rows = Run.objects.filter(rule=rule).select_related("ticket__contact").order_by("-pk")
    if outcome:
        rows = rows.filter(outcome=outcome)
    return list((rows.filter(pk__lt=before) if before else rows)[:most])
