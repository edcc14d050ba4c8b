"""The passage of one message to one recipient, and what happened on it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from permanence.service.trace.models.source import TraceSource
from permanence.service.trace.rules.events import DIRECTIONS, STATES, Kind, Told
from permanence.service.trace.rules.reasons import REASONS
from permanence.world.accounts.models import Desk, Organisation

STATE_CHOICES = [(one, one) for one in STATES]


class Passage(models.Model):
    """One message on its way to one recipient: how it stands follows from its events alone.

    It is named by a job number, a Message-ID, or both. Addresses are in lower case. `component`
    is a key of the catalogue; `reply` the last answer as it came, `reason_class` what it means.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", db_index=False
    )
    job = models.TextField(default="", blank=True)
    message_id = models.TextField(default="", blank=True)
    sender = models.TextField(default="", blank=True)
    recipient = models.TextField()
    direction = models.CharField(
        max_length=8, default="", blank=True, choices=[(one, one) for one in DIRECTIONS]
    )
    method = models.TextField(default="", blank=True)
    user_id = models.TextField(default="", blank=True)
    component = models.TextField(default="", blank=True)
    state = models.CharField(max_length=9, choices=STATE_CHOICES)
    reason_class = models.CharField(
        max_length=20, default="", blank=True, choices=[(one, one) for one in REASONS]
    )
    reply = models.TextField(default="", blank=True)
    attempts = models.IntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "desk",
                "recipient",
                "job",
                "message_id",
                name="passage_is_one_message_to_one_recipient",
            ),
            models.CheckConstraint(
                name="passage_names_its_message", condition=~Q(job="", message_id="")
            ),
            models.CheckConstraint(
                name="passage_begins_before_it_ends", condition=Q(first_at__lte=F("last_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "-first_at", "-id"], name="passage_by_begin"),
            models.Index(
                fields=["desk", "organisation", "-first_at", "-id"], name="passage_of_customer"
            ),
            models.Index(fields=["desk", "state", "-first_at", "-id"], name="passage_by_state"),
            models.Index(fields=["desk", "sender", "-first_at", "-id"], name="passage_by_sender"),
            models.Index(
                F("desk"), Upper("job"), condition=~Q(job=""), name="passage_by_job_number"
            ),
            models.Index(
                fields=["desk", "message_id"],
                condition=~Q(message_id=""),
                name="passage_by_message_id",
            ),
            models.Index(fields=["organisation", "-first_at"], name="passage_a_customer_reads"),
            models.Index(fields=["desk", "last_at"], name="passage_by_age"),
        ]

    def __str__(self) -> str:
        return f"passage {self.pk} to {self.recipient}"


class Event(models.Model):
    """One thing that happened on a passage, as its source told it; the same is kept once.

    `has_job` and `has_id` say by which names it told the message. `facts` are what else it said.
    """

    passage = models.ForeignKey(Passage, models.CASCADE, related_name="events", db_index=False)
    source = models.ForeignKey(TraceSource, models.PROTECT, related_name="+", db_index=False)
    uid = models.TextField()
    happened_at = models.DateTimeField()
    kind = models.CharField(max_length=9, choices=STATE_CHOICES)
    host = models.TextField(default="", blank=True)
    status = models.CharField(max_length=16, default="", blank=True)
    reply = models.TextField(default="", blank=True)
    next_try_at = models.DateTimeField(null=True)
    has_job = models.BooleanField()
    has_id = models.BooleanField()
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint("source", "uid", name="event_is_kept_once"),
            models.CheckConstraint(
                name="event_names_its_message", condition=Q(has_job=True) | Q(has_id=True)
            ),
        ]
        indexes = [
            models.Index(fields=["passage", "happened_at"], name="event_of_passage"),
            models.Index(
                fields=["happened_at"],
                condition=Q(kind__in=["delivered", "deferred", "failed", "expired"]),
                name="event_that_tells_results",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.happened_at:%F %T}"

    def told_of(self, passage: Passage) -> Told:
        """Return the event as its source told it, of a message that its passage names."""
        return Told(
            uid=f"{self.source_id}/{self.uid}",
            at=self.happened_at,
            kind=Kind(self.kind),
            recipient=passage.recipient,
            job=passage.job if self.has_job else "",
            message_id=passage.message_id if self.has_id else "",
            host=self.host,
            status=self.status,
            reply=self.reply,
            next_try_at=self.next_try_at,
            facts=self.facts,
        )
