"""What a desk's service consists of: platforms, applications, components, and what needs what."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from permanence.world.accounts.models import Desk
from permanence.world.catalogue.rules import ComponentCard, ComponentKind

COMPONENT_KINDS = [str(kind) for kind in ComponentKind]


class ComponentQuerySet(models.QuerySet["Component"]):
    def standing(self) -> Self:
        """Those that nobody has put out of use."""
        return self.filter(archived_at=None)


class Component(models.Model):
    """A part of a desk's service that may fail, alone or with what it needs.

    `key` never changes: documents and alerts name it by that. `is_public` says whether people
    who are no customers of it may read of it. Archived, it stays readable where it was named.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    key = models.SlugField(db_index=False)
    names = models.JSONField()
    kind = models.SlugField(db_index=False)
    is_public = models.BooleanField(default=True)
    position = models.IntegerField(default=0)
    archived_at = models.DateTimeField(null=True)

    objects = ComponentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("desk", "key", name="component_key_is_unique_on_a_desk"),
            models.CheckConstraint(
                name="component_is_of_a_known_kind", condition=Q(kind__in=COMPONENT_KINDS)
            ),
            models.CheckConstraint(name="component_has_a_name", condition=~Q(names={})),
        ]

    def __str__(self) -> str:
        return self.key

    def name_in(self, language: str, *, otherwise: str = "") -> str:
        """Return what it is called in a language, or else in another; its key at the last."""
        for one in (language, otherwise, "en", *self.names):
            if found := self.names.get(one):
                return str(found)
        return self.key

    @property
    def card(self) -> ComponentCard:
        """What is said of it."""
        return ComponentCard(self.key, self.names, self.kind, is_public=self.is_public)


class Dependency(models.Model):
    """One component does not work without another; the database refuses a circle of them."""

    component = models.ForeignKey(
        Component, models.PROTECT, related_name="dependencies", db_index=False
    )
    needs = models.ForeignKey(Component, models.PROTECT, related_name="dependents")

    class Meta:
        constraints = [
            models.UniqueConstraint("component", "needs", name="component_needs_another_once"),
            models.CheckConstraint(
                name="component_never_needs_itself", condition=~Q(component=F("needs"))
            ),
        ]

    def __str__(self) -> str:
        return f"component {self.component_id} needs {self.needs_id}"
