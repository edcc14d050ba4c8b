"""What arrived, as it arrived: raw letters and portal forms, each on its way to one ticket."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Contact, Desk


class Letter(models.Model):
    """One received mail, raw; accepted means that this row is committed (SPEC C5).

    `identity` is a hash of the message less its trace headers: the same mail delivered twice is
    one letter, while a reused Message-ID makes two. Beyond a mebibyte the bytes are in the data
    folder under `path`. `removed_at` is when the bytes were taken away for good; the identity
    stays.
    """

    class State(models.TextChoices):
        RECEIVED = "received"
        DIGESTED = "digested"
        SILENT = "silent"
        HELD = "held"
        QUARANTINED = "quarantined"
        DISCARDED = "discarded"

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    received_at = models.DateTimeField()
    identity = models.CharField(max_length=64)
    envelope_from = models.TextField(blank=True)
    envelope_to = models.TextField()
    size = models.BigIntegerField()
    raw = models.BinaryField(null=True)
    path = models.TextField(default="", blank=True)
    removed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    next_try_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    why = models.TextField(default="", blank=True)
    facts = models.JSONField(default=dict)
    settled_at = models.DateTimeField(null=True)
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "identity"], name="letter_is_stored_once_a_desk"
            ),
            models.CheckConstraint(
                name="letter_is_in_the_row_or_in_the_folder_or_was_removed",
                condition=Q(raw__isnull=False, path="", removed_at=None)
                | Q(raw=None, removed_at=None) & ~Q(path="")
                | Q(raw=None, path="", removed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state="received"), name="letter_to_digest"),
            models.Index(
                fields=["desk", "-id"],
                condition=Q(state__in=["held", "quarantined"]),
                name="letter_for_a_person",
            ),
            models.Index(
                fields=["ticket"], condition=Q(ticket__isnull=False), name="letter_of_ticket"
            ),
            models.Index(
                fields=["desk", "-id"], condition=Q(why="sender-blocked"), name="letter_put_aside"
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk} to {self.envelope_to}"


class BlockedSender(models.Model):
    """An address that sends what nobody asked for: what comes from it is put aside, and kept.

    `ticket` is where that was seen. It ends when somebody lets the address in again.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    address = models.TextField()
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="+")
    by = models.CharField(max_length=60)
    by_name = models.TextField()
    blocked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "address"],
                condition=Q(ended_at=None),
                name="address_is_blocked_once_a_desk",
            ),
            models.CheckConstraint(
                name="blocked_address_is_in_lower_case",
                condition=Q(address=Lower("address")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address} on desk {self.desk_id}"


class Form(models.Model):
    """One form sent through the portal.

    The portal's role adds it and cannot read it back: hence a key made beforehand, and no serial
    number. The house admits it. `matter` says what it is: a request, or what customers change
    themselves; `refusal` why the house did not carry that out.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    organisation_id = models.BigIntegerField(null=True)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    key = models.UUIDField(primary_key=True)
    received_at = models.DateTimeField()
    matter = models.SlugField(default="request")
    refusal = models.TextField(default="", blank=True)
    answers = models.JSONField()
    admitted_at = models.DateTimeField(null=True)
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                fields=["received_at"], condition=Q(admitted_at=None), name="form_to_admit"
            ),
        ]

    def __str__(self) -> str:
        return f"form {self.key}"


class FormFile(models.Model):
    """A file attached to a portal form, until the form is admitted."""

    key = models.UUIDField(primary_key=True, default=uuid4)
    form = models.ForeignKey(Form, models.CASCADE, related_name="files")
    organisation_id = models.BigIntegerField(null=True)
    name = models.TextField()
    content_type = models.TextField()
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.name} of form {self.form_id}"
