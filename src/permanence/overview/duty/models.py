"""Hands that changed, and gaps of which supervisors were told."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from permanence.world.accounts.models import Desk, Specialist
from permanence.world.rotas.models import Rota


class Check(models.Model):
    """When a desk was last looked at for gaps ahead."""

    desk = models.OneToOneField(Desk, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"desk {self.desk_id} at {self.at:%F %T}"


class Warning(models.Model):
    """A gap ahead of which the supervisors of a desk were told, once."""

    desk = models.ForeignKey(Desk, models.CASCADE, related_name="+", db_index=False)
    key = models.TextField()
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("desk", "key", "from_at", name="gap_is_told_of_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} of desk {self.desk_id} from {self.from_at:%F %T}"


class HandOff(models.Model):
    """The end of a shift: from whom to whom, and what the one who goes wants the next to know.

    What happened in the shift is read when it is shown, by who then may see it.
    """

    rota = models.ForeignKey(Rota, models.PROTECT, related_name="+", db_index=False)
    layer = models.IntegerField()
    outgoing = models.ForeignKey(Specialist, models.PROTECT, related_name="+", db_index=False)
    incoming = models.ForeignKey(
        Specialist, models.PROTECT, null=True, related_name="+", db_index=False
    )
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    note = models.TextField(default="", blank=True)
    noted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("rota", "layer", "to_at", name="hands_change_once_at_a_time"),
            models.CheckConstraint(
                name="shift_ends_after_it_begins", condition=Q(to_at__gt=F("from_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"hand-off {self.pk} of rota {self.rota_id}"
