"""One recipient's notice: what was said, by which channels, and what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from permanence.ground.outbox.models import Message
from permanence.ground.ways.models import Call
from permanence.service.notices.models.notice import Notice
from permanence.service.notices.rules.channels import Channel
from permanence.world.accounts.models import Contact


class Delivery(models.Model):
    """A notice to one person, exactly once; who reads it and proves it needs this row alone.

    `language` is what it is written in, `wanted` what the person reads: where they differ, a page
    says so. `flags` name what else had to stand in. `stands_for` is the delivery that failed and
    in whose place this one goes to another person of the customer. `queued_at` is when it was
    handed to the outbox, with `digest` the SHA-256 of what stands in it. `place` is the desk, and
    `stage` and `title` those of the notice, for the portal, which reads no other row.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="deliveries", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    place_id = models.BigIntegerField()
    stage = models.SlugField()
    title = models.TextField()
    name = models.TextField()
    organisation_name = models.TextField()
    address = models.TextField()
    phone = models.TextField(default="", blank=True)
    region = models.TextField(default="", blank=True)
    wanted = models.CharField(max_length=5)
    fallback = models.CharField(max_length=5)
    zone = models.TextField()
    components = models.JSONField(default=list)
    stands_for = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=5, default="", blank=True)
    flags = models.JSONField(default=list)
    subject = models.TextField(default="", blank=True)
    text = models.TextField(default="", blank=True)
    digest = models.CharField(max_length=64, default="", blank=True)
    queued_at = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "organisation_id", "address"],
                nulls_distinct=False,
                name="notice_goes_to_an_address_once",
            ),
            models.CheckConstraint(
                name="queued_delivery_says_what",
                condition=Q(queued_at=None) | ~Q(digest=""),
            ),
        ]
        indexes = [
            models.Index(fields=["notice", "id"], name="deliveries_of_notice"),
            models.Index(
                fields=["notice", "id"],
                condition=Q(queued_at=None),
                name="delivery_to_be_posted",
            ),
            models.Index(
                fields=["organisation_id", "-queued_at"],
                condition=Q(queued_at__isnull=False),
                name="deliveries_of_customer",
            ),
        ]

    def __str__(self) -> str:
        return f"notice {self.notice_id} to {self.address}"


class Attempt(models.Model):
    """One channel by which a delivery was tried, with what was answered."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="attempts", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    channel = models.SlugField(choices=[(one.value, one.value) for one in Channel])
    address = models.TextField()
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+")
    call = models.ForeignKey(Call, models.PROTECT, null=True, related_name="+")
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    passed_on_at = models.DateTimeField(null=True)
    answer = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("delivery", "channel", name="delivery_is_tried_once_a_channel"),
        ]
        indexes = [
            models.Index(
                fields=["queued_at"],
                condition=Q(sent_at=None, failed_at=None),
                name="notice_attempt_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} of delivery {self.delivery_id}"


class Reach(models.Model):
    """Whether a notice reached a customer at all; `heard_at` is when its owner took note."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="reaches", db_index=False)
    organisation_id = models.BigIntegerField()
    reached_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "notice", "organisation_id", name="notice_reaches_a_customer_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["notice"],
                condition=Q(reached_at__isnull=False, heard_at=None),
                name="reach_not_heard_of",
            ),
        ]

    def __str__(self) -> str:
        return f"notice {self.notice_id} to customer {self.organisation_id}"


class CallBack(models.Model):
    """A customer whom a person has to call or fax, since nothing else got through."""

    reach = models.OneToOneField(Reach, models.PROTECT, related_name="call_back")
    organisation_id = models.BigIntegerField()
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.TextField(default="", blank=True)
    way = models.SlugField(default="", blank=True)
    is_reached = models.BooleanField(default=False)
    result = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="call_back_that_is_done_says_how",
                condition=Q(done_at=None) | ~Q(result="") & ~Q(done_by=""),
            ),
        ]
        indexes = [
            models.Index(fields=["opened_at"], condition=Q(done_at=None), name="call_back_to_do"),
        ]

    def __str__(self) -> str:
        return f"call customer {self.organisation_id} about {self.reach_id}"


class Reading(models.Model):
    """When somebody first opened a notice on the portal; the portal adds it, nobody changes it."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="readings", db_index=False)
    organisation_id = models.BigIntegerField()
    contact_id = models.BigIntegerField()
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("delivery", "contact_id", name="reading_is_marked_once"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.delivery_id} read by {self.contact_id}"
