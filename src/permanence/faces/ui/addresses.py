"""Addresses of pages that one page names dozens of times."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=8192)
def address_of(name: str, *of: object) -> str:
    """Return the address of a page; to find it among hundreds takes longer than to remember it."""
    return reverse(name, args=of)
