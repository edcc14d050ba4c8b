"""Contacts that are likely one person, found by what they share; and what goes with a merge."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q

from permanence.overview.customers.models import ContactMerge
from permanence.overview.customers.rules.duplicates import Likeness, Person, find_likenesses
from permanence.overview.customers.rules.merging import Kind, undo_until
from permanence.promises.contracts.queries import contracts_of
from permanence.service.agreements.models import AgreementVersion
from permanence.service.intake.models import Form
from permanence.service.tickets.models import Draft, Enquiry, Ticket
from permanence.world.accounts.models import Contact, Desk

# Whoever shares a key may be one person; what many share says nothing. The rules look closer.
MOST_SHARING = 8
MOST_GROUPS = 400
# Whose keys they are is read only of those that are shared.
GROUPS = """
with shared as (
    select key from customers_sharedkey
    where contacts >= 2 and contacts <= %(most)s {narrowed} order by key limit %(groups)s
)
select array_agg(contact_id order by contact_id) from customers_contactkey
join shared using (key) group by key order by key
"""
OF_ORGANISATION = """
and key in (
    select theirs.key from customers_contactkey theirs
    join accounts_contact contact on contact.id = theirs.contact_id
    where contact.organisation_id = %(organisation)s
)
"""
OF_CONTACT = """
and key in (select theirs.key from customers_contactkey theirs where contact_id = %(contact)s)
"""


@dataclass(frozen=True)
class Pair:
    """Two contacts that are likely one person, with the signs."""

    one: Contact
    other: Contact
    likeness: Likeness


@dataclass(frozen=True)
class Baggage:
    """What a contact has, and so what a merge moves or leaves."""

    unended: int
    ended: int
    forms: int
    drafts: int
    enquiries: int
    agreements: int
    contracts: tuple[str, ...]
    addresses: tuple[str, ...]
    has_log_in: bool

    @property
    def requests(self) -> int:
        """All requests, open or ended."""
        return self.unended + self.ended


def pairs_alike(
    *, organisation: int | None = None, contact: int | None = None, most: int = 50
) -> list[Pair]:
    """Return contacts that are likely one person: all, those of a customer, those like one."""
    groups = groups_sharing(organisation=organisation, contact=contact)
    keys = {pk for group in groups for pk in group}
    people = read_people(keys)
    found = {
        (pair.one, pair.other): pair
        for group in groups
        for pair in find_likenesses([people[pk] for pk in group])
        if contact is None or contact in (pair.one, pair.other)
    }
    kept = [
        pair
        for pair in found.values()
        if organisation is None or organisation in organisations_of(pair, people)
    ]
    kept.sort(key=lambda pair: (-len(pair.signs), people[pair.one].name, pair.one))
    del kept[most:]
    rows = Contact.objects.select_related("organisation").in_bulk(
        {pk for pair in kept for pk in (pair.one, pair.other)}
    )
    return [Pair(rows[pair.one], rows[pair.other], pair) for pair in kept]


def read_people(keys: Collection[int]) -> dict[int, Person]:
    """Return contacts as they are compared, by their keys."""
    read = Contact.objects.filter(pk__in=keys)
    rows = read.values_list("pk", "organisation", "name", "email", "phone")
    return {row[0]: Person(*row) for row in rows}


def organisations_of(pair: Likeness, people: Mapping[int, Person]) -> set[int | None]:
    """Return where the two of a pair belong."""
    return {people[pair.one].organisation, people[pair.other].organisation}


def groups_sharing(*, organisation: int | None, contact: int | None) -> list[list[int]]:
    """Return the contacts that share something, as few at a time as say anything."""
    narrowed = OF_ORGANISATION if organisation is not None else ""
    if contact is not None:
        narrowed = OF_CONTACT
    facts = {
        "organisation": organisation,
        "contact": contact,
        "most": MOST_SHARING,
        "groups": MOST_GROUPS,
    }
    with connection.cursor() as cursor:
        cursor.execute(GROUPS.format(narrowed=narrowed), facts)
        return [[int(pk) for pk in group] for (group,) in cursor.fetchall()]


def baggage_of(contact: Contact, *, desks: Collection[Desk], at: datetime) -> Baggage:
    """Return what a contact has; contracts are those with the desks that somebody reads."""
    tickets = Ticket.objects.filter(contact=contact)
    unended = tickets.filter(ended=False).count()
    forms = Form.objects.filter(contact=contact, admitted_at=None)
    agreements = AgreementVersion.objects.filter(ticket__in=tickets.values("pk"))
    addresses = [contact.email, *contact.aliases.order_by("email").values_list("email", flat=True)]
    return Baggage(
        unended=unended,
        ended=tickets.count() - unended,
        forms=forms.count(),
        drafts=Draft.objects.filter(ticket__in=tickets.values("pk")).count(),
        enquiries=Enquiry.objects.filter(ticket__in=tickets.values("pk")).count(),
        agreements=agreements.values("ticket").distinct().count(),
        contracts=contracts_naming(contact, addresses, desks=desks, at=at),
        addresses=tuple(addresses),
        has_log_in=contact.user_id is not None,
    )


def contracts_naming(
    contact: Contact, addresses: Collection[str], *, desks: Collection[Desk], at: datetime
) -> tuple[str, ...]:
    """Return the numbers of the contracts that name one of somebody's addresses."""
    if contact.organisation_id is None:
        return ()
    keys = [desk.pk for desk in desks]
    found = contracts_of(desks=keys, organisations=[contact.organisation_id], at=at)
    held = [terms for contracts in found.values() for terms in contracts]
    return tuple(sorted(one.number for one in held if not set(addresses).isdisjoint(one.contacts)))


def merges_of(contact: Contact) -> list[ContactMerge]:
    """Return the merges that hold: into a contact, or of it, the newest first."""
    found = ContactMerge.objects.filter(Q(survivor=contact) | Q(merged=contact), undone_at=None)
    return list(found.select_related("merged", "survivor").order_by("-merged_at", "-pk"))


def may_undo(merge: ContactMerge, *, at: datetime) -> bool:
    """Say whether a merge can be undone now."""
    return (
        merge.undone_at is None
        and at <= undo_until(merge.merged_at)
        and not (merge.kind == Kind.TAKEN_IN and merge.kept["is_one_address"])
        and merge.survivor.merged_into_id is None
    )
