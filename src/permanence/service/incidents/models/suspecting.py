"""What speaks for an incident, and how far was looked for it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from permanence.service.alerts.models import Alert
from permanence.service.incidents.models.incident import Incident
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Desk
from permanence.world.catalogue.models import Component


class Sign(models.Model):
    """That a request, a call, an alert or the failing of messages speaks of a component.

    `incident` is the one for which it was counted; a sign counts once, so what was dismissed is
    not proposed again on the same signs. `rule` is the rule that counted it. `by_hand` says that a
    person named the component. `said_at` is when somebody said of a request that came before what
    it speaks of, or that it is of severity 1 or 2: from then on it counts anew. Messages of a
    customer that fail above its usual are one sign from the first such failure until they do no
    more (`ended_at`): `measured` says how many do now and did at the worst, by which policy.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    kind = models.SlugField(db_index=False)
    component = models.ForeignKey(
        Component, models.PROTECT, null=True, related_name="+", db_index=False
    )
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    alert = models.ForeignKey(Alert, models.CASCADE, null=True, related_name="+", db_index=False)
    customer = models.TextField(default="", blank=True)
    severity = models.SmallIntegerField(null=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    said_at = models.DateTimeField(null=True)
    by_hand = models.BooleanField(default=False)
    incident = models.ForeignKey(
        Incident, models.PROTECT, null=True, related_name="signs", db_index=False
    )
    rule = models.SlugField(default="", blank=True, db_index=False)
    counted_at = models.DateTimeField(null=True)
    measured = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "component"],
                name="request_speaks_of_a_component_once",
                nulls_distinct=False,
                condition=Q(ticket__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["alert", "at"],
                condition=Q(alert__isnull=False),
                name="alert_speaks_once_a_beginning",
            ),
            models.CheckConstraint(
                name="sign_is_a_request_an_alert_or_failing_messages",
                condition=Q(ticket__isnull=False, alert=None, kind__in=("ticket", "call"))
                | Q(ticket=None, alert__isnull=False, kind="alert", component__isnull=False)
                | Q(
                    ticket=None,
                    alert=None,
                    kind="trace",
                    component__isnull=False,
                    organisation_id__isnull=False,
                ),
            ),
            models.UniqueConstraint(
                fields=["component", "organisation_id"],
                condition=Q(kind="trace", ended_at=None),
                name="messages_of_a_customer_fail_in_one_spell",
            ),
            models.CheckConstraint(
                name="sign_is_counted_by_a_rule",
                condition=Q(incident=None, counted_at=None)
                | Q(incident__isnull=False, counted_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "at"], condition=Q(incident=None), name="sign_to_count"),
            models.Index(
                fields=["incident", "at"],
                condition=Q(incident__isnull=False),
                name="sign_of_incident",
            ),
            models.Index(
                fields=["desk", "at"], condition=Q(kind="trace"), name="failing_of_messages"
            ),
        ]

    def __str__(self) -> str:
        return f"sign {self.pk} of {self.kind}"


class SuspicionPlace(models.Model):
    """How far the journal was read for signs: all acts of transactions below `txid`."""

    txid = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="one_place_is_kept", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"read below {self.txid}"


class FailureLook(models.Model):
    """When was last looked on a desk for messages that fail more than usual."""

    desk = models.OneToOneField(Desk, models.PROTECT, primary_key=True, related_name="+")
    looked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"desk {self.desk_id} at {self.looked_at:%F %T}"
