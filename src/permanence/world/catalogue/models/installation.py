"""What customers run, as both sides keep it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from permanence.world.accounts.models import Organisation
from permanence.world.catalogue.rules import Held, Kind, Purpose, Side

KINDS, PURPOSES, SIDES = ([str(one) for one in names] for names in (Kind, Purpose, Side))


class InstallationQuerySet(models.QuerySet["Installation"]):
    def standing(self) -> Self:
        """Those that nobody has put out of use."""
        return self.filter(retired_at=None)


class Installation(models.Model):
    """Something of ours that a customer runs, or that we run for one: a platform, a web site.

    `runs_at` says where it runs and `keeper` who keeps the record; either side may change it.
    `number` counts its versions: the journal has each, with who and when. What it consists of
    stands in its pieces.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    name = models.TextField()
    product = models.TextField(default="", blank=True)
    purpose = models.SlugField()
    runs_at = models.SlugField()
    keeper = models.SlugField()
    region = models.TextField(default="", blank=True)
    zone = models.TextField(default="", blank=True)
    notes = models.TextField(default="", blank=True)
    number = models.IntegerField(default=1)
    confirmed_at = models.DateTimeField()
    confirmed_by = models.TextField()
    confirmed_name = models.TextField()
    retired_at = models.DateTimeField(null=True)

    objects = InstallationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("name"),
                condition=Q(retired_at=None),
                name="installation_name_is_unique_at_its_customer",
            ),
            # The key by which a ticket names an installation of its own customer, and no other's.
            models.UniqueConstraint(
                fields=["id", "organisation"], name="installation_belongs_to_one_customer"
            ),
            models.CheckConstraint(
                name="installation_is_for_a_known_purpose",
                condition=Q(purpose__in=PURPOSES, runs_at__in=SIDES, keeper__in=SIDES),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Piece(models.Model):
    """A version, an integration or a server of an installation, as it is from an instant on.

    It is so until the next one of its kind and name begins: there is one at a time, and what was
    before stays readable. `is_gone` ends it. What was written down wrongly is struck, and stays.
    """

    installation = models.ForeignKey(
        Installation, models.PROTECT, related_name="pieces", db_index=False
    )
    organisation_id = models.BigIntegerField()
    kind = models.SlugField()
    name = models.TextField(default="", blank=True)
    value = models.TextField(default="", blank=True)
    detail = models.TextField(default="", blank=True)
    since = models.DateTimeField(null=True)
    is_gone = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    written_by = models.TextField()
    written_name = models.TextField()
    struck_at = models.DateTimeField(null=True)
    struck_name = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "installation",
                "kind",
                Lower("name"),
                "since",
                nulls_distinct=False,
                condition=Q(struck_at=None),
                name="one_piece_of_a_name_begins_at_an_instant",
            ),
            models.CheckConstraint(name="piece_is_of_a_known_kind", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(
                name="piece_says_what_it_is",
                condition=~Q(name="") | Q(kind="version") & (~Q(value="") | Q(is_gone=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name} {self.value} of installation {self.installation_id}"

    @property
    def held(self) -> Held:
        """The piece as the rules read it."""
        return Held(
            kind=self.kind,
            name=self.name,
            value=self.value,
            detail=self.detail,
            since=self.since,
            is_gone=self.is_gone,
            number=self.pk,
        )
