"""How often one address or one place may ask for something, in a quarter of an hour."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from permanence.world.accounts.actions import count_attempt

REQUESTS_OF_A_CONTACT = 30
REQUESTS_OF_A_PLACE = 10
LINKS_OF_A_PLACE = 20
LINKS_TO_AN_ADDRESS = 3
VERDICTS_OF_A_PLACE = 40
VERDICTS_ON_AN_ARTICLE = 5
ROBOTS = ("bot", "crawl", "spider", "slurp", "preview", "scan")


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


def judges_too_much(request: HttpRequest, article: str, *, at: datetime) -> bool:
    """Count one more answer to whether an article helped, and say whether there are too many."""
    place = place_of(request)
    by_place = count_attempt(f"verdict:place:{place}", at=at)
    of_article = count_attempt(f"verdict:article:{place}:{article}", at=at)
    return by_place > VERDICTS_OF_A_PLACE or of_article > VERDICTS_ON_AN_ARTICLE


def reads_as_person(request: HttpRequest) -> bool:
    """Say whether a page is asked for by somebody who reads it, as far as that can be seen.

    Not so what a browser fetches in advance, what search engines fetch, and heads alone.
    """
    is_ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    program = str(request.META.get("HTTP_USER_AGENT", "")).lower()
    is_robot = any(word in program for word in ROBOTS)
    return request.method == "GET" and not is_ahead and not is_robot
