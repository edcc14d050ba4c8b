"""Figures of months that were counted before, for desks with very many promises."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from permanence.world.accounts.models import Desk


class Count(models.Model):
    """That the promises of a desk were counted from one instant to another, and when.

    Those are the ends of a month in the zone where the desk was at home: when it moves, no count
    fits its months any more until they are counted anew.
    """

    desk = models.ForeignKey(Desk, models.CASCADE, related_name="+", db_index=False)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "begins_at", "ends_at"], name="month_is_counted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"desk {self.desk_id} from {self.begins_at:%F %T}"


class Cell(models.Model):
    """How many promises of one sort a count found kept, late and running.

    `grain` says what is told apart beside kind and promise: severity and level over all customers
    together, each customer whatever the severity and level, or all three. What is not told apart
    is null, like what nobody has judged and a customer of no organisation.
    """

    count = models.ForeignKey(Count, models.CASCADE, related_name="cells", db_index=False)
    grain = models.SmallIntegerField()
    organisation_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=10)
    promise = models.CharField(max_length=12)
    severity = models.IntegerField(null=True)
    level = models.IntegerField(null=True)
    kept = models.IntegerField()
    late = models.IntegerField()
    running = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "count",
                    "grain",
                    "organisation_id",
                    "kind",
                    "promise",
                    "severity",
                    "level",
                ],
                nulls_distinct=False,
                name="cell_is_counted_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise} of count {self.count_id}"


class Ranking(models.Model):
    """Which customers a count found to have the most promises late, and how many there are in all.

    There is one for each narrowing by promise, severity and level; what is not narrowed is empty
    or null.
    """

    count = models.ForeignKey(Count, models.CASCADE, related_name="rankings", db_index=False)
    promise = models.CharField(max_length=12, blank=True)
    severity = models.IntegerField(null=True)
    level = models.IntegerField(null=True)
    many = models.IntegerField()
    customers = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["count", "promise", "severity", "level"],
                nulls_distinct=False,
                name="customers_are_ranked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"ranking of count {self.count_id}"
