"""Figures of a board that are kept, because counting them takes long."""

from __future__ import annotations

from django.db import models

from permanence.world.accounts.models import Desk


class Figures(models.Model):
    """The last figures of a desk with many tickets, and when each was counted.

    `backlog` has the figures of a team under its number, of the whole desk under ""; `speeds` the
    same for each span of days. Both hold counts and numbers of people, teams and organisations,
    nothing that anybody wrote. A desk with few tickets has none.
    """

    desk = models.OneToOneField(Desk, models.CASCADE, related_name="+")
    backlog = models.JSONField(default=dict)
    backlog_at = models.DateTimeField()
    speeds = models.JSONField(default=dict)
    speeds_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"desk {self.desk_id} at {self.backlog_at:%F %T}"
