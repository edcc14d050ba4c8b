"""The signs that a desk looks for at triage: read, changed, tried on past requests, put back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.signs import ScalesForm, SignForm, SignsForm, SignWordsForm
from permanence.faces.desk.presenting.services import services_of
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.sign_words import group_names
from permanence.faces.desk.presenting.signs import (
    address,
    list_groups,
    show_sign,
    show_trial_of_signs,
    show_versions,
)
from permanence.faces.ui.numbers import read_number
from permanence.promises.policies.queries import NoPolicy, policy_in_force
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.actions.signs import restore_signs, save_signs
from permanence.service.tickets.models import SignsVersion
from permanence.service.tickets.queries.sign_trials import try_signs
from permanence.service.tickets.queries.signs import (
    book_of,
    shipped_signs,
    signs_told,
    signs_versions,
)
from permanence.service.tickets.rules.sign_editing import (
    GROUPS,
    drop_sign,
    find_sign_faults,
    list_signs,
    put_scales,
    put_sign,
    put_words,
    read_scales,
)
from permanence.service.tickets.rules.signs import make_book
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right

Told = Mapping[str, Any]


@dataclass(frozen=True)
class Open:
    """A desk's book as it is changed: its number, what it says, and the policy beside it."""

    desk: Desk
    policy: Policy
    number: int
    told: Told


@require_safe
@staff_page(Right.READ_TICKETS)
def triage_signs(request: StaffRequest) -> HttpResponse:
    """Show the signs of a desk with what they speak for, and every version of them."""
    found = open_book(request, Right.READ_TICKETS)
    desk = found.desk
    edits = request.reader.may(Right.EDIT_AUTOMATION, desk.pk)
    scales = read_scales(found.told)
    context = {
        "shell": build_shell(request, desk, place="triage-signs"),
        "signs": [show_sign(one, desk, may_edit=edits) for one in list_signs(found.told)],
        "groups": list_groups(desk, found.told, may_edit=edits),
        "needed": scales.needed,
        "strong": scales.strong,
        "number": found.number,
        "versions": show_versions(
            signs_versions(desk),
            shipped_signs(desk, found.policy.ordered_by),
            request.reader,
            restores=edits,
        ),
        "new_url": address("triage-sign", desk) if edits else "",
        "weights_url": address("triage-weights", desk) if edits else "",
        "restore_url": address("triage-restore", desk) if edits else "",
    }
    return render(request, "desk/triage_signs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.EDIT_AUTOMATION)
def triage_sign(request: StaffRequest) -> HttpResponse:
    """Write a sign, change it or take it away; what it would do can be tried first."""
    found = open_book(request)
    was = request.GET.get("key", "")
    sign = next((one for one in list_signs(found.told) if one.key == was), None)
    if was and sign is None:
        raise Http404
    form = SignForm(
        sent_to(request),
        policy=found.policy,
        services=services_of(found.policy),
        sign=sign,
        number=found.number,
    )
    if sign and request.POST.get("act") == "delete":
        return settle(request, found, form, drop_sign(found.told, was), title=was)
    told: Told | None = None
    is_wrong = form.is_valid() and form.point_at(find_sign_faults(found.told, form.draft, was=was))
    if form.is_valid() and not is_wrong:
        told = put_sign(found.told, form.draft, was=was)
    title = was or _("New sign")
    return settle(request, found, form, told, title=title, deletes=sign is not None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.EDIT_AUTOMATION)
def triage_words(request: StaffRequest, group: str) -> HttpResponse:
    """Change one of the lists of words."""
    found = open_book(request)
    if group not in GROUPS:
        raise Http404
    words = found.told.get(group, {})
    form = SignWordsForm(sent_to(request), words=words, number=found.number)
    told = put_words(found.told, group, form.read_languages()) if form.is_valid() else None
    return settle(request, found, form, told, title=group_names()[group])


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.EDIT_AUTOMATION)
def triage_weights(request: StaffRequest) -> HttpResponse:
    """Change how much each fact weighs."""
    found = open_book(request)
    scales = read_scales(found.told)
    form = ScalesForm(sent_to(request), policy=found.policy, scales=scales, number=found.number)
    told = put_scales(found.told, form.scales) if form.is_valid() else None
    return settle(request, found, form, told, title=_("Weights"))


@require_POST
@staff_page(Right.EDIT_AUTOMATION)
def triage_restore(request: StaffRequest) -> HttpResponse:
    """Let an earlier version hold again."""
    found, form = open_book(request), DeskForm(request.POST)
    number, seen = (read_number(request.POST.get(name, "")) for name in ("number", "seen"))
    if number is None or seen is None:
        raise Http404
    reader, ordered_by = request.reader, found.policy.ordered_by
    if number and not SignsVersion.objects.filter(desk=found.desk, number=number).exists():
        raise Http404
    with form.acting():
        restore_signs(
            found.desk, number, ordered_by=ordered_by, seen=seen, by=reader.actor, at=reader.at
        )
    if form.refusal is not None:
        messages.error(request, str(form.refusal))
    return HttpResponseRedirect(address("triage-signs", found.desk))


def open_book(request: StaffRequest, right: Right = Right.EDIT_AUTOMATION) -> Open:
    """Return the book of the desk that is asked for."""
    desk = access.desk(request, right)
    try:
        policy = policy_in_force(desk.key, at=request.reader.at)[1]
    except NoPolicy:
        raise Http404 from None
    return Open(desk, policy, *signs_told(desk, policy.ordered_by))


def sent_to(request: StaffRequest) -> Any:
    """Return what was sent, None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def settle(
    request: StaffRequest,
    found: Open,
    form: SignsForm,
    told: Told | None,
    *,
    title: str,
    deletes: bool = False,
) -> HttpResponse:
    """Save another book, or try it, or show its form again; a book is kept as it was looked at."""
    trial = None
    if told is not None and request.POST.get("act") == "try":
        before = book_of(found.desk, found.policy.ordered_by)
        tried = try_signs(found.desk, before, make_book(told), at=request.reader.at)
        trial = show_trial_of_signs(tried, found.desk)
    elif told is not None and save(request, found, form, told):
        messages.success(request, _("Kept. What arrives from now on is looked at by it."))
        return HttpResponseRedirect(address("triage-signs", found.desk))
    context = {
        "shell": build_shell(request, found.desk, place="triage-signs"),
        "title": title,
        "form": form,
        "trial": trial,
        "deletes": deletes,
        "has_words": not isinstance(form, ScalesForm),
        "back_url": address("triage-signs", found.desk),
    }
    return render(request, "desk/triage_sign.html", context, status=form.status)


def save(request: StaffRequest, found: Open, form: SignsForm, told: Told) -> bool:
    """Keep another book; False when it was refused, which the form says."""
    reader, seen = request.reader, read_number(request.POST.get("seen", ""))
    with form.acting():
        save_signs(
            found.desk,
            told,
            ordered_by=found.policy.ordered_by,
            seen=-1 if seen is None else seen,
            by=reader.actor,
            at=reader.at,
        )
        return True
    return False
