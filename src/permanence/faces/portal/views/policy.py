"""The public policy: the document that the desk runs by, as a page."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from permanence.faces.portal.access import Guest, enter_desk
from permanence.faces.portal.shell import furnish_page
from permanence.faces.ui.templatetags.ui import asset
from permanence.ground.lib.dates import say_date
from permanence.promises.policies.models import PolicyVersion
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import PolicyPage, page_of


@require_safe
def show_policy(request: HttpRequest, desk: str) -> HttpResponse:
    """Show the policy in force, in the reader's language."""
    with enter_desk(request, desk) as guest:
        version = PolicyVersion.objects.defer("document").get(pk=guest.version)
        return show_page(request, guest, version)


@require_safe
def show_version(request: HttpRequest, desk: str, number: int) -> HttpResponse:
    """Show one version of the policy, in force or not."""
    with enter_desk(request, desk) as guest:
        version = (
            PolicyVersion.objects.defer("document").filter(desk=guest.desk, number=number).first()
        )
        if version is None:
            raise Http404
        return show_page(request, guest, version)


def show_page(request: HttpRequest, guest: Guest, version: PolicyVersion) -> HttpResponse:
    """Return the page of a version, or say that the reader's copy of it still holds."""
    tag = tag_page(request, guest, version)
    known = get_conditional_response(request, etag=tag) if tag else None
    if known is not None:
        return known
    policy = policy_of_version(version.pk)
    language = guest.language if guest.language in policy.languages else policy.default_language
    page = write_page(version.pk, language)
    context = furnish_page(
        request,
        guest,
        place="policy",
        page=page,
        intro=page.intro,
        operated_intro=page.operated_intro,
        version=describe_version(guest, version)
        | {"notice": warn_reader(guest, version, language)},
        versions=list_versions(guest, version),
    )
    response = render(request, "portal/policy.html", context)
    if tag:
        response.headers["ETag"] = tag
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    patch_cache_control(response, private=True, no_cache=True)
    return response


@lru_cache(maxsize=64)
def write_page(version_id: int, language: str) -> PolicyPage:
    """Return what a version says in a language; it never changes, so a process writes it once."""
    return page_of(policy_of_version(version_id), language)


def tag_page(request: HttpRequest, guest: Guest, version: PolicyVersion) -> str:
    """Return the tag of all that the page shows; empty when it also shows a passing message.

    The reader's form token is part of it: a kept page with another one could not be sent from.
    """
    if "messages" in request.COOKIES:
        return ""
    shown = (
        version.pk,
        guest.version,
        count_versions(guest),
        guest.language,
        guest.contact.pk if guest.contact else 0,
        request.COOKIES.get("theme", ""),
        request.COOKIES.get("csrftoken", ""),
        request.get_full_path(),
        asset("app.js"),
        asset("public.css"),
    )
    return f'"{hashlib.sha256(repr(shown).encode()).hexdigest()[:32]}"'


def count_versions(guest: Guest) -> int:
    """Return how many versions the page lists."""
    return PolicyVersion.objects.filter(desk=guest.desk).count()


def describe_version(guest: Guest, version: PolicyVersion) -> dict[str, Any]:
    """Return a version with its date in words."""
    effective = version.effective_at.astimezone(guest.zone)
    return {
        "number": version.number,
        "effective": say_date(effective.date(), "j F Y"),
        "effective_iso": effective.date().isoformat(),
    }


def list_versions(guest: Guest, shown: PolicyVersion) -> list[dict[str, Any]]:
    """Return every version of the desk's policy, the newest first."""
    versions = PolicyVersion.objects.filter(desk=guest.desk).defer("document").order_by("-number")
    return [
        describe_version(guest, version)
        | {
            "url": reverse("portal:policy-version", args=[guest.desk.key, version.number]),
            "current": version.pk == shown.pk,
        }
        for version in versions
    ]


def warn_reader(guest: Guest, version: PolicyVersion, language: str) -> str:
    """Return what the reader must know before: not in force, or not in their language."""
    notices = []
    if version.effective_at > guest.at:
        notices.append(gettext("This version is not in force yet."))
    elif version.pk != guest.version:
        notices.append(gettext("This version is no longer in force."))
    if language != guest.language:
        notices.append(gettext("This policy is not published in your language."))
    return " ".join(notices)
