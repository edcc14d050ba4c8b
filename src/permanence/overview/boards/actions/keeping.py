"""Keeping the figures of desks with many tickets, so that a board need not count them."""

from __future__ import annotations

from datetime import datetime, timedelta

from permanence.overview.boards.models import Figures
from permanence.overview.boards.queries.counting import count_backlogs, count_speeds
from permanence.overview.boards.rules import SPANS
from permanence.overview.boards.rules.keeping import (
    BACKLOG_STANDS,
    FEW,
    SPEEDS_STAND,
    is_due,
    key_of,
    write_backlog,
    write_speeds,
)
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Desk


def has_many(*, few: int = FEW) -> bool:
    """Say whether there are so many tickets that counting them takes long."""
    return Ticket.objects.order_by("pk").values("pk")[few : few + 1].exists()


def keep_figures(desk: Desk, *, at: datetime) -> bool:
    """Count what is due of a desk's figures; say whether anything was.

    One worker counts a desk at a time; another leaves it alone.
    """
    never = {"backlog_at": at - BACKLOG_STANDS, "speeds_at": at - SPEEDS_STAND}
    Figures.objects.get_or_create(desk=desk, defaults=never)
    kept = Figures.objects.select_for_update(skip_locked=True).filter(desk=desk).first()
    if kept is None or not is_due(kept.backlog_at, stands=BACKLOG_STANDS, at=at):
        return False
    found = count_backlogs(desk.pk, at=at)
    kept.backlog = {key_of(team): write_backlog(one) for team, one in found.items()}
    kept.backlog_at = at
    if is_due(kept.speeds_at, stands=SPEEDS_STAND, at=at):
        kept.speeds = {str(days): speeds_of(desk, days=days, at=at) for days in SPANS}
        kept.speeds_at = at
    kept.save()
    return True


def speeds_of(desk: Desk, *, days: int, at: datetime) -> dict[str, object]:
    """Return how long answers and solutions of the last days took, by team, as it is kept."""
    found = count_speeds(desk.pk, since=at - timedelta(days=days), at=at)
    return {key_of(team): write_speeds(one) for team, one in found.items()}


def forget_figures() -> None:
    """Keep none: there are few tickets, and every board is counted when it is looked at."""
    Figures.objects.all().delete()
