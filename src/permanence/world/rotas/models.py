"""Rotas, what they said when, and who stood in for whom."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from permanence.world.accounts.models import Desk, Specialist


class RotaQuerySet(models.QuerySet["Rota"]):
    def in_use(self) -> Self:
        """Those that nobody took out of use."""
        return self.filter(retired_at=None)


class Rota(models.Model):
    """Who is on call for a desk; what it says stands in its versions."""

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    slug = models.SlugField(max_length=40)
    name = models.TextField()
    position = models.IntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    objects = RotaQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("desk", "slug", name="rota_slug_is_unique_on_its_desk"),
        ]

    def __str__(self) -> str:
        return self.name


class RotaVersion(models.Model):
    """What a rota says from an instant on; no role may change or delete it.

    Of those that have begun the one with the highest number holds. `plan` holds the fields of
    `rules.plans.Plan`.
    """

    rota = models.ForeignKey(Rota, models.PROTECT, related_name="versions", db_index=False)
    number = models.IntegerField()
    from_at = models.DateTimeField()
    plan = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint("rota", "number", name="rota_versions_are_numbered"),
            models.CheckConstraint(
                name="rota_is_never_changed_in_the_past", condition=Q(from_at__gte=F("made_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of rota {self.rota_id}"


class Swap(models.Model):
    """One asks another to take hours, and perhaps offers to take some of theirs in return."""

    class State(models.TextChoices):
        ASKED = "asked"
        AGREED = "agreed"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    rota = models.ForeignKey(Rota, models.PROTECT, related_name="swaps", db_index=False)
    asker = models.ForeignKey(Specialist, models.PROTECT, related_name="+", db_index=False)
    asked = models.ForeignKey(Specialist, models.PROTECT, related_name="+", db_index=False)
    layer = models.IntegerField()
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    back_layer = models.IntegerField(null=True)
    back_from = models.DateTimeField(null=True)
    back_to = models.DateTimeField(null=True)
    words = models.TextField(default="", blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="swap_is_between_two", condition=~Q(asker=F("asked"))),
            models.CheckConstraint(
                name="swapped_hours_end_after_they_begin", condition=Q(to_at__gt=F("from_at"))
            ),
            models.CheckConstraint(
                name="hours_in_return_have_two_ends_and_a_layer",
                condition=Q(back_layer=None, back_from=None, back_to=None)
                | Q(back_layer__isnull=False, back_to__gt=F("back_from")),
            ),
            models.CheckConstraint(
                name="swap_that_was_answered_says_when",
                condition=Q(state="asked", answered_at=None)
                | ~Q(state="asked") & Q(answered_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked"], condition=Q(state="asked"), name="swap_that_waits_for_answer"
            ),
            models.Index(fields=["rota", "-id"], name="swap_of_rota"),
        ]

    def __str__(self) -> str:
        return f"swap {self.pk} of rota {self.rota_id}"


class CoverQuerySet(models.QuerySet["Cover"]):
    def standing(self) -> Self:
        """Those that were not taken back before they began."""
        return self.filter(withdrawn_at=None)

    def of_layer(self, rota: Rota, layer: int, *, begins: datetime, ends: datetime) -> Self:
        """Those of one layer that last in a span."""
        return self.standing().filter(rota=rota, layer=layer, from_at__lt=ends, to_at__gt=begins)


class Cover(models.Model):
    """Somebody is on call on one layer for a time, whoever has the turn.

    Two never cover one layer at once: the database says so. One that ended early keeps what it
    was until then.
    """

    rota = models.ForeignKey(Rota, models.PROTECT, related_name="covers", db_index=False)
    layer = models.IntegerField()
    person = models.ForeignKey(Specialist, models.PROTECT, related_name="+", db_index=False)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    swap = models.ForeignKey(Swap, models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.TextField(default="", blank=True)
    made_at = models.DateTimeField()
    made_by = models.TextField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = CoverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cover_ends_after_it_begins", condition=Q(to_at__gt=F("from_at"))
            ),
            models.CheckConstraint(
                name="cover_changes_nothing_that_is_past",
                condition=Q(from_at__gte=F("made_at")),
            ),
        ]
        indexes = [models.Index(fields=["rota", "to_at"], name="cover_of_rota")]

    def __str__(self) -> str:
        return f"{self.person_id} covers layer {self.layer} of rota {self.rota_id}"


class Requirement(models.Model):
    """What somebody on call must be able to on a desk, beyond what its policy promises."""

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    level = models.SmallIntegerField(default=1)
    language = models.CharField(max_length=5, default="", blank=True)
    skill = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "desk", "level", "language", "skill", name="requirement_is_said_once"
            ),
            models.CheckConstraint(
                name="requirement_is_of_one_of_three_levels",
                condition=Q(level__gte=1, level__lte=3),
            ),
        ]

    def __str__(self) -> str:
        return f"level {self.level} {self.language} {self.skill}"


class Feed(models.Model):
    """The address under which somebody's calendar reads rotas; a new key closes the old address."""

    specialist = models.OneToOneField(Specialist, models.CASCADE, related_name="+")
    key = models.CharField(max_length=43)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"feed of specialist {self.specialist_id}"
