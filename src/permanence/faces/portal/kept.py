"""Pages that a reader's browser keeps: made anew only when something on them changed."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from permanence.faces.portal.access import Guest
from permanence.faces.ui.bundle import asset


def tag_page(request: HttpRequest, guest: Guest, *told: object) -> str:
    """Return the tag of all that a page shows; empty when it also shows a passing message.

    The reader's form token is part of it: a kept page with another one could not be sent from.
    """
    if "messages" in request.COOKIES:
        return ""
    shown = (
        *told,
        guest.version,
        guest.has_articles,
        guest.language,
        guest.contact.pk if guest.contact else 0,
        request.COOKIES.get("theme", ""),
        request.COOKIES.get("csrftoken", ""),
        request.get_full_path(),
        asset("app.js"),
        asset("public.css"),
    )
    return f'"{hashlib.sha256(repr(shown).encode()).hexdigest()[:32]}"'


def find_kept(request: HttpRequest, tag: str) -> HttpResponseBase | None:
    """Return that what the reader keeps still holds; None where the page has to be made."""
    return get_conditional_response(request, etag=tag) if tag else None


def let_keep(response: HttpResponse, tag: str) -> HttpResponse:
    """Let the reader alone keep a page, and ask each time whether it still holds."""
    if tag:
        response.headers["ETag"] = tag
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    patch_cache_control(response, private=True, no_cache=True)
    return response
