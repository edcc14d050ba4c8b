"""Merges of contacts: two records of one person, kept as one."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from permanence.world.accounts.models import Contact


class ContactMerge(models.Model):
    """One merge: who went into whom, by whom, and what has to be put back.

    The merged contact stays as a row whose address is recognised as the survivor's. `kept` holds
    the requests and other addresses that moved, and what became different on the survivor's card.
    """

    merged = models.ForeignKey(Contact, models.PROTECT, related_name="+", db_index=False)
    survivor = models.ForeignKey(Contact, models.PROTECT, related_name="+")
    kind = models.SlugField()
    kept = models.JSONField(default=dict)
    by = models.TextField()
    by_name = models.TextField()
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at=None), name="contact_is_merged_once"
            ),
            models.CheckConstraint(
                name="contact_is_merged_into_another", condition=~Q(merged=F("survivor"))
            ),
        ]

    def __str__(self) -> str:
        return f"contact {self.merged_id} merged into {self.survivor_id}"


class ContactKey(models.Model):
    """What a contact may share with another who is the same person: an address, a number, a name.

    The database writes them itself when a contact changes. One that was merged has none.
    """

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    key = models.TextField(db_collation="C")

    class Meta:
        constraints = [
            models.UniqueConstraint("key", "contact", name="contact_has_each_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} of contact {self.contact_id}"


class SharedKey(models.Model):
    """How many contacts have a key: those that several have are found without a look at all.

    The database counts them itself; a key that nobody has is not here.
    """

    key = models.TextField(primary_key=True, db_collation="C")
    contacts = models.IntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="key_is_somebodys", condition=Q(contacts__gte=0)),
        ]
        indexes = [
            models.Index("key", name="key_that_several_have", condition=Q(contacts__gte=2)),
        ]

    def __str__(self) -> str:
        return f"{self.key} of {self.contacts} contacts"
