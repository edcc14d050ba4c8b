"""Who vouches for log-ins, whose log-in is bound to whom there, and who is on the way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.db import models

from permanence.world.accounts.models import User
from permanence.world.sign_on.rules import Grant, Kind, ProviderCard

GOOD_FOR = timedelta(minutes=15)


class ProviderQuerySet(models.QuerySet["Provider"]):
    def offered(self) -> Self:
        """Those by which people may come in now."""
        return self.filter(is_active=True).order_by("name", "pk")


class Provider(models.Model):
    """Somebody outside who says whose log-in it is.

    `told` and `keys` are what it said of itself at `read_at`; for SAML there is nothing to read.
    """

    key = models.SlugField(unique=True)
    kind = models.SlugField()
    name = models.TextField()
    is_active = models.BooleanField(default=True)
    issuer = models.TextField(unique=True)
    client_id = models.TextField(default="")
    client_secret = models.TextField(default="")
    scopes = models.TextField(default="")
    sign_in_url = models.TextField(default="")
    certificates = models.TextField(default="")
    email_claim = models.TextField(default="email")
    name_claim = models.TextField(default="name")
    trusts_addresses = models.BooleanField(default=False)
    counts_second_factor = models.BooleanField(default=False)
    groups_claim = models.TextField(default="")
    grants = models.JSONField(default=list)
    admits_newcomers = models.BooleanField(default=False)
    told = models.JSONField(default=dict)
    keys = models.JSONField(default=dict)
    read_at = models.DateTimeField(null=True)

    objects = ProviderQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"

    @property
    def card(self) -> ProviderCard:
        """What is kept of it that people can see."""
        return ProviderCard(
            kind=Kind(self.kind),
            name=self.name,
            issuer=self.issuer,
            is_active=self.is_active,
            client_id=self.client_id,
            scopes=self.scopes,
            sign_in_url=self.sign_in_url,
            certificates=self.certificates,
            email_claim=self.email_claim,
            name_claim=self.name_claim,
            trusts_addresses=self.trusts_addresses,
            counts_second_factor=self.counts_second_factor,
            groups_claim=self.groups_claim,
            grants=tuple(Grant(*one) for one in self.grants),
            admits_newcomers=self.admits_newcomers,
        )


class Binding(models.Model):
    """Whose log-in a subject of a provider is; made once, at the first entry."""

    issuer = models.TextField()
    subject = models.TextField()
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("issuer", "subject", name="subject_is_one_log_in"),
            models.UniqueConstraint("issuer", "user", name="log_in_is_one_subject_of_an_issuer"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} of {self.issuer} is {self.user_id}"


class ApproachQuerySet(models.QuerySet["Approach"]):
    def stale(self, *, at: datetime) -> Self:
        """Those who set out too long ago to be let in."""
        return self.filter(begun_at__lte=at - GOOD_FOR)


class Approach(models.Model):
    """A browser that set out to a provider and has not come back; taken away when it does.

    `digest` is that of a secret which that browser alone has; all that proves its return is made
    of the secret, so that nobody who reads the table could finish in its place. `answer` is what
    the provider let it post, looked at on its return.
    """

    state = models.TextField(unique=True)
    digest = models.TextField()
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="+")
    back = models.TextField(default="")
    begun_at = models.DateTimeField(db_index=True)
    answer = models.TextField(default="")

    objects = ApproachQuerySet.as_manager()

    def __str__(self) -> str:
        return f"on the way to {self.provider_id} since {self.begun_at:%F %T}"
