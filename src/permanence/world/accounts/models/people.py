"""Desks, customers and staff."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from permanence.ground.journal.rules import Actor
from permanence.world.accounts.rules import CustomerRight, customer_may, roles_of_contact


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        """Find a log-in by its address, whatever the case it is typed in."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A log-in and nothing else; who it is stands in `Specialist` or `Contact`."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=5, default="en")
    theme = models.CharField(max_length=5, default="auto")
    zone = models.TextField(default="UTC")
    single_keys = models.BooleanField(default=True)
    density = models.CharField(max_length=11, default="comfortable")
    dates = models.CharField(max_length=5, default="words")

    objects = UserManager()
    USERNAME_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="log_in_address_is_lower_case", condition=Q(email=Lower("email"))
            ),
        ]

    def __str__(self) -> str:
        return self.email


class Desk(models.Model):
    """One support centre; what it promises stands in its policy versions.

    `strict_roles` are those that nobody uses without a second factor.
    """

    key = models.SlugField(unique=True)
    name = models.TextField()
    default_language = models.CharField(max_length=5)
    accent = models.SlugField(default="teal")
    position = models.IntegerField(default=0)
    strict_roles = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A customer, for all desks of the installation."""

    name = models.TextField()
    language = models.CharField(max_length=5, default="en")
    zone = models.TextField(default="UTC")
    region = models.TextField(default="")

    def __str__(self) -> str:
        return self.name


class OrganisationDomain(models.Model):
    """A mail domain whose unknown senders belong to an organisation."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="domains")
    domain = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint("domain", "organisation", name="domain_is_named_once"),
            models.CheckConstraint(
                name="domain_is_lower_case", condition=Q(domain=Lower("domain"))
            ),
        ]

    def __str__(self) -> str:
        return self.domain


class ContactQuerySet(models.QuerySet["Contact"]):
    def standing(self) -> Self:
        """Those that are people of their own, not another address of somebody."""
        return self.filter(merged_into=None)

    def staying(self) -> Self:
        """Those among them who have not left their organisation."""
        return self.standing().filter(left_at=None)


class Contact(models.Model):
    """A named person at a customer; without organisation as long as nobody knows which.

    `left_at` is when they left, or their organisation took them away: they may nothing any more,
    and mail from their address waits for a person. With `merged_into` the row is another address
    of somebody: mail from it is theirs.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="contacts"
    )
    name = models.TextField()
    email = models.TextField()
    phone = models.TextField(default="")
    language = models.CharField(max_length=5, default="en")
    zone = models.TextField(default="")
    region = models.TextField(default="")
    is_technical = models.BooleanField(default=False)
    is_administrator = models.BooleanField(default=False)
    decides_costs = models.BooleanField(default=False)
    left_at = models.DateTimeField(null=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="aliases")

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email", "organisation"],
                nulls_distinct=False,
                name="contact_address_is_known_once_an_organisation",
            ),
            models.CheckConstraint(
                name="contact_address_is_lower_case", condition=Q(email=Lower("email"))
            ),
            models.CheckConstraint(
                name="contact_is_no_other_address_of_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"

    def may(self, right: CustomerRight) -> bool:
        """Say whether this person has a right on the portal; a stranger has the plainest."""
        if self.left_at is not None:
            return False
        is_placed = self.organisation_id is not None
        roles = roles_of_contact(
            is_technical=is_placed and self.is_technical,
            is_administrator=is_placed and self.is_administrator,
            decides_costs=is_placed and self.decides_costs,
        )
        return customer_may(roles, right)


class SpecialistQuerySet(models.QuerySet["Specialist"]):
    def staying(self) -> Self:
        """Those who still work here."""
        return self.filter(left_at=None)


class Specialist(models.Model):
    """A member of staff: up to which level, in which languages and for which services they work.

    `skills` are keys of services, as the policies name them. Who has left keeps every role and
    team, so that a return is one act.
    """

    user = models.OneToOneField(User, models.PROTECT, related_name="specialist")
    name = models.TextField()
    desks = models.ManyToManyField(Desk, through="StaffRole", related_name="+")
    level = models.SmallIntegerField(default=1)
    languages = models.JSONField(default=list)
    skills = models.JSONField(default=list)
    left_at = models.DateTimeField(null=True)

    objects = SpecialistQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="specialist_works_up_to_one_of_three_levels",
                condition=Q(level__gte=1, level__lte=3),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> Actor:
        """Who the journal says did what this person did."""
        return Actor(f"specialist:{self.pk}", self.name)


class StaffRole(models.Model):
    """What a member of staff is on one desk; the rights of a role are in `rules`."""

    specialist = models.ForeignKey(Specialist, models.PROTECT, related_name="roles")
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    role = models.SlugField()

    class Meta:
        constraints = [
            models.UniqueConstraint("specialist", "desk", "role", name="role_is_given_once"),
        ]

    def __str__(self) -> str:
        return f"{self.specialist_id} is {self.role} on {self.desk_id}"


class Team(models.Model):
    """Those who take the work of some levels on one desk.

    `calendar` is a key of the desk's policy; without one the team always works. `given_to` is the
    last whose turn it was when tickets were given automatically.
    """

    class Mode(models.TextChoices):
        """Who says which member gets a ticket of the team."""

        HAND = "hand"
        SUGGEST = "suggest"
        AUTOMATIC = "automatic"

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="teams")
    key = models.SlugField()
    name = models.TextField()
    levels = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    skills = models.JSONField(default=list)
    calendar = models.TextField(default="", blank=True)
    mode = models.SlugField(default=Mode.HAND, choices=Mode.choices)
    position = models.IntegerField(default=0)
    retired_at = models.DateTimeField(null=True)
    members = models.ManyToManyField(Specialist, related_name="teams")
    given_to = models.ForeignKey(
        Specialist, models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint("desk", "key", name="team_key_is_unique_on_its_desk"),
            models.CheckConstraint(
                name="team_gives_tickets_in_a_known_way",
                condition=Q(mode__in=["hand", "suggest", "automatic"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Attempt(models.Model):
    """How often something limited was tried in one window: log-ins, forms, links asked for."""

    key = models.TextField()
    window = models.DateTimeField()
    count = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint("key", "window", name="attempts_are_counted_once_a_window"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"


class SessionQuerySet(models.QuerySet["Session"]):
    def of_user(self, user: User, *, at: datetime) -> Self:
        """Those in which somebody is logged in, the last used first."""
        return self.filter(user=user.pk, expire_date__gt=at).order_by("-seen_at", "session_key")


class Session(AbstractBaseSession):
    """A browser that was let in: whose it is, what and where it is, and when it was last used.

    `handle` names it on a page, where its key must never stand.
    """

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    device = models.TextField(default="")
    place = models.TextField(default="")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects = SessionQuerySet.as_manager()  # type: ignore[assignment,misc]  # asks more than its base

    def __str__(self) -> str:
        return f"session {self.handle} of {self.user_id}"

    @property
    def handle(self) -> str:
        """A name from which the key cannot be found."""
        return sha256(self.session_key.encode("ascii")).hexdigest()[:24]


class LogInEvent(models.Model):
    """One line of the log-in journal; what was typed as address or password never stands in it.

    No user means an address that nobody has. `by` names whoever did it, when it was not the person.
    `facts` say more of the act: how somebody got in, how many recovery codes are left.
    """

    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    act = models.SlugField()
    place = models.TextField(default="")
    device = models.TextField(default="")
    by = models.TextField(default="")
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"], name="log_ins_of_a_user"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.user_id} {self.at:%F %T}"
