"""How often one address or one place may ask for something, in a quarter of an hour."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from permanence.world.accounts.actions import count_attempt

REQUESTS_OF_A_CONTACT = 30
REQUESTS_OF_A_PLACE = 10
LINKS_OF_A_PLACE = 20
LINKS_TO_AN_ADDRESS = 3


def place_of(request: HttpRequest) -> str:
    """Return where a request comes from."""
    return str(request.META.get("REMOTE_ADDR", ""))


def sends_too_much(request: HttpRequest, contact: int | None, *, at: datetime) -> bool:
    """Count one more form and say whether there are too many from this contact or place.

    Runs outside the portal's role, which counts nothing, so that a failed form counts as well.
    """
    if contact is not None:
        return count_attempt(f"form:contact:{contact}", at=at) > REQUESTS_OF_A_CONTACT
    return count_attempt(f"form:place:{place_of(request)}", at=at) > REQUESTS_OF_A_PLACE


def asks_too_often(request: HttpRequest, email: str, *, at: datetime) -> bool:
    """Count one more wish for a link and say whether there are too many, by place or address."""
    by_place = count_attempt(f"link:place:{place_of(request)}", at=at)
    by_address = count_attempt(f"link:address:{email.lower()}", at=at)
    return by_place > LINKS_OF_A_PLACE or by_address > LINKS_TO_AN_ADDRESS
