"""The figures of a board: those that are kept for a desk with many tickets, or counted now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from permanence.overview.boards.models import Figures
from permanence.overview.boards.queries.counting import count_backlogs, count_speeds
from permanence.overview.boards.rules import Backlog, Load, Speeds
from permanence.overview.boards.rules.keeping import TOO_OLD, key_of, read_backlog, read_speeds
from permanence.world.accounts.models import Organisation


@dataclass(frozen=True)
class Board:
    """What a board shows, and when its load and its lengths were counted; None for now."""

    backlog: Backlog
    speeds: Speeds
    backlog_at: datetime | None = None
    speeds_at: datetime | None = None


def read_board(desk: int, *, team: int | None, days: int, at: datetime) -> Board:
    """Return the figures of a desk, or of one of its teams; speeds of the last so many days."""
    kept = Figures.objects.filter(desk=desk, backlog_at__gt=at - TOO_OLD).first()
    if kept is not None:
        key = key_of(team)
        return Board(
            read_backlog(kept.backlog.get(key)),
            read_speeds(kept.speeds.get(str(days), {}).get(key)),
            kept.backlog_at,
            kept.speeds_at,
        )
    since = at - timedelta(days=days)
    return Board(
        count_backlogs(desk, at=at).get(team, Backlog()),
        count_speeds(desk, since=since, at=at).get(team, Speeds()),
    )


def name_customers(
    customers: Sequence[tuple[int, Load]],
) -> list[tuple[Organisation, Load]]:
    """Return customers with their names, those left out who are there no longer."""
    named = Organisation.objects.in_bulk([number for number, _ in customers])
    return [(named[number], load) for number, load in customers if number in named]
