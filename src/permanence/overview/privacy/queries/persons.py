"""What is kept of one person: to show it, to hand it out, and before it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q, Sum

from permanence.ground.journal.models import Access, Act
from permanence.ground.outbox.models import Message
from permanence.overview.privacy.models import Disposal, Hold
from permanence.overview.privacy.queries.holding import holds_on_contact
from permanence.overview.privacy.rules.schedule import PERSON
from permanence.service.intake.models import Form
from permanence.service.tickets.models import Attachment, Entry, Ticket
from permanence.world.accounts.models import Contact

FORMAT: Final = "permanence.person/1"


@dataclass(frozen=True)
class Traces:
    """The rows that speak of one person: their requests, and what they said in those of others."""

    people: tuple[int, ...]
    ended: tuple[int, ...]
    open: tuple[Ticket, ...]
    elsewhere: tuple[int, ...]
    holds: tuple[Hold, ...]


def traces_of(contact: Contact) -> Traces:
    """Return where a person stands, under this record and those merged into it."""
    people = people_of(contact)
    tickets = list(Ticket.objects.filter(contact__in=people).order_by("pk"))
    numbers = [one.pk for one in tickets]
    gone = set(
        Disposal.objects.filter(ticket_id__in=numbers, kind=PERSON).values_list(
            "ticket_id", flat=True
        )
    )
    return Traces(
        tuple(people),
        tuple(one.pk for one in tickets if one.ended and one.pk not in gone),
        tuple(one for one in tickets if not one.ended),
        tuple(entries_elsewhere(contact, people, numbers)),
        tuple(holds_on_contact(contact)),
    )


def people_of(contact: Contact) -> list[int]:
    """Return the record of a person, and those that were merged into it."""
    same = Contact.objects.filter(Q(pk=contact.pk) | Q(merged_into=contact))
    return list(same.order_by("pk").values_list("pk", flat=True))


def entries_elsewhere(contact: Contact, people: Sequence[int], tickets: Sequence[int]) -> list[int]:
    """Return what a person said in requests of colleagues."""
    if contact.organisation_id is None:
        return []
    rows = Entry.objects.filter(
        ticket__organisation=contact.organisation_id,
        author__in=[f"contact:{one}" for one in people],
    ).exclude(ticket__in=tickets)
    return list(rows.values_list("pk", flat=True))


def tell_person(contact: Contact, *, at: datetime) -> dict[str, Any]:
    """Return everything that is kept of one person, for that person (GDPR, article 15).

    What the desk wrote among itself is not among it; what others said in the person's requests
    is, as far as the person may read it.
    """
    traces = traces_of(contact)
    numbers = [*traces.ended, *(one.pk for one in traces.open)]
    tickets = Ticket.objects.filter(pk__in=numbers).order_by("pk")
    subjects = [f"contact:{one}" for one in traces.people]
    return {
        "format": FORMAT,
        "made_at": at.isoformat(),
        "person": [tell_card(one) for one in Contact.objects.filter(pk__in=traces.people)],
        "requests": [tell_request(one) for one in tickets],
        "said_elsewhere": [
            tell_entry(one)
            for one in Entry.objects.filter(pk__in=traces.elsewhere, is_public=True).order_by("pk")
        ],
        "forms": list(
            Form.objects.filter(contact__in=traces.people).values("received_at", "answers")
        ),
        "mails": list(
            Message.objects.filter(
                owner__in=[*(f"ticket:{one}" for one in numbers), *subjects],
                kind__in=["confirmation", "answer", "notice", "link"],
            )
            .order_by("pk")
            .values("queued_at", "sent_at", "recipients", "subject", "text")
        ),
        "changes": list(
            Act.objects.filter(subject__in=subjects).order_by("at").values("at", "act", "facts")
        ),
        "looked_at_by_staff": Access.objects.filter(subject__in=subjects).aggregate(
            times=Sum("reads")
        )["times"]
        or 0,
    }


def tell_card(contact: Contact) -> dict[str, Any]:
    """Return what is kept of a person itself."""
    return {
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "language": contact.language,
        "zone": contact.zone,
        "region": contact.region,
        "organisation": contact.organisation.name if contact.organisation else "",
        "is_technical": contact.is_technical,
        "is_administrator": contact.is_administrator,
    }


def tell_request(ticket: Ticket) -> dict[str, Any]:
    """Return one request with what the person may read of it."""
    entries = Entry.objects.filter(ticket=ticket, is_public=True).order_by("at", "pk")
    return {
        "reference": ticket.reference,
        "subject": ticket.subject,
        "opened_at": ticket.opened_at,
        "resolved_at": ticket.resolved_at,
        "closed_at": ticket.closed_at,
        "state": ticket.state,
        "language": ticket.language,
        "facts": ticket.facts,
        "entries": [tell_entry(one) for one in entries],
    }


def tell_entry(entry: Entry) -> dict[str, Any]:
    """Return one thing that was said."""
    files = Attachment.objects.filter(entry=entry).order_by("pk")
    return {
        "at": entry.at,
        "channel": entry.kind,
        "author": entry.author_name,
        "subject": entry.subject,
        "text": entry.text,
        "files": list(files.values_list("name", flat=True)),
    }
