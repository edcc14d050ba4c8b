"""The rules of a desk, every version of them, what sets them off, and what each did."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Desk


class RuleQuerySet(models.QuerySet["Rule"]):
    def kept(self) -> Self:
        """Those that nobody has deleted."""
        return self.filter(deleted_at=None)

    def on(self) -> Self:
        """Those that act."""
        return self.kept().filter(on_since__isnull=False)

    def on_events(self) -> Self:
        """Those that act when something happens."""
        return self.on().exclude(event="")

    def on_time(self) -> Self:
        """Those that act when so many hours have passed."""
        return self.on().filter(event="")


class Rule(models.Model):
    """When, if, then: what a desk has done by itself, as it is now.

    `says` holds the fields of `rules.Instruction`; what it said before stands in its versions. It
    acts on what happens after `on_since`, and on time on what falls due after `reached_at`.
    `failures` counts those in a row; `off_reason` says why it was switched off by itself.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=80)
    position = models.IntegerField()
    number = models.IntegerField(default=1)
    event = models.CharField(max_length=20, default="", blank=True)
    says = models.JSONField()
    on_since = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True)
    failures = models.SmallIntegerField(default=0)
    off_reason = models.JSONField(default=dict)
    deleted_at = models.DateTimeField(null=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "name"],
                condition=Q(deleted_at=None),
                name="rule_name_is_unique_on_its_desk",
            ),
            models.CheckConstraint(
                name="rule_that_is_deleted_is_off",
                condition=Q(deleted_at=None) | Q(on_since=None),
            ),
        ]
        indexes = [models.Index(fields=["desk", "position"], name="rules_of_desk")]

    def __str__(self) -> str:
        return f"rule {self.name} of desk {self.desk_id}"


class RuleVersion(models.Model):
    """A rule as it was once saved; no role may change or delete it."""

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="versions", db_index=False)
    number = models.IntegerField()
    name = models.CharField(max_length=80)
    says = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint("rule", "number", name="rule_versions_are_numbered")]

    def __str__(self) -> str:
        return f"version {self.number} of rule {self.rule_id}"


class Place(models.Model):
    """Up to where the journal was read: one row.

    Acts are read by their transaction, so that none is passed over that commits late. `last_act`
    is the newest one seen, and those up to `floor` are done with: by these it finds its way in a
    database that was restored elsewhere, where transactions are counted anew.
    """

    txid = models.BigIntegerField()
    last_act = models.BigIntegerField()
    floor = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"read up to transaction {self.txid}"


class Occasion(models.Model):
    """Something happened to a ticket, or its time has come, and rules have their turn.

    `act` is what the journal says of it; `rule` the one whose time has come, where it was time.
    `chain` are the rules that brought it about. `seen` are those that had their turn. The row goes
    once all had, and leaves what each did.
    """

    desk_id = models.BigIntegerField()
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    event = models.CharField(max_length=20)
    at = models.DateTimeField()
    act = models.BigIntegerField(null=True)
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, related_name="+", db_index=False)
    chain = models.JSONField(default=list)
    seen = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["act"], condition=Q(act__isnull=False), name="an_act_is_one_occasion"
            ),
            models.UniqueConstraint(
                fields=["rule", "ticket", "at"],
                condition=Q(rule__isnull=False),
                name="a_time_comes_once",
            ),
        ]
        indexes = [models.Index(fields=["ticket"], name="occasion_of_ticket")]

    def __str__(self) -> str:
        return f"{self.event} on ticket {self.ticket_id} at {self.at:%F %T}"


class Run(models.Model):
    """What a rule did on one occasion, or why it did nothing.

    `did` are its deeds as codes with facts; `txid` the transaction in which they were recorded,
    by which what they set off finds its chain.
    """

    class Outcome(models.TextChoices):
        DONE = "done"
        SKIPPED = "skipped"
        HELD = "held"
        FAILED = "failed"

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    event = models.CharField(max_length=20)
    event_at = models.DateTimeField()
    act = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=7, choices=Outcome.choices)
    reason = models.JSONField(default=dict)
    did = models.JSONField(default=list)
    mailed = models.BooleanField(default=False)
    chain = models.JSONField(default=list)
    txid = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "act"],
                condition=Q(act__isnull=False),
                name="rule_has_its_turn_once_for_an_act",
            ),
            models.UniqueConstraint(
                fields=["rule", "ticket", "event_at"],
                condition=Q(act=None),
                name="rule_has_its_turn_once_for_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["rule", "-id"], name="runs_of_rule"),
            models.Index(fields=["ticket", "at"], name="runs_on_ticket"),
            models.Index(fields=["txid"], name="run_by_transaction"),
        ]

    def __str__(self) -> str:
        return f"rule {self.rule_id} on ticket {self.ticket_id}: {self.outcome}"
