"""Keeping two records of one person as one, and undoing it."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.overview.customers.actions.moving import follow_contact, promise_moved
from permanence.overview.customers.models import ContactMerge
from permanence.overview.customers.queries.duplicates import may_undo
from permanence.overview.customers.rules.merging import (
    CHOSEN,
    Choice,
    Kind,
    kind_of_merge,
    take_back,
)
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.actions import check_contact
from permanence.world.accounts.models import Contact
from permanence.world.accounts.queries import card_of_contact
from permanence.world.accounts.rules import ContactCard, differences

# Contents of somebody without organisation are kept by contact; the same one is kept once.
COPY_CONTENT: Final = """
insert into files_blob (organisation_id, contact_id, sha256, size, content, path)
select null, %(to)s, blob.sha256, blob.size, blob.content, blob.path
from files_blob blob
where blob.organisation_id is null and blob.contact_id = %(from)s and blob.id in (
    select a.blob_id from tickets_attachment a join tickets_entry e on e.id = a.entry_id
    where e.ticket_id = any(%(tickets)s)
)
on conflict do nothing
"""
POINT_TO_COPY: Final = """
update tickets_attachment a set blob_id = theirs.id
from files_blob own, files_blob theirs, tickets_entry e
where a.blob_id = own.id and a.entry_id = e.id and e.ticket_id = any(%(tickets)s)
  and own.organisation_id is null and own.contact_id = %(from)s
  and theirs.organisation_id is null and theirs.contact_id = %(to)s and theirs.sha256 = own.sha256
"""
GIVE_REQUESTS: Final = """
update tickets_ticket set contact_id = %(to)s
where id = any(%(tickets)s) and contact_id = %(from)s returning id
"""
GIVE_FORMS: Final = """
update intake_form set contact_id = %(to)s where contact_id = %(from)s and admitted_at is null
"""


class NotMerged(Refusal):
    """Two contacts that cannot become one."""


class NotConfirmed(Refusal):
    """More than one customer is touched: that has to be meant."""


class StandsForGood(Refusal):
    """A merge that was undone already, or is too old, or is part of a later one."""


def merge_contacts(
    merged: Contact, survivor: Contact, choice: Choice, *, by: Actor, at: datetime
) -> ContactMerge:
    """Let two contacts be one person: the survivor, who says what was chosen of both.

    Requests go along, except those of another organisation, which stay where they are. The merged
    contact stays as an address by which the survivor is recognised; its portal sessions end.
    """
    merged, survivor = hold_contacts(merged, survivor)
    kind = check_merge(merged, survivor, choice)
    before = card_of_contact(survivor)
    is_one_address = merged.email == survivor.email
    tickets = requests_going(merged, kind)
    if kind is Kind.TAKEN_IN:
        take_in(merged, survivor, tickets, is_one_address=is_one_address)
    given = give_requests(tickets, merged, survivor)
    if kind is not Kind.APART:
        give_forms(merged, survivor)
    aliases = list(merged.aliases.order_by("pk").values_list("pk", flat=True))
    Contact.objects.filter(pk__in=aliases).update(merged_into=survivor)
    card = replace(choice.card, email=survivor.email)
    has_log_in = unite_cards(merged, survivor, card)
    merge = ContactMerge.objects.create(
        merged=merged,
        survivor=survivor,
        kind=kind,
        kept={
            "tickets": given,
            "aliases": aliases,
            "changes": differences(before, card),
            "is_one_address": is_one_address,
            "has_log_in": has_log_in,
        },
        by=by.key,
        by_name=by.name,
        merged_at=at,
    )
    record_merge(merge, "contact.merged", by=by, at=at)
    tell_requests(given, "ticket.contact_merged", (merged, survivor), by=by, at=at)
    if kind is Kind.TAKEN_IN and survivor.organisation is not None:
        promise_moved(given, survivor.organisation, by=by, at=at)
    return merge


def hold_contacts(one: Contact, other: Contact) -> tuple[Contact, Contact]:
    """Return both contacts as they are now, held against requests that arrive meanwhile."""
    rows = Contact.objects.filter(pk__in=[one.pk, other.pk]).order_by("pk")
    held = {row.pk: row for row in rows.select_for_update()}
    return held[one.pk], held[other.pk]


def check_merge(merged: Contact, survivor: Contact, choice: Choice) -> Kind:
    """Return what this merge is; refuse one that cannot be, or that was not meant so."""
    if merged.pk == survivor.pk:
        raise NotMerged(_("This is one contact already."))
    if merged.merged_into_id is not None or survivor.merged_into_id is not None:
        raise NotMerged(_("One of the two was merged meanwhile: see who is there now."))
    kind = kind_of_merge(merged.organisation_id, survivor.organisation_id)
    if kind is None:
        raise NotMerged(
            _("Keep the contact that belongs to an organisation, and merge the other into it.")
        )
    if kind is not Kind.WITHIN and not choice.is_confirmed:
        raise NotConfirmed(
            _("Confirm that this person belongs to {name} now."), name=place_of(survivor)
        )
    return kind


def place_of(contact: Contact) -> str:
    """Return the name of a contact's organisation."""
    return contact.organisation.name if contact.organisation else ""


def requests_going(merged: Contact, kind: Kind) -> list[int]:
    """Return the requests that go along, held; those of another customer never do."""
    if kind is Kind.APART:
        return []
    rows = Ticket.objects.filter(contact=merged, organisation=merged.organisation_id)
    return list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def take_in(
    merged: Contact, survivor: Contact, tickets: list[int], *, is_one_address: bool
) -> None:
    """Let the requests of somebody without organisation belong to the survivor's.

    So does the contact, unless the organisation knows the very address already.
    """
    place = survivor.organisation
    assert place is not None  # noqa: S101 -- for the types: the kind says so
    if not is_one_address:
        check_contact(merged, place.pk, merged.email)
        merged.organisation = place
        merged.save(update_fields=["organisation"])
    follow_contact(merged, place, tickets)


def give_requests(tickets: list[int], giver: Contact, taker: Contact) -> list[int]:
    """Let requests and their contents be another contact's; return which requests."""
    facts: dict[str, Any] = {"from": giver.pk, "to": taker.pk, "tickets": tickets}
    with connection.cursor() as cursor:
        for statement in (COPY_CONTENT, POINT_TO_COPY):
            cursor.execute(statement, facts)
        cursor.execute(GIVE_REQUESTS, facts)
        return sorted(int(pk) for (pk,) in cursor.fetchall())


def give_forms(giver: Contact, taker: Contact) -> None:
    """Let what was sent on the portal and is not admitted yet be another contact's."""
    with connection.cursor() as cursor:
        cursor.execute(GIVE_FORMS, {"from": giver.pk, "to": taker.pk})


def unite_cards(merged: Contact, survivor: Contact, card: ContactCard) -> bool:
    """Let the survivor say what was chosen; return whether it took over the other's log-in."""
    takes_log_in = survivor.user_id is None and merged.user_id is not None
    if takes_log_in:
        survivor.user_id, merged.user_id = merged.user_id, None
    merged.merged_into = survivor
    merged.save(update_fields=["merged_into", "user"])
    for field in CHOSEN:
        setattr(survivor, field, getattr(card, field))
    survivor.save(update_fields=[*CHOSEN, "user"])
    return takes_log_in


def undo_contact_merge(merge: ContactMerge, *, by: Actor, at: datetime) -> None:
    """Let two contacts be two again: what moved goes back, what came since stays.

    Who was taken into an organisation stays there: what others have read cannot be unread.
    """
    merged, survivor = hold_contacts(Contact(pk=merge.merged_id), Contact(pk=merge.survivor_id))
    held = ContactMerge.objects.select_related("survivor")
    merge = held.select_for_update(no_key=True, of=("self",)).get(pk=merge.pk)
    if not may_undo(merge, at=at):
        raise StandsForGood(_("This merge stands: it is too old, undone, or part of a later one."))
    merge.undone_at = at
    merge.save(update_fields=["undone_at"])
    Contact.objects.filter(pk__in=merge.kept["aliases"], merged_into=survivor).update(
        merged_into=merged
    )
    given = give_back(merge, merged, survivor)
    merged.merged_into = None
    if merge.kept["has_log_in"]:
        merged.user_id, survivor.user_id = survivor.user_id, None
    merged.save(update_fields=["merged_into", "user"])
    put_back = take_back(merge.kept["changes"], asdict(card_of_contact(survivor)))
    for field, was in put_back.items():
        setattr(survivor, field, was)
    survivor.save(update_fields=[*put_back, "user"])
    record_merge(merge, "contact.merge_undone", by=by, at=at)
    tell_requests(given, "ticket.contact_parted", (survivor, merged), by=by, at=at)


def give_back(merge: ContactMerge, merged: Contact, survivor: Contact) -> list[int]:
    """Give the requests back that moved and are the survivor's still; return which."""
    tickets = Ticket.objects.filter(pk__in=merge.kept["tickets"], contact=survivor)
    held = tickets.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True)
    return give_requests(list(held), survivor, merged)


def record_merge(merge: ContactMerge, act: str, *, by: Actor, at: datetime) -> None:
    """Record a merge or its end on both contacts and their organisations, from what to what."""
    merged, survivor = merge.merged, merge.survivor
    subjects = {f"contact:{merged.pk}": merged, f"contact:{survivor.pk}": survivor}
    for one in (merged, survivor):
        if one.organisation_id is not None:
            subjects[f"organisation:{one.organisation_id}"] = one
    for subject, one in subjects.items():
        record(
            act,
            subject,
            at=at,
            actor=by,
            organisation=one.organisation_id,
            name=str(merged),
            to=str(survivor),
            kind=merge.kind,
            tickets=len(merge.kept["tickets"]),
            changes=merge.kept["changes"] if act == "contact.merged" else {},
        )


def tell_requests(
    tickets: list[int], act: str, people: tuple[Contact, Contact], *, by: Actor, at: datetime
) -> None:
    """Say in each file whose it was and whose it is."""
    was, now = people
    for ticket in Ticket.objects.filter(pk__in=tickets).order_by("pk"):
        record_on(ticket, act, at=at, actor=by, was=str(was), now=str(now))
