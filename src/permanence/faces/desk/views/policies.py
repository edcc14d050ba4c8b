"""The versions of a desk's policy, and what each changed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import Reader, StaffRequest, staff_page
from permanence.faces.desk.presenting.moments import say_moment
from permanence.faces.desk.presenting.policies import show_change
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.words import say_words
from permanence.faces.desk.views.files import answer_file
from permanence.ground.lib.paths import link_to
from permanence.promises.policies.models import PolicyVersion
from permanence.promises.policies.queries import (
    LoadedPolicy,
    difference_from_last,
    version_after,
    version_before,
    version_numbered,
    versions_of,
)
from permanence.promises.policies.rules.comparing import compare_promises, favour_clauses
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


@require_safe
@staff_page(Right.READ_POLICIES)
def policies(request: StaffRequest) -> HttpResponse:
    """Show the versions of a desk's policy, the latest to take effect first."""
    desk = access.desk(request, Right.READ_POLICIES)
    versions = versions_of(desk.key)
    context = {
        "shell": build_shell(request, desk, place="policies"),
        "rows": [
            show_version(one, versions, request.reader, desk)
            | {"changes": len(difference_from_last(one)) if version_before(one) else None}
            for one in versions
        ],
        "public_url": link_to("policy", base="", desk=desk.key),
        "new_url": address_of_new(request, desk),
        "empty": {
            "icon": "book",
            "title": _("No policy is loaded"),
            "text": _("Load one with: permanence policy load FILE"),
        },
    }
    return render(request, "desk/policies.html", context)


@require_safe
@staff_page(Right.READ_POLICIES)
def policy_version(request: StaffRequest, key: str, number: int) -> HttpResponse:
    """Show one version and how it differs from the one before."""
    desk, found = find_version(request, key, number)
    shown = show_version(found, versions_of(key), request.reader, desk)
    before = version_before(found)
    back = f"{reverse('desk:policies')}?{urlencode({'desk': key})}"
    context = {
        "shell": build_shell(request, desk, place="policies"),
        "version": shown
        | {
            "back_url": back,
            "public_url": f"{link_to('policy', base='', desk=key)}/{number}",
            "source_url": reverse("desk:policy-source", args=[key, number]),
            "before": str(before.number) if before else "",
            "after": show_successor(found, request.reader, desk),
        },
        "changes": show_changes(found, before),
    }
    return render(request, "desk/policy_version.html", context)


@require_safe
@staff_page(Right.READ_POLICIES)
def policy_source(request: StaffRequest, key: str, number: int) -> HttpResponse:
    """Download the document of a version as it was loaded."""
    _desk, found = find_version(request, key, number)
    document = PolicyVersion.objects.values_list("document", flat=True).get(pk=found.version)
    return answer_file(document.encode(), name=f"{key}-{number}.toml", kind="application/toml")


def address_of_new(request: StaffRequest, desk: Desk) -> str:
    """Return where a new version is looked at and loaded; empty for who may not."""
    if not request.reader.may(Right.LOAD_POLICIES, desk.pk):
        return ""
    return f"{reverse('desk:policy-new')}?{urlencode({'desk': desk.key})}"


def show_successor(found: LoadedPolicy, reader: Reader, desk: Desk) -> Shown | None:
    """Return the version that replaced this one, or will."""
    after = version_after(found)
    if after is None:
        return None
    told = {"number": after.number, "instant": say_moment(after.effective_at, reader)}
    text = (
        _("Version %(number)s replaces it: %(instant)s")
        if after.effective_at > reader.at
        else _("Version %(number)s replaced it: %(instant)s")
    )
    return {
        "text": text % told,
        "url": reverse("desk:policy-version", args=[desk.key, after.number]),
    }


def show_changes(found: LoadedPolicy, before: LoadedPolicy | None) -> list[Shown]:
    """Return what a version changed against the one it replaced, and whom that favours."""
    if before is None:
        return []
    start = found.effective_at
    promises = compare_promises(before.policy, found.policy, start=start)
    favours = favour_clauses(before.policy, found.policy, promises, start=start)
    return [
        show_change(one, favours, found.policy, before.policy)
        for one in difference_from_last(found)
    ]


def find_version(request: StaffRequest, key: str, number: int) -> tuple[Desk, LoadedPolicy]:
    """Return the desk and the version; 404 for a desk whose policy the reader may not read."""
    allowed = {one.key: one for one in access.desks(request, Right.READ_POLICIES)}
    found = version_numbered(key, number) if key in allowed else None
    if found is None:
        raise Http404
    return allowed[key], found


def show_version(
    found: LoadedPolicy, versions: list[LoadedPolicy], reader: Reader, desk: Desk
) -> Shown:
    """Return a version as the list and its page show it."""
    standing = standing_of(found, versions, reader)
    loaded = {"instant": say_moment(found.loaded_at, reader), "who": found.loaded_by}
    return {
        "version": str(found.number),
        "title": say_words(found.policy.title, found.policy.default_language),
        "effective": say_moment(found.effective_at, reader),
        "effective_iso": found.effective_at.isoformat(),
        "standing": standing,
        "standing_label": {
            "in_force": _("in force"),
            "coming": _("coming"),
            "past": _("past"),
        }[standing],
        "loaded": _("%(instant)s, by %(who)s") % loaded,
        "url": reverse("desk:policy-version", args=[desk.key, found.number]),
        "tickets": None,
    }


def standing_of(found: LoadedPolicy, versions: list[LoadedPolicy], reader: Reader) -> str:
    """Return whether a version holds now, will hold, or held."""
    if found.effective_at > reader.at:
        return "coming"
    holding = next(one for one in versions if one.effective_at <= reader.at)
    return "in_force" if holding.version == found.version else "past"
