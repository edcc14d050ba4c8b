"""The requests of a list: those that wait, and those that are done."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q

from permanence.ground.lib.prepared import Prepared
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.models.ticket import TicketQuerySet
from permanence.world.accounts.models import Contact

OPEN_SHOWN: Final = 100
DONE_SHOWN: Final = 20
NEWEST: Final = 2**63 - 1  # before this are all
MERGED: Final = Q(state=Ticket.State.MERGED)
CARRIED: Final = MERGED & Q(resolved_at=None)
# What a card says, and what says by when it is answered; the rest of a file is long.
TOLD: Final = (
    "reference",
    "subject",
    "contact__name",
    "state",
    "ended",
    "opened_at",
    "triaged_at",
    "answered_at",
    "resolved_at",
    "closed_at",
    "policy_version_id",
    "terms",
)


def waiting_among(own: TicketQuerySet) -> TicketQuerySet:
    """Return those that are worked on, the next due first."""
    waiting = standing_among(own).filter(Q(ended=False) | CARRIED)
    return cut(waiting.order_by("order_at", "-pk"), OPEN_SHOWN)


def done_among(own: TicketQuerySet, before: Any) -> TicketQuerySet:
    """Return the last that are done, and one more where there are older ones."""
    done = standing_among(own).filter(ended=True).exclude(CARRIED)
    return cut(own.filter(pk__lt=before, pk__in=done).order_by("-pk"), DONE_SHOWN + 1)


def standing_among(own: TicketQuerySet) -> TicketQuerySet:
    """Return requests without those that were merged into one of the others."""
    return own.exclude(MERGED & Q(merged_into__in=own.values("pk")))


def cut(rows: TicketQuerySet, most: int) -> TicketQuerySet:
    """Return the first requests with what their cards say."""
    return rows.select_related("contact").only(*TOLD)[:most]


def of_person(contact: Any, desk: Any) -> TicketQuerySet:
    """Return the requests of one person on a desk."""
    return Ticket.objects.filter(contact=contact, desk=desk)


def of_organisation(organisation: Any, desk: Any) -> TicketQuerySet:
    """Return the requests of an organisation on a desk."""
    return Ticket.objects.filter(organisation=organisation, desk=desk)


WAITING_OF_PERSON: Final = Prepared(
    lambda whose, desk: waiting_among(of_person(whose, desk)), "whose", "desk"
)
WAITING_OF_ALL: Final = Prepared(
    lambda whose, desk: waiting_among(of_organisation(whose, desk)), "whose", "desk"
)
DONE_OF_PERSON: Final = Prepared(
    lambda whose, desk, before: done_among(of_person(whose, desk), before),
    "whose",
    "desk",
    "before",
)
DONE_OF_ALL: Final = Prepared(
    lambda whose, desk, before: done_among(of_organisation(whose, desk), before),
    "whose",
    "desk",
    "before",
)


def list_requests_of(
    contact: Contact, desk: int, *, is_all: bool, before: int | None
) -> tuple[list[Ticket], list[Ticket]]:
    """Return what waits and what is done, of a person or of all of their organisation.

    Older pages, of what was done `before` a request, show nothing that waits.
    """
    of_all = is_all and contact.organisation_id is not None
    whose = contact.organisation_id if of_all else contact.pk
    waiting, done = (WAITING_OF_ALL, DONE_OF_ALL) if of_all else (WAITING_OF_PERSON, DONE_OF_PERSON)
    rows = [] if before else waiting(whose=whose, desk=desk)
    return rows, done(whose=whose, desk=desk, before=NEWEST if before is None else before)
