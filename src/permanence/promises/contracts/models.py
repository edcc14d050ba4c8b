"""What an organisation agreed with a desk beyond the published policy."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from permanence.world.accounts.models import Desk, Organisation


class ContractQuerySet(models.QuerySet["Contract"]):
    def in_force(self, day: date) -> Self:
        """Those whose dates hold on the day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class Contract(models.Model):
    """An agreement of one organisation with one desk, on a plan of the desk's policy or none."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    number = models.TextField()
    title = models.TextField()
    plan = models.SlugField(default="", blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    objects = ContractQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("desk", "number", name="contract_number_is_unique_on_a_desk"),
            models.CheckConstraint(
                name="contract_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "desk"], name="contract_of_customer")]

    def __str__(self) -> str:
        return self.number
