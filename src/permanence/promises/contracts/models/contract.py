"""What an organisation agreed with a desk beyond the published policy, version by version."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Case, F, Q, When

from permanence.promises.policies.models import PolicyVersion
from permanence.world.accounts.models import Desk, Organisation


class Contract(models.Model):
    """An agreement of one organisation with one desk; what it says stands in its versions."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    number = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint("desk", "number", name="contract_number_is_unique_on_a_desk"),
        ]
        indexes = [models.Index(fields=["organisation", "desk"], name="contract_of_customer")]

    def __str__(self) -> str:
        return self.number


class ContractVersionQuerySet(models.QuerySet["ContractVersion"]):
    def in_effect(self, at: datetime) -> Self:
        """The version of each contract that had taken effect last by then."""
        return (
            self.filter(effective_at__lte=at)
            .order_by("contract", "-effective_at", "-number")
            .distinct("contract")
        )

    def as_they_stand(self, at: datetime) -> Self:
        """The version of each contract that holds then, or else the one that will first."""
        held_since = Case(When(effective_at__lte=at, then=F("effective_at")))
        return self.order_by(
            "contract", held_since.desc(nulls_last=True), "effective_at", "-number"
        ).distinct("contract")


class ContractVersion(models.Model):
    """One document as it was agreed, or a suspension of it; no role may change or delete it.

    `policy_version` is the policy whose words it was read by. The last fields repeat what the
    document says, for lists.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="versions", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    number = models.IntegerField()
    document = models.TextField()
    digest = models.CharField(max_length=64)
    policy_version = models.ForeignKey(
        PolicyVersion, models.PROTECT, related_name="+", db_index=False
    )
    is_suspended = models.BooleanField(default=False)
    reason = models.TextField(default="", blank=True)
    effective_at = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.TextField()
    title = models.TextField()
    plan = models.SlugField(default="", blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    is_renewed = models.BooleanField(default=False)

    objects = ContractVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "contract", "number", name="contract_versions_are_numbered_by_contract"
            ),
            models.CheckConstraint(
                name="contract_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="contract_version_never_takes_effect_before_it_is_made",
                condition=Q(effective_at__gte=F("made_at")),
            ),
            models.CheckConstraint(
                name="contract_is_suspended_for_a_reason",
                condition=Q(is_suspended=False) | ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["contract", "-effective_at", "-number"], name="contract_version_in_effect"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of contract {self.contract_id}"
