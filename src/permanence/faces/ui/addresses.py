"""Addresses of pages that one page names dozens of times."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse

ANY_TICKET = "any-ticket"


@lru_cache(maxsize=8192)
def address_of(name: str, *of: object) -> str:
    """Return the address of a page; to find it among hundreds takes longer than to remember it."""
    return reverse(name, args=of)


def ticket_address(name: str, reference: str, *of: object) -> str:
    """Return the address of a page of a ticket; a ticket's own page names some twenty of them."""
    return address_of(name, ANY_TICKET, *of).replace(ANY_TICKET, reference)
