"""Which customer is given which part of a desk's service, as one query can ask."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from permanence.promises.contracts.models.contract import Contract, ContractVersion
from permanence.world.accounts.models import Desk
from permanence.world.catalogue.models import Component


class Subscription(models.Model):
    """What one version of a contract gives, in instants; no role may change or delete it.

    Without a component the contract does not say which: it gives them all, the coming ones too.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+")
    version = models.ForeignKey(ContractVersion, models.PROTECT, related_name="subscriptions")
    organisation_id = models.BigIntegerField()
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    component = models.ForeignKey(Component, models.PROTECT, related_name="+", null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "version",
                "component",
                nulls_distinct=False,
                name="version_of_a_contract_names_a_component_once",
            ),
            models.CheckConstraint(
                name="subscription_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "component"], name="subscription_of_component"),
            models.Index(fields=["organisation_id", "desk"], name="subscription_of_customer"),
        ]

    def __str__(self) -> str:
        return f"component {self.component_id} for organisation {self.organisation_id}"
