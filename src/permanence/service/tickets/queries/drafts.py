"""Which drafts there are, and what came while they were written."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from permanence.ground.lib.prepared import Prepared
from permanence.service.tickets.models import Draft, Entry, Ticket
from permanence.service.tickets.queries.merging import gathered_files
from permanence.world.accounts.models import Specialist

DRAFTS = Prepared(
    lambda ticket, specialist: (
        Draft.objects.filter(Q(specialist=specialist) | Q(send_at__isnull=False), ticket=ticket)
        .select_related("specialist")
        .order_by("send_at", "pk")
    ),
    "ticket",
    "specialist",
)
IS_DRAFTED = Exists(Draft.objects.filter(ticket=OuterRef("pk")))
UNHEARD = (Entry.Kind.CONFIRMATION, Entry.Kind.NOTICE)


def drafts_on(ticket: Ticket, *, by: Specialist) -> list[Draft]:
    """Return what somebody writes on a ticket, and the answers of all that wait to leave.

    A ticket that was read with `is_drafted=IS_DRAFTED` and has no draft is not asked again.
    """
    if not getattr(ticket, "is_drafted", True):
        return []
    return DRAFTS(ticket=ticket.pk, specialist=by.pk)


def drafts_of(specialist: Specialist, *, desks: Iterable[int], most: int) -> QuerySet[Draft]:
    """Return the drafts of a specialist with their tickets, the last one kept first.

    `has_news` says whether the customer has written since.
    """
    came = Entry.objects.filter(
        ticket=OuterRef("ticket"),
        direction=Entry.Direction.IN,
        is_public=True,
        pk__gt=OuterRef("seen"),
    )
    found = Draft.objects.filter(specialist=specialist, ticket__desk__in=list(desks))
    told = found.select_related("ticket").annotate(has_news=Exists(came))
    return told.order_by("-kept_at")[:most]


def count_news(ticket: Ticket, *, seen: int, reader: str) -> int:
    """Return how many messages and notes of others came after an entry, by all of its files."""
    came = Entry.objects.filter(ticket__in=files_of(ticket), pk__gt=seen)
    return came.exclude(kind__in=UNHEARD).exclude(author=reader).count()


def has_written_since(ticket: Ticket, *, seen: int) -> bool:
    """Say whether a customer has written after an entry, in any of its files."""
    came = Entry.objects.filter(ticket__in=files_of(ticket), pk__gt=seen)
    return came.filter(direction=Entry.Direction.IN, is_public=True).exists()


def last_entry(ticket: Ticket) -> int:
    """Return the number of the newest entry of a ticket."""
    entries = Entry.objects.filter(ticket__in=files_of(ticket))
    return entries.aggregate(last=Max("pk"))["last"] or 0


def files_of(ticket: Ticket) -> list[int]:
    """Return a ticket and what was merged into it."""
    return [ticket.pk, *(file.pk for file in gathered_files(ticket))]
