"""The hours bank: lots of hours, what was drawn from them, and what was said of them."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from permanence.promises.contracts.models.contract import Contract


class LotQuerySet(models.QuerySet["Lot"]):
    def valid(self, at: datetime) -> Self:
        return self.filter(valid_from__lte=at, expires_at__gt=at)


class Lot(models.Model):
    """Hours that one clause of a contract or its plan brought for one period (SPEC B7).

    What is left is never kept: it is `seconds` less the drawings. The window in which the hours
    pay is the calendar of that key in the document that the source names. A later version that
    brings more hours in a period adds a lot; none takes hours back.
    """

    class Kind(models.TextChoices):
        CONTRACT = "contract"
        PLAN = "plan"

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    clause_key = models.TextField()
    clause_source = models.TextField()
    clause_text = models.JSONField()
    seconds = models.BigIntegerField()
    period = models.CharField(max_length=7)
    valid_from = models.DateTimeField()
    expires_at = models.DateTimeField()
    calendar_key = models.TextField()
    calendar_source = models.TextField()
    pays = models.JSONField()
    granted_at = models.DateTimeField()

    objects = LotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "contract",
                "kind",
                "clause_source",
                "clause_key",
                "valid_from",
                name="lot_is_granted_once_a_period",
            ),
            models.CheckConstraint(
                name="lot_expires_after_it_begins", condition=Q(expires_at__gt=F("valid_from"))
            ),
            models.CheckConstraint(name="lot_brings_hours", condition=Q(seconds__gt=0)),
        ]
        indexes = [models.Index(fields=["contract", "valid_from"], name="lot_of_contract")]

    def __str__(self) -> str:
        return f"{self.seconds} s of contract {self.contract_id} from {self.valid_from:%F}"


class Drawing(models.Model):
    """Seconds that work took from a lot, or gave back to it (less than nothing).

    `owner` names the work ("time:123"); `at` is when it was booked.
    """

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="drawings", db_index=False)
    organisation_id = models.BigIntegerField()
    owner = models.TextField()
    seconds = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("lot", "owner", name="work_draws_once_from_a_lot"),
            models.CheckConstraint(name="drawing_moves_something", condition=~Q(seconds=0)),
        ]
        indexes = [models.Index(fields=["owner"], name="drawing_of_owner")]

    def __str__(self) -> str:
        return f"{self.seconds} s of lot {self.lot_id} for {self.owner}"


class HoursAlert(models.Model):
    """What was said of a lot, once: "used:80", "expires:7"; the lesser of several are not sent."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="alerts", db_index=False)
    organisation_id = models.BigIntegerField()
    key = models.TextField()
    is_sent = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("lot", "key", name="alert_of_a_lot_goes_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} of lot {self.lot_id}"
