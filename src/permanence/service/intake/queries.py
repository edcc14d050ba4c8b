"""What the house knows of a message: its sender, and the files it names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import F, Q

from permanence.promises.contracts.queries import contracts_of
from permanence.service.intake.models import BlockedSender, Letter
from permanence.service.intake.rules.routing import PUT_ASIDE, Aside, File, Sender
from permanence.service.tickets.models import Enquiry, Entry, Reference
from permanence.world.accounts.models import Desk
from permanence.world.accounts.queries import own_addresses, recognise_senders

FOR_A_PERSON = (Letter.State.HELD, Letter.State.QUARANTINED)


def senders_of(addresses: Collection[str]) -> dict[str, Sender]:
    """Return who each address is."""
    return {
        address: Sender(found.contact, found.organisation, found.is_ambiguous, found.has_left)
        for address, found in recognise_senders(addresses).items()
    }


def find_files(numbers: Collection[str]) -> dict[str, File]:
    """Return the files that references name."""
    rows = Reference.objects.filter(number__in=set(numbers)).values_list(
        "number",
        "ticket_id",
        "ticket__desk_id",
        "ticket__contact_id",
        "ticket__organisation_id",
    )
    return {number: File(*rest) for number, *rest in rows}


def find_answered(message_ids: Collection[str]) -> dict[str, list[File]]:
    """Return the files whose messages these Message-IDs are; one may stand in several files."""
    found: dict[str, list[File]] = {}
    rows = (
        Entry.objects.filter(message_id__in=set(message_ids) - {""})
        .values_list(
            "message_id",
            "ticket_id",
            "ticket__desk_id",
            "ticket__contact_id",
            "ticket__organisation_id",
        )
        .order_by("-pk")
    )
    for message_id, *rest in rows:
        found.setdefault(message_id, []).append(File(*rest))
    return found


def find_asides(
    *, sealed: Collection[int], answered: Collection[str], tickets: Collection[int]
) -> list[tuple[str, Aside]]:
    """Return the enquiries that messages may answer, each with the Message-ID that found it.

    `sealed` are those named by their own address, `answered` the Message-IDs that are answered,
    `tickets` those whose reference stands in a subject. The Message-ID is empty where another
    sign found it.
    """
    threads = (
        Entry.objects.filter(message_id__in=set(answered) - {""}, enquiry__isnull=False)
        .order_by("-pk")
        .values_list("message_id", "enquiry_id")
    )
    found = list(threads) if answered else []
    wanted = Q(pk__in={*sealed, *(number for _, number in found)}) | Q(ticket__in=set(tickets))
    rows = Enquiry.objects.filter(wanted).select_related("ticket").order_by("-last_at", "-pk")
    asides = {row.pk: aside_of(row) for row in rows} if sealed or found or tickets else {}
    return [
        *((message_id, asides[number]) for message_id, number in found),
        *(("", one) for one in asides.values()),
    ]


def aside_of(row: Enquiry) -> Aside:
    """Return an enquiry as the rules see it."""
    ticket = row.ticket
    return Aside(
        row.pk,
        File(ticket.pk, ticket.desk_id, ticket.contact_id, ticket.organisation_id),
        frozenset(one["address"].lower() for one in row.recipients),
    )


def letters_for_a_person(
    desks: Sequence[Desk], *, before: int | None = None, most: int = 50
) -> list[Letter]:
    """Return held and quarantined letters, the newest first, a page at a time."""
    letters = Letter.objects.filter(desk__in=desks, state__in=FOR_A_PERSON)
    if before is not None:
        letters = letters.filter(pk__lt=before)
    return list(letters.select_related("desk").defer("raw").order_by("-pk")[:most])


def blocked_senders(desk: int, *, most: int = 200) -> list[BlockedSender]:
    """Return the addresses that were blocked on a desk, those that still are first."""
    rows = BlockedSender.objects.filter(desk=desk).select_related("ticket")
    return list(rows.order_by(F("ended_at").desc(nulls_first=True), "-pk")[:most])


def letters_put_aside(desk: int, *, most: int = 50) -> list[Letter]:
    """Return what blocked senders sent, the newest first."""
    rows = Letter.objects.filter(desk=desk, why=PUT_ASIDE).defer("raw")
    return list(rows.order_by("-pk")[:most])


Opener = tuple[int, int, str]
"""Who asks to open a request: desk, organisation, address."""


def unnamed_openers(openers: Collection[Opener], *, at: datetime) -> set[Opener]:
    """Return those whose contract lets only named contacts open requests, and names them not.

    Whoever was merged is named by any of their addresses.
    """
    contracts = contracts_of(
        desks={desk for desk, _, _ in openers},
        organisations={organisation for _, organisation, _ in openers},
        at=at,
    )
    unnamed = {
        (desk, organisation, address): {one for terms in held for one in terms.contacts}
        for desk, organisation, address in openers
        for held in [contracts.get((desk, organisation), ())]
        if any(terms.only_named_contacts for terms in held if terms.standing(at) == "in_force")
        and not any(address.lower() in terms.contacts for terms in held)
    }
    if not unnamed:
        return set()
    own = own_addresses({address.lower() for _desk, _place, address in unnamed})
    return {one for one, named in unnamed.items() if own[one[2].lower()].isdisjoint(named)}
