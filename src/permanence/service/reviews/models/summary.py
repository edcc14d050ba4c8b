"""What customers may have of an incident, in versions; who asked for it, and who got which."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from permanence.service.incidents.models import Incident
from permanence.service.reviews.models.post_mortem import State
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Contact, Organisation


class Summary(models.Model):
    """The summary of one incident while it is worked on; what was approved is a version.

    `texts` are {language: {title, overview, measures}}; `revision` counts the savings, so that
    two authors do not overwrite each other. `authors` wrote since the last approval; the database
    lets none of them approve. After an approval it may be opened again for the next version.
    """

    State = State

    incident = models.OneToOneField(Incident, models.PROTECT, related_name="+")
    desk_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    texts = models.JSONField(default=dict)
    revision = models.IntegerField(default=0)
    authors = models.JSONField(default=list)
    written_name = models.TextField(default="", blank=True)
    written_at = models.DateTimeField(null=True)
    handed_in_at = models.DateTimeField(null=True)
    handed_in_name = models.TextField(default="", blank=True)
    remarks = models.TextField(default="", blank=True)
    remarks_name = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return f"summary of incident {self.incident_id}"


class SummaryVersion(models.Model):
    """A summary as it was approved, in every language; never changed, never deleted."""

    summary = models.ForeignKey(Summary, models.PROTECT, related_name="versions", db_index=False)
    number = models.IntegerField()
    texts = models.JSONField()
    authors = models.JSONField()
    approved_by = models.TextField()
    approved_name = models.TextField()
    approved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("summary", "number", name="summary_version_is_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of summary {self.summary_id}"


class SummaryRequestQuerySet(models.QuerySet["SummaryRequest"]):
    def waiting(self) -> Self:
        """Those that were neither answered with a copy nor refused."""
        return self.filter(answered_at=None)


class SummaryRequest(models.Model):
    """Somebody asks for a summary, on a file.

    Who was touched has it by policy (`grounds` "touched"); of others a person decides, with a
    reason ("decided"), and until then `grounds` is empty.
    """

    class Way(models.TextChoices):
        PHONE = "phone"
        MAIL = "mail"
        PORTAL = "portal"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+", db_index=False)
    desk_id = models.BigIntegerField()
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+")
    way = models.CharField(max_length=6, choices=Way.choices)
    language = models.CharField(max_length=5)
    asked_at = models.DateTimeField()
    taken_name = models.TextField(default="", blank=True)
    grounds = models.CharField(max_length=8, default="", blank=True)
    decided_name = models.TextField(default="", blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(default="", blank=True)
    is_refused = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)

    objects = SummaryRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "contact"],
                condition=Q(answered_at=None),
                name="summary_is_asked_for_once_at_a_time",
            ),
            models.CheckConstraint(
                name="decision_on_a_summary_has_a_name_and_a_reason",
                condition=Q(decided_at=None, is_refused=False) & ~Q(grounds="decided")
                | Q(decided_at__isnull=False) & ~Q(decided_name="") & ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["incident", "id"], name="request_for_summary")]

    def __str__(self) -> str:
        return f"request {self.pk} for the summary of incident {self.incident_id}"


class SummaryCopy(models.Model):
    """The register: who got which version, in which language, when, and what stood in it.

    `content` is what its customer may read and no more; `digest` proves it. Never changed.
    """

    request = models.ForeignKey(SummaryRequest, models.PROTECT, related_name="copies")
    version = models.ForeignKey(SummaryVersion, models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+", db_index=False)
    incident_number = models.IntegerField()
    number = models.IntegerField()
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", db_index=False
    )
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(max_length=5)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    sent_to = models.TextField()
    message = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["incident", "id"], name="copy_of_incident"),
            models.Index(fields=["organisation", "id"], name="copy_of_organisation"),
        ]

    def __str__(self) -> str:
        return f"copy {self.pk} of the summary of incident {self.incident_id}"
