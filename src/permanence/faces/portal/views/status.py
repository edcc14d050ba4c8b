"""How a desk's service stands, for everybody: no log-in, no cookie, kept by caches."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from permanence.faces.portal.status.feeding import TYPES
from permanence.faces.portal.status.page import LANGUAGES, Matter, Place, write_page, write_place
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import portal
from permanence.promises.policies.queries import NoPolicy, policy_in_force
from permanence.service.status.queries.pages import page_of, public_page
from permanence.world.accounts.models import Desk

KEPT = 15  # seconds for which anybody may keep a page


@require_safe
def show_status(request: HttpRequest, desk: str) -> HttpResponse:
    """Show the state in the language that the reader's browser asks for."""
    language = translation.get_language_from_request(request)
    response = answer_page(request, read_matter(desk), language, is_root=True)
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
def show_status_in(request: HttpRequest, desk: str, language: str) -> HttpResponse:
    """Show the state in a language."""
    if language not in LANGUAGES:
        raise Http404
    return answer_page(request, read_matter(desk), language)


@require_safe
def show_feed(
    request: HttpRequest, desk: str, language: str, place: str, form: str
) -> HttpResponse:
    """Return a feed of everything or of one component."""
    if language not in LANGUAGES or form not in TYPES:
        raise Http404
    told = write_place(read_matter(desk), language, place, form)
    if told is None:
        raise Http404
    return keep(request, HttpResponse(told, content_type=TYPES[form]), language)


def read_matter(desk: str) -> Matter:
    """Return what a desk's page is made of, as everybody may read it; 404 without one."""
    at = now()
    with portal(organisation=None, contact=None):
        found = Desk.objects.filter(key=desk).first()
        page = page_of(found.pk) if found else None
        if found is None or page is None:
            raise Http404
        try:
            _version, policy = policy_in_force(desk, at=at)
        except NoPolicy:
            raise Http404 from None
        return Matter(policy, page, public_page(found.pk), at)


def answer_page(
    request: HttpRequest, matter: Matter, language: str, *, is_root: bool = False
) -> HttpResponse:
    """Return the page, or that what the reader keeps of it still holds."""
    told = write_page(matter, language, Place(is_root=is_root))
    return keep(request, HttpResponse(told), language)


def keep(request: HttpRequest, response: HttpResponse, language: str) -> HttpResponse:
    """Let anybody keep an answer for a moment, and ask again cheaply."""
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = tag
    response.headers["Content-Language"] = language
    patch_cache_control(response, public=True, max_age=KEPT)
    known = get_conditional_response(request, etag=tag, response=response)
    return known or response
