"""Customers and their people: found, paged, and what they have open."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import (
    Count,
    Exists,
    Expression,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    TextField,
)
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan
from django.db.models.lookups import Contains

from permanence.ground.lib.prepared import Prepared
from permanence.overview.worklists.queries.lists import Row, rows_of
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Contact, Organisation, OrganisationDomain

REQUESTS_SHOWN = 20
FEWEST_DIGITS = 4
SHORTEST = 3
# So many are looked for by name.
MOST = 10
# Of three letters, too many names have two.
SHORTEST_NEAR = 4
NEAR = 0.45
# A plan that walks the names until enough are called so looks cheap, and reads them all where few
# are: their parts are looked up. And how much of a name has to be alike to come near.
PARTS = f"""
select set_config('enable_indexscan', %s, true), set_config('enable_seqscan', %s, true),
       set_config('pg_trgm.word_similarity_threshold', '{NEAR}', true)
"""
NEAREST_NAMES = """
(select id from {table} where upper(%(word)s) <%% upper(name)
 order by word_similarity(upper(%(word)s), upper(name)) desc, id limit %(most)s)
"""
NEAREST = f"""
select array{NEAREST_NAMES.format(table=Organisation._meta.db_table)},
       array{NEAREST_NAMES.format(table=Contact._meta.db_table)}
"""
# The index of phone numbers holds just these words of SQL, so none of them may be a value.
DIGITS = Func(
    F("phone"),
    template=r"regexp_replace(%(expressions)s, '\D', '', 'g')",
    output_field=TextField(),
)


class Place(NamedTuple):
    """Where a page ends: the name and the number of its last row."""

    name: str
    number: int


class People(NamedTuple):
    """Customers and people that were found; `is_near` says that none is called quite so."""

    organisations: list[Organisation]
    contacts: list[Contact]
    is_near: bool


class Customer(NamedTuple):
    """An organisation of a list, with its mail domains and how many contacts it has."""

    organisation: Organisation
    domains: list[str]
    contacts: int

    @property
    def place(self) -> Place:
        """Where a page ends with it."""
        return Place(self.organisation.name, self.organisation.pk)


def page_organisations(
    *, search: str = "", after: Place | None = None, most: int = 50
) -> list[Customer]:
    """Return the next organisations by name.

    `search` is part of a name or of a mail domain; of an address, what stands behind the @.
    """
    rows = Organisation.objects.order_by("name", "pk")
    if search:
        domain = search.rpartition("@")[2]
        named = OrganisationDomain.objects.filter(
            organisation=OuterRef("pk"), domain__icontains=domain
        )
        rows = rows.filter(Q(name__icontains=search) | Exists(named))
    found = list(follow_names(rows, after)[:most])
    keys = [one.pk for one in found]
    domains: dict[int, list[str]] = {}
    for one in OrganisationDomain.objects.filter(organisation__in=keys).order_by("domain"):
        domains.setdefault(one.organisation_id, []).append(one.domain)
    counted = Contact.objects.filter(organisation__in=keys).standing().values_list("organisation")
    counts = dict(counted.annotate(Count("pk")))
    return [Customer(one, domains.get(one.pk, []), counts.get(one.pk, 0)) for one in found]


def page_contacts(
    *,
    search: str = "",
    organisation: int | None = None,
    is_placed: bool = True,
    after: Place | None = None,
    most: int = 50,
) -> list[Contact]:
    """Return the next contacts by name: of all organisations or of one, or those of none.

    `search` is part of a name or an address, or digits of a phone number. Other addresses of
    somebody stand in no list, but are found.
    """
    rows = Contact.objects.filter(organisation__isnull=not is_placed).order_by("name", "pk")
    if not search:
        rows = rows.standing()
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    if search:
        rows = rows.filter(match_contact(search))
    rows = rows.select_related("organisation", "merged_into")
    return list(follow_names(rows, after)[:most])


def match_contact(search: str) -> Q:
    """Return which contacts a search means; gaps and signs in phone numbers do not matter.

    Nor does the nought that is only dialled at home, written as "(0)" behind the country.
    """
    digits = digits_of(search)
    return match_words(search) | match_number(digits) if digits else match_words(search)


def match_words(part: str | Expression) -> Q:
    """Return which contacts have something in their names or addresses."""
    return Q(name__icontains=part) | Q(email__icontains=part)


def match_number(digits: str | Expression) -> Q:
    """Return which contacts have these digits in a row in their phone number."""
    return Q(Contains(DIGITS, digits))


def digits_of(search: str) -> str:
    """Return the digits of what may be a part of a phone number; empty for what is none."""
    digits = "".join(letter for letter in search.replace("(0)", "") if letter.isdecimal())
    is_number = len(digits) >= FEWEST_DIGITS and not any(letter.isalpha() for letter in search)
    return digits.lstrip("0") if is_number else ""


NAMED = Prepared(lambda part: Organisation.objects.filter(name__icontains=part)[:MOST], "part")
CALLED = Prepared(
    lambda part: Contact.objects.filter(match_words(part)).values_list("pk", flat=True)[:MOST],
    "part",
)
NUMBERED = Prepared(
    lambda part, digits: Contact.objects.filter(
        match_words(part) | match_number(digits)
    ).values_list("pk", flat=True)[:MOST],
    "part",
    "digits",
)


def find_people(search: str, *, most: int, nearly: bool = True) -> People:
    """Return a few customers and people whose name, address or number a search names.

    When nobody is called so, those whose names come near to what was typed, unless `nearly` says
    that it is no name. `most` is at most `MOST`.
    """
    if len(search) < SHORTEST:
        return People([], [], is_near=False)
    digits = digits_of(search)
    with looking_up_parts():
        named = NAMED(part=search)[:most]
        found = NUMBERED(part=search, digits=digits) if digits else CALLED(part=search)
    contacts = read_survivors(found[:most])
    letters = sum(letter.isalpha() for letter in search)
    if named or contacts or letters < SHORTEST_NEAR or not nearly:
        return People(named, contacts, is_near=False)
    return find_near(search, most=most)


def read_survivors(numbers: Sequence[int]) -> list[Contact]:
    """Return these contacts by name; for one that was merged, whom it was merged into."""
    if not numbers:
        return []
    rows = Contact.objects.filter(pk__in=numbers).order_by("name", "pk")
    rows = rows.select_related("organisation", "merged_into__organisation")
    return list({one.pk: one for one in (row.merged_into or row for row in rows)}.values())


@contextmanager
def looking_up_parts() -> Iterator[None]:
    """Let what is asked for by a part of it be looked up in the index of parts."""
    with connection.cursor() as cursor:
        cursor.execute(PARTS, ["off", "off"])
        yield
        cursor.execute(PARTS, ["on", "on"])


def find_near(search: str, *, most: int) -> People:
    """Return a few customers and people whose names come near to a word, the nearest first."""
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, {"word": search, "most": most})
        near, called = cursor.fetchone()
    organisations = Organisation.objects.in_bulk(near)
    contacts = Contact.objects.standing().select_related("organisation").in_bulk(called)
    return People(
        [organisations[pk] for pk in near],
        [contacts[pk] for pk in called if pk in contacts],
        is_near=True,
    )


def follow_names(rows: QuerySet[Any], after: Place | None) -> QuerySet[Any]:
    """Return rows by name from the place on at which the page begins."""
    if after is None:
        return rows
    return rows.filter(TupleGreaterThan(Tuple("name", "pk"), (after.name, after.number)))


def requests_of(
    whose: Organisation | Contact, *, desks: Collection[int]
) -> tuple[list[Row], list[Row]]:
    """Return what a customer has open, the next due first, and the last that ended."""
    unended, ended = OF_ORGANISATION if isinstance(whose, Organisation) else OF_CONTACT
    asked = {"whose": whose.pk, "desks": list(desks)}
    return unended(**asked), ended(**asked)


def unended_among(tickets: QuerySet[Ticket], desks: Any) -> QuerySet[Ticket, Row]:
    """Return what is open on some desks, the next due first."""
    rows = tickets.filter(desk__pk__any_of=desks, ended=False)
    return rows_of(rows.order_by("order_at", "pk"))[:REQUESTS_SHOWN]


def ended_among(tickets: QuerySet[Ticket], desks: Any) -> QuerySet[Ticket, Row]:
    """Return what ended last on some desks."""
    rows = tickets.filter(desk__pk__any_of=desks, ended=True)
    return rows_of(rows.order_by("-pk"))[: REQUESTS_SHOWN // 2]


OF_ORGANISATION: Final = (
    Prepared(
        lambda whose, desks: unended_among(Ticket.objects.filter(organisation=whose), desks),
        "whose",
        "desks",
    ),
    Prepared(
        lambda whose, desks: ended_among(Ticket.objects.filter(organisation=whose), desks),
        "whose",
        "desks",
    ),
)
OF_CONTACT: Final = (
    Prepared(
        lambda whose, desks: unended_among(Ticket.objects.filter(contact=whose), desks),
        "whose",
        "desks",
    ),
    Prepared(
        lambda whose, desks: ended_among(Ticket.objects.filter(contact=whose), desks),
        "whose",
        "desks",
    ),
)


def count_following(contact: Contact) -> int:
    """Return how many requests go with a contact when it is moved."""
    return Ticket.objects.filter(contact=contact, organisation=None).count()
