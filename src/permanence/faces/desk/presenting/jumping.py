"""Where a reference leads that was typed into the search: a ticket, incident, article, contract."""

from __future__ import annotations

import re
from typing import Final

from django.urls import reverse

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest
from permanence.faces.desk.presenting.article_words import article_url
from permanence.overview.worklists.queries import find_ticket
from permanence.promises.contracts.models import Contract
from permanence.service.incidents.queries import find_incident
from permanence.service.knowledge.queries import article_numbered
from permanence.service.tickets.rules.reference import find_references
from permanence.world.accounts.rules import Right

DIGITS: Final = 10
LONGEST: Final = 18
# What people put between the digits of a reference, and around it.
_BETWEEN: Final = re.compile(r"[\s.\-–/#\[\]]+")
_NAMED: Final = re.compile(r"(I|KB)[\s\-_]*([0-9]{1,9})", re.IGNORECASE)
_CONTRACT: Final = re.compile(r"[^\W\d_]{1,6}[-_/]?[0-9][0-9\-_/]*")


def address_of_reference(request: StaffRequest, query: str) -> str:
    """Return the address of what has this reference, if the reader may see it; empty for none."""
    if named := _NAMED.fullmatch(query.strip()):
        find = address_of_incident if named[1].upper() == "I" else address_of_article
        return find(request, named[2])
    if _CONTRACT.fullmatch(query.strip()):
        return address_of_contract(request, query.strip())
    return address_of_ticket(request, query)


def address_of_ticket(request: StaffRequest, query: str) -> str:
    """Return the address of the file whose reference was typed, in any writing."""
    digits = _BETWEEN.sub("", query)
    is_number = len(digits) == DIGITS and digits.isascii() and digits.isdecimal()
    numbers = [digits] if is_number else find_references(query)
    if len(numbers) != 1 or len(query) > LONGEST:
        return ""
    found = find_ticket(numbers[0])
    if found is None and access.may_open(request, numbers[0]):
        return reverse("desk:glass", args=numbers)
    if found is None or not request.reader.may(Right.READ_TICKETS, found[1]):
        return ""
    return reverse("desk:ticket", args=[found[0]])


def address_of_incident(request: StaffRequest, number: str) -> str:
    """Return the address of an incident that the reader may know of."""
    found = find_incident(int(number), desks=[one.pk for one in access.desks(request)])
    return reverse("desk:incident", args=[found.pk]) if found else ""


def address_of_article(request: StaffRequest, number: str) -> str:
    """Return the address of an article: of the desk that is before the reader, else of another."""
    may_read = access.desks(request, Right.READ_ARTICLES)
    here = access.desk(request).pk
    for desk in sorted(may_read, key=lambda one: one.pk != here):
        if found := article_numbered(desk.pk, number):
            return article_url(found, desk)
    return ""


def address_of_contract(request: StaffRequest, number: str) -> str:
    """Return the address of the contract of that number, if there is one alone."""
    may_read = access.desks(request, Right.READ_CONTRACTS)
    found = Contract.objects.filter(desk__in=may_read, number__iexact=number)
    keys = list(found.values_list("pk", flat=True)[:2])
    return reverse("desk:contract", args=keys) if len(keys) == 1 else ""
