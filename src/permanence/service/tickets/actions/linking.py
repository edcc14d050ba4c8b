"""Linking a file with another, and taking a link away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.models import Entry, Link, Ticket
from permanence.service.tickets.queries import owner_of, survivor_of
from permanence.service.tickets.queries.linking import related_to
from permanence.service.tickets.rules.linking import Reading, kind_of, reading_of
from permanence.service.tickets.rules.merging import is_same_customer
from permanence.service.tickets.rules.reference import speak_reference


class NotLinked(Refusal):
    """Two files that cannot stand to each other in this way."""


class TwoCustomers(Refusal):
    """The files are of different customers: that has to be meant, and to have a reason."""


@dataclass(frozen=True)
class Linking:
    """What a file is to another; `across` confirms that two customers are meant."""

    ticket: Ticket
    other: Ticket
    reading: Reading
    reason: str = ""
    across: bool = False


def link_tickets(linking: Linking, *, by: Actor, at: datetime) -> Link:
    """Link two files; both say it, and neither customer learns of the other.

    A file is part, or duplicate, of one other at most, and none of itself by any way round.
    """
    ticket, other = lock_both(linking.ticket, linking.other)
    check_both(ticket, other, linking)
    kind, is_reversed = kind_of(linking.reading)
    first, second = (other, ticket) if is_reversed else (ticket, other)
    link = write_link(Link(ticket=first, other=second, kind=kind), linking.reason, by=by, at=at)
    record_link(link, "ticket.linked", reason=link.reason, by=by, at=at)
    return link


def lock_both(ticket: Ticket, other: Ticket) -> tuple[Ticket, Ticket]:
    """Return two files locked, in an order in which nobody waits for the other."""
    rows = Ticket.objects.select_related("organisation", "contact", "desk").order_by("pk")
    held = {
        one.pk: one
        for one in rows.filter(pk__in=[ticket.pk, other.pk]).select_for_update(
            no_key=True, of=("self",)
        )
    }
    return held[ticket.pk], held[other.pk]


def check_both(ticket: Ticket, other: Ticket, linking: Linking) -> None:
    """Refuse a file with itself, and files of different customers unless both are meant."""
    if ticket.pk == other.pk:
        raise NotLinked(_("Give the reference of another request: this is the same one."))
    if is_same_customer(owner_of(ticket), owner_of(other)):
        return
    if not linking.across or not linking.reason.strip():
        raise TwoCustomers(
            _(
                "Two customers: request {reference} is of {customer}, request {second} of {other}."
                " Neither reads of the other. Confirm that you mean both, and say why."
            ),
            reference=speak_reference(ticket.reference),
            customer=ticket.customer_name,
            second=speak_reference(other.reference),
            other=other.customer_name,
        )


def write_link(link: Link, reason: str, *, by: Actor, at: datetime) -> Link:
    """Keep a link as far as the database lets it stand, and count it on both files."""
    link.reason, link.by, link.by_name, link.made_at = reason.strip(), by.key, by.name, at
    link.organisation_id = link.ticket.organisation_id
    try:
        with transaction.atomic():
            link.save()
    except IntegrityError as fault:
        raise explain_fault(fault) from fault
    count_links(link)
    return link


def explain_fault(fault: IntegrityError) -> Refusal:
    """Return in words why the database refuses a link."""
    cause = fault.__cause__
    name = getattr(getattr(cause, "diag", None), "constraint_name", "")
    words = {
        "two_tickets_are_linked_once": _("These two requests are linked already."),
        "ticket_is_part_or_duplicate_of_one": _(
            "It is part or duplicate of another request already: take that link away first."
        ),
        "links_lead_in_no_circle": _("The other one leads back to this request already."),
    }
    if name not in words:
        raise fault
    return NotLinked(words[name])


def unlink_tickets(link: Link, *, reason: str, by: Actor, at: datetime) -> None:
    """Take a link away, for a reason that stays in both files."""
    if not reason.strip():
        raise Refusal(_("Say why the link is taken away."))
    held = Link.objects.select_for_update(no_key=True).get(pk=link.pk)
    if held.ended_at is not None:
        raise NotLinked(_("Somebody has taken this link away meanwhile."))
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    count_links(held)
    record_link(held, "ticket.unlinked", reason=reason.strip(), by=by, at=at)


def count_links(link: Link) -> None:
    """Count anew the links of both files, where each of them is worked on."""
    for end in (link.ticket, link.other):
        count_links_of(survivor_of(end))


def count_links_of(ticket: Ticket) -> None:
    """Keep on a ticket how many links it has, and how many say that it has duplicates."""
    found = related_to(ticket)
    ticket.links = len(found)
    ticket.duplicates = sum(one.link.kind == Link.Kind.DUPLICATE for one in found)
    ticket.save(update_fields=["links", "duplicates"])


def record_link(link: Link, act: str, *, reason: str, by: Actor, at: datetime) -> None:
    """Record in both files what became of a link, each as that file reads it."""
    for one, other, from_other in (
        (link.ticket, link.other, False),
        (link.other, link.ticket, True),
    ):
        reading = reading_of(link.kind, from_other=from_other)  # type: ignore[arg-type]  # a kind
        told = {"reference": other.reference, "reading": reading, "reason": reason}
        record_on(one, act, at=at, actor=by, **told)


def link_split(ticket: Ticket, entry: Entry, source: Ticket, *, by: Actor, at: datetime) -> Link:
    """Link a request with the file in which the message that it was made of stands."""
    link = write_link(
        Link(ticket=ticket, other=source, kind=Link.Kind.SPLIT, entry=entry), "", by=by, at=at
    )
    record_link(link, "ticket.split", reason="", by=by, at=at)
    return link
