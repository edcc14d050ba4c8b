"""Versions of what was agreed on a ticket, what customers ask to change, and who may approve."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from permanence.service.agreements.rules import Proposal, Step, read_steps
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Desk, Specialist


class State(models.TextChoices):
    """Where a version stands; what may follow what is in `rules`."""

    DRAFT = "draft"
    SENT_BACK = "sent_back"
    TAKEN_BACK = "taken_back"
    OFFERED = "offered"
    LAPSED = "lapsed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REPLACED = "replaced"
    ENDED = "ended"


OPEN = (State.DRAFT, State.OFFERED)
NEVER_OFFERED = (State.DRAFT, State.SENT_BACK)
AGREED = (State.ACCEPTED, State.REPLACED, State.ENDED)


class AgreementVersionQuerySet(models.QuerySet["AgreementVersion"]):
    def of_ticket(self, ticket: Ticket) -> Self:
        """The versions of one file, the latest first."""
        return self.filter(ticket=ticket).order_by("-number")

    def open(self) -> Self:
        """Those on which somebody has still to decide."""
        return self.filter(state__in=OPEN)

    def governing(self) -> Self:
        """Those whose date is the promise now."""
        return self.filter(state=State.ACCEPTED, kind="date")


class AgreementVersion(models.Model):
    """One version of an agreement, from its proposal to what became of it.

    Once it was offered its words never change: the database refuses it. `reason` says why it was
    sent back, taken back or declined. Decided by the customer, it keeps the name that was typed,
    when, and by which way ("link" or "portal").
    """

    State = State

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    desk_id = models.BigIntegerField()
    number = models.IntegerField()
    kind = models.CharField(max_length=10, default="date")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)

    solution = models.TextField()
    steps = models.JSONField(default=list)
    delivery_at = models.DateTimeField(null=True)
    zone = models.TextField()
    waives = models.BooleanField(default=False)
    language = models.CharField(max_length=5)

    proposed_by = models.TextField()
    proposed_name = models.TextField()
    proposed_at = models.DateTimeField()
    approved_by = models.TextField(default="", blank=True)
    approved_name = models.TextField(default="", blank=True)
    is_delegated = models.BooleanField(default=False)
    offered_at = models.DateTimeField(null=True)
    offered_to = models.TextField(default="", blank=True)
    expires_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(default="", blank=True)
    decided_name = models.TextField(default="", blank=True)
    decided_way = models.CharField(max_length=6, default="", blank=True)
    reason = models.TextField(default="", blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = AgreementVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("ticket", "number", name="agreement_version_is_numbered_once"),
            models.UniqueConstraint(
                fields=["ticket"],
                condition=Q(state__in=OPEN),
                name="one_version_is_open_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["ticket"],
                condition=Q(state=State.ACCEPTED, kind="date"),
                name="one_agreement_governs_a_ticket",
            ),
            models.CheckConstraint(
                name="agreement_has_a_delivery_or_ends_one",
                condition=Q(kind="date", delivery_at__isnull=False)
                | Q(kind="withdrawal", delivery_at=None, waives=False),
            ),
            models.CheckConstraint(
                name="version_is_offered_after_approval",
                condition=Q(state__in=NEVER_OFFERED, offered_at=None)
                | Q(state=State.TAKEN_BACK)
                | Q(offered_at__isnull=False, expires_at__gt=F("offered_at"))
                & ~Q(approved_by="")
                & ~Q(state__in=NEVER_OFFERED),
            ),
            models.CheckConstraint(
                name="decision_has_a_name_and_a_time",
                condition=Q(state__in=(*AGREED, State.DECLINED), decided_at__isnull=False)
                & ~Q(decided_name="")
                | ~Q(state__in=(*AGREED, State.DECLINED)),
            ),
            models.CheckConstraint(
                name="refused_version_says_why",
                condition=~Q(state__in=(State.SENT_BACK, State.DECLINED)) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="agreement_no_longer_governs_since",
                condition=Q(state__in=(State.REPLACED, State.ENDED), ended_at__isnull=False)
                | ~Q(state__in=(State.REPLACED, State.ENDED)) & Q(ended_at=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["desk_id", "proposed_at"],
                condition=Q(state__in=OPEN),
                name="open_agreement_of_desk",
            ),
        ]

    def __str__(self) -> str:
        return f"agreement {self.number} on ticket {self.ticket_id}"

    @property
    def calendar(self) -> tuple[Step, ...]:
        """The production calendar."""
        return read_steps(self.steps)

    @property
    def proposal(self) -> Proposal:
        """What this version proposes."""
        return Proposal(
            solution=self.solution,
            zone=self.zone,
            language=self.language,
            steps=self.calendar,
            delivery_at=self.delivery_at,
            waives=self.waives,
            kind="withdrawal" if self.kind == "withdrawal" else "date",
        )


class Wish(models.Model):
    """What a customer asks to change in an agreement, until a new version takes it up."""

    class Wanted(models.TextChoices):
        CHANGE = "change"
        WITHDRAWAL = "withdrawal"

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    wanted = models.CharField(max_length=10, choices=Wanted.choices)
    text = models.TextField()
    author = models.TextField()
    author_name = models.TextField()
    at = models.DateTimeField()
    taken_up = models.ForeignKey(AgreementVersion, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="wish_says_what_it_wants", condition=~Q(text="")),
        ]
        indexes = [models.Index(fields=["ticket", "id"], name="wish_of_ticket")]

    def __str__(self) -> str:
        return f"wish {self.pk} on ticket {self.ticket_id}"


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def standing(self, at: datetime) -> Self:
        """Those that hold at this instant."""
        return self.filter(from_at__lte=at, until_at__gt=at, ended_at=None)


class Delegation(models.Model):
    """Somebody who may approve on a desk for the head of development, from and until."""

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    specialist = models.ForeignKey(Specialist, models.PROTECT, related_name="+")
    given_by = models.ForeignKey(Specialist, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="delegation_ends_after_it_begins", condition=Q(until_at__gt=F("from_at"))
            ),
            models.CheckConstraint(
                name="nobody_is_their_own_delegate",
                condition=~Q(specialist=F("given_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.specialist_id} approves on {self.desk_id} until {self.until_at:%F}"
