"""Who asked to be told of changes, and what their programs were told."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from permanence.service.status.rules.telling import Heard
from permanence.world.accounts.models import Contact, Desk


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def confirmed(self) -> Self:
        """Those who have followed the link in their mail."""
        return self.filter(confirmed_at__isnull=False)

    def due(self, at: datetime) -> Self:
        """Those of whom it is to be decided whether they are told something."""
        return self.confirmed().filter(look_at__lte=at)


class Subscriber(models.Model):
    """An address that is told when components change, until it is taken away.

    It is shown to nobody but its owner: it can only be written to, and goes as soon as that one
    says so. With a contact it is theirs, and told of what their organisation is given; without
    one it belongs to nobody known. No components are all of them. `states`, `sent` and
    `unsettled_since` are what its owner has heard; `look_at` is when that is compared again with
    how things stand, and `digest` is what it was compared with. A program is told at `hook_url`,
    under a sealed secret.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    organisation_id = models.BigIntegerField(null=True)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    way = models.SlugField(db_index=False)
    email = models.TextField()
    hook_url = models.TextField(default="", blank=True)
    sealed = models.TextField(default="", blank=True)
    language = models.CharField(max_length=5)
    components = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    states = models.JSONField(default=dict)
    sent = models.JSONField(default=list)
    unsettled_since = models.DateTimeField(null=True)
    look_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, default="", blank=True)
    returned = models.IntegerField(default=0)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="subscriber_is_told_in_a_known_way",
                condition=Q(way="mail", hook_url="") | Q(way="hook") & ~Q(hook_url=""),
            ),
            models.CheckConstraint(
                name="subscriber_of_a_customer_is_a_person",
                condition=Q(organisation_id=None) | Q(contact__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["desk", "way", "email", "hook_url"],
                condition=Q(confirmed_at__isnull=False),
                name="address_subscribes_once_to_a_desk",
            ),
        ]
        indexes = [
            models.Index(
                fields=["look_at"],
                condition=Q(confirmed_at__isnull=False),
                name="subscriber_to_look_at",
            ),
        ]

    def __str__(self) -> str:
        return f"subscriber {self.pk}"

    @property
    def is_theirs(self) -> bool:
        """Whether the contact that it belongs to still has its address, and belongs where it did.

        One that belongs to nobody known always is.
        """
        if self.contact is None:
            return True
        return (
            self.contact.email == self.email
            and self.contact.organisation_id == self.organisation_id
            and self.contact.left_at is None
            and self.contact.merged_into_id is None
        )

    @property
    def heard(self) -> Heard:
        """What this subscriber was told, as the rules read it."""
        sent = tuple(datetime.fromisoformat(one) for one in self.sent)
        return Heard(self.states, sent, self.unsettled_since)


class Delivery(models.Model):
    """One word to a program outside, with its attempts; due until it arrived or was given up."""

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="deliveries")
    body = models.JSONField()
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    tries = models.IntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    answer = models.TextField(default="", blank=True)
    arrived_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="delivery_due"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk} to subscriber {self.subscriber_id}"
