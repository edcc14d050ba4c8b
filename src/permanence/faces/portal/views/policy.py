"""The public policy: the document that the desk runs by, as a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from permanence.faces.portal.access import Guest, enter_desk
from permanence.faces.portal.kept import find_kept, let_keep, tag_page
from permanence.faces.portal.ladder import show_ladder
from permanence.faces.portal.own_words import show_own_terms
from permanence.faces.portal.shell import furnish_page
from permanence.faces.portal.terms import OwnTerms, read_own_terms
from permanence.faces.ui.addresses import address_of
from permanence.ground.lib.dates import say_date
from permanence.ground.lib.prepared import Prepared
from permanence.promises.policies.models import PolicyVersion
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Policy, PolicyPage, differences, page_of

VERSIONS = Prepared(
    lambda desk: PolicyVersion.objects.filter(desk=desk).defer("document").order_by("-number"),
    "desk",
)


@require_safe
def show_policy(request: HttpRequest, desk: str) -> HttpResponseBase:
    """Show the policy in force, in the reader's language."""
    with enter_desk(request, desk) as guest:
        versions = VERSIONS(desk=guest.desk.pk)
        [version] = [one for one in versions if one.pk == guest.version]
        return show_page(request, guest, version, versions)


@require_safe
def show_version(request: HttpRequest, desk: str, number: int) -> HttpResponseBase:
    """Show one version of the policy, in force or not."""
    with enter_desk(request, desk) as guest:
        versions = VERSIONS(desk=guest.desk.pk)
        version = next((one for one in versions if one.number == number), None)
        if version is None:
            raise Http404
        return show_page(request, guest, version, versions)


def show_page(
    request: HttpRequest, guest: Guest, version: PolicyVersion, versions: Sequence[PolicyVersion]
) -> HttpResponseBase:
    """Return the page of a version, or say that the reader's copy of it still holds.

    What a customer's own contract gives is reckoned for this very moment, so that such a page is
    made anew each time.
    """
    in_force = version.pk == guest.version
    own = read_own_terms(guest, guest.policy) if in_force else OwnTerms()
    ladder = show_ladder(guest, own.standing) if in_force and guest.region else []
    is_own = bool(own.contracts or ladder)
    tag = "" if is_own else tag_page(request, guest, version.pk, len(versions))
    known = find_kept(request, tag)
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
        | {"notice": warn_reader(guest, version, language)}
        | point_elsewhere(guest, version, versions),
        coming=list_coming(guest, versions, language) if in_force else [],
        versions=list_versions(guest, version, versions),
        own=show_own_terms(own, guest, guest.policy),
        ladder=ladder,
        head=describe_head(request, guest, version),
    )
    response = render(request, "portal/policy.html", context)
    return let_keep(response, tag)


@lru_cache(maxsize=64)
def write_page(version_id: int, language: str) -> PolicyPage:
    """Return what a version says in a language; it never changes, so a process writes it once."""
    return page_of(policy_of_version(version_id), language)


def describe_version(guest: Guest, version: PolicyVersion) -> dict[str, Any]:
    """Return a version with its date in words."""
    effective = version.effective_at.astimezone(guest.zone)
    return {
        "number": version.number,
        "effective": say_date(effective.date(), "j F Y"),
        "effective_iso": effective.date().isoformat(),
    }


def describe_head(request: HttpRequest, guest: Guest, version: PolicyVersion) -> dict[str, Any]:
    """Return the one address of what the page shows, and the same page in each language.

    What is in force has the address without a number; every other version keeps its own, which
    search engines leave aside.
    """
    in_force = version.pk == guest.version
    path = (
        reverse("portal:policy", args=[guest.desk.key])
        if in_force
        else reverse("portal:policy-version", args=[guest.desk.key, version.number])
    )
    address = request.build_absolute_uri(path)
    offered = policy_of_version(version.pk).languages
    return {
        "canonical": address,
        "is_archived": not in_force,
        "languages": [{"code": code, "url": f"{address}?lang={code}"} for code in offered],
    }


def point_elsewhere(
    guest: Guest, version: PolicyVersion, versions: Iterable[PolicyVersion]
) -> dict[str, Any]:
    """Return which version replaced this one or will, and where the one in force stands."""
    later = [one for one in versions if take_turn(one) > take_turn(version)]
    after = min(later, key=take_turn, default=None)
    replaced = after is not None and after.effective_at <= guest.at
    return {
        "successor": link_version(guest, after) if after and replaced else None,
        "in_force_url": ""
        if version.pk == guest.version
        else reverse("portal:policy", args=[guest.desk.key]),
    }


def take_turn(version: PolicyVersion) -> tuple[datetime, int]:
    """Return in which order versions hold."""
    return version.effective_at, version.number


def list_coming(
    guest: Guest, versions: Iterable[PolicyVersion], language: str
) -> list[dict[str, Any]]:
    """Return the versions that will take effect, each with the published clauses it changes."""
    found = []
    before = guest.policy
    coming = [one for one in versions if one.effective_at > guest.at]
    for version in sorted(coming, key=take_turn):
        link, after = link_version(guest, version), policy_of_version(version.pk)
        found.append(
            link
            | {
                "changes": [
                    {
                        "before": one.before,
                        "after": one.after,
                        "url": f"{link['url']}#{one.key}" if one.after else f"#{one.key}",
                    }
                    for one in differences(before, after, language)
                    if is_news(one.key, before, after)
                ]
            }
        )
        before = after
    return found


def is_news(key: str, before: Policy, after: Policy) -> bool:
    """Say whether a published clause says something new by itself.

    A severity or level whose row only repeats a time that another clause promises does not.
    """
    clauses = [clause for clause in (before.clause(key), after.clause(key)) if clause]
    if not any(clause.published for clause in clauses):
        return False
    repeats = key.startswith(("severities.", "levels.")) and len(clauses) == 2
    return not repeats or clauses[0].text != clauses[1].text


def link_version(guest: Guest, version: PolicyVersion) -> dict[str, Any]:
    """Return a version with its date and its permanent address."""
    return describe_version(guest, version) | {
        "url": address_of("portal:policy-version", guest.desk.key, version.number)
    }


def list_versions(
    guest: Guest, shown: PolicyVersion, versions: Iterable[PolicyVersion]
) -> list[dict[str, Any]]:
    """Return every version of the desk's policy, the newest first."""
    return [
        link_version(guest, version)
        | {
            "current": version.pk == shown.pk,
            "in_force": version.pk == guest.version,
            "is_coming": version.effective_at > guest.at,
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
