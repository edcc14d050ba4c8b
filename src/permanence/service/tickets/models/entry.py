"""Entries: everything that was said in a file, whatever the channel."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from permanence.ground.files.models import Blob
from permanence.service.tickets.models.enquiry import Enquiry
from permanence.service.tickets.models.ticket import Ticket


class Entry(models.Model):
    """One message or note in the file.

    A note is internal and has no way out; what is said with a third party is part of an enquiry,
    and no customer reads either. `message_id` is the mail's own, for threading only:
    it never identifies anything. `letter_id` finds the raw mail in intake; `outgoing_id` the
    message in the outbox. `html` is what a sender's mail had to show; of what the desk wrote, it is
    the words drawn with their marks (`ground.lib.rich`). `may_hold` is the sort of secret that it
    seems to have in it, until somebody has looked; `redactions` says who took what out of it.
    `articles` are the numbers of the articles whose words are in it, None for none.
    """

    class Kind(models.TextChoices):
        MAIL = "mail"
        PORTAL = "portal"
        CALL = "call"
        FAX = "fax"
        NOTE = "note"
        CONFIRMATION = "confirmation"
        NOTICE = "notice"
        THIRD_PARTY = "third-party"
        TRACE = "trace"

    class Direction(models.TextChoices):
        IN = "in"
        OUT = "out"
        NONE = "none"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="entries", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    direction = models.CharField(max_length=4, choices=Direction.choices)
    is_public = models.BooleanField(default=True)
    author = models.TextField()
    author_name = models.TextField()
    author_address = models.TextField(default="", blank=True)
    at = models.DateTimeField()
    language = models.CharField(max_length=5)
    subject = models.TextField(default="", blank=True)
    text = models.TextField()
    quoted = models.TextField(default="", blank=True)
    html = models.TextField(default="", blank=True)
    message_id = models.TextField(default="", blank=True)
    letter_id = models.BigIntegerField(null=True)
    outgoing_id = models.BigIntegerField(null=True)
    bounced_at = models.DateTimeField(null=True)
    may_hold = models.CharField(max_length=8, default="", blank=True)
    redactions = models.JSONField(default=list)
    articles = ArrayField(models.IntegerField(), null=True)
    enquiry = models.ForeignKey(
        Enquiry, models.CASCADE, null=True, related_name="entries", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="third_party_is_heard_in_an_enquiry_and_never_public",
                condition=Q(kind="third-party", is_public=False, enquiry__isnull=False)
                | ~Q(kind="third-party") & Q(enquiry=None),
            ),
            models.CheckConstraint(
                name="note_never_leaves_the_desk",
                condition=~Q(kind="note") | Q(is_public=False, direction="none", outgoing_id=None),
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "at", "id"], name="entry_of_ticket"),
            models.Index(
                fields=["message_id"], condition=~Q(message_id=""), name="entry_by_message_id"
            ),
            models.Index(
                fields=["outgoing_id"],
                condition=Q(outgoing_id__isnull=False),
                name="entry_of_outgoing",
            ),
            models.Index(
                fields=["enquiry", "at", "id"],
                condition=Q(enquiry__isnull=False),
                name="entry_of_enquiry",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} of ticket {self.ticket_id}"


class Attachment(models.Model):
    """A file that came or went with an entry; `is_read` once the search knows its text."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="attachments")
    organisation_id = models.BigIntegerField(null=True)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    name = models.TextField()
    content_type = models.TextField()
    content_id = models.TextField(default="", blank=True)
    is_inline = models.BooleanField(default=False)
    is_read = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], condition=Q(is_read=False, is_inline=False), name="attachment_unread"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} of entry {self.entry_id}"


class SearchRow(models.Model):
    """The words of one entry, or of one file that came with it, stemmed and without accents.

    `file` is the attachment, 0 for what the entry itself says, -1 for what solved the matter when
    it was the newest entry. The words of a file go with it: a
    trigger sees to that, whoever takes the attachment away.
    A search asks in every language at once, so the plain words need no place of their own.
    """

    pk = models.CompositePrimaryKey("entry_id", "file")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+", db_index=False)
    file = models.BigIntegerField(default=0)
    ticket_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField(null=True)
    words = SearchVectorField()

    class Meta:
        indexes = [
            # What comes in is gathered and written into the index a megabyte at a time.
            GinIndex(
                fields=["words"], name="search_words", fastupdate=True, gin_pending_list_limit=1024
            ),
        ]

    def __str__(self) -> str:
        return f"words of entry {self.entry_id}, file {self.file}"
