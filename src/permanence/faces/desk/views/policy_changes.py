"""The year ahead of a calendar, its exceptions, and where requests arrive.

What an administrator changes here is a new version of the policy: shown first with all that it
would mean, and loaded on the same page as any other document.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.policies import PolicyForm
from permanence.faces.desk.forms.policy_changes import ExceptionForm, PointForm, say_wrong
from permanence.faces.desk.forms.shape import DeskForm
from permanence.faces.desk.presenting.calendar_year import list_teams, show_week, show_year
from permanence.faces.desk.presenting.calendars import show_calendar
from permanence.faces.desk.presenting.clauses import say_calendar
from permanence.faces.desk.presenting.contact_points import (
    find_point,
    label_of_value,
    list_points,
    name_regions,
)
from permanence.faces.desk.presenting.policy_acts import show_policy_history
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.views.policy_preview import FILE, show_form, zone_of
from permanence.overview.previews.queries import preview_policy
from permanence.promises.policies.queries import (
    NoPolicy,
    document_of_version,
    policy_in_force,
)
from permanence.promises.policies.rules import Policy
from permanence.promises.policies.rules.amending import (
    CannotAmend,
    Point,
    amend_calendar,
    amend_point,
)
from permanence.promises.terms.rules import Faults
from permanence.service.intake.actions.trying import try_mailbox
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right
from permanence.world.calendars.rules.zones import find_zone


def find_policy(request: StaffRequest, desk: Desk) -> tuple[int, Policy]:
    """Return the policy in force on a desk; 404 where there is none."""
    try:
        return policy_in_force(desk.key, at=request.reader.at)
    except NoPolicy:
        raise Http404 from None


@require_safe
@staff_page(Right.READ_POLICIES)
def year(request: StaffRequest, key: str) -> HttpResponse:
    """Show the twelve months ahead of a calendar: hours, holidays, exceptions, clock changes."""
    desk = access.desk(request, Right.READ_POLICIES)
    _version, policy = find_policy(request, desk)
    if key not in policy.calendars:
        raise Http404
    calendar, query = policy.calendars[key], urlencode({"desk": desk.key})
    may_change = request.reader.may(Right.LOAD_POLICIES, desk.pk)
    context = {
        "shell": build_shell(request, desk, place="calendars"),
        "calendar": show_calendar(calendar, say_calendar(key, policy), request.reader),
        "week": show_week(calendar),
        "months": show_year(calendar, request.reader),
        "teams": list_teams(desk, key),
        "history": show_policy_history(desk, request.reader, part=f"coverage.calendar[{key}]"),
        "back_url": f"{reverse('desk:calendar', args=[key])}?{query}",
        "change_url": f"{reverse('desk:calendar-exception', args=[key])}?{query}"
        if may_change
        else "",
    }
    return render(request, "desk/calendar_year.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.LOAD_POLICIES)
def exception(request: StaffRequest, key: str) -> HttpResponse:
    """Take other hours for single days, and show what a policy with them would change."""
    desk = access.desk(request, Right.LOAD_POLICIES)
    version, policy = find_policy(request, desk)
    if key not in policy.calendars:
        raise Http404
    form = ExceptionForm(request.POST or None)
    if form.is_valid():
        today = request.reader.at.astimezone(find_zone(policy.calendars[key].zone)).date()
        text, wish = document_of_version(version), form.wish(key)
        shown = amend(request, desk, form, lambda: amend_calendar(text, wish, today=today))
        if shown is not None:
            return shown
    title = _("Other hours: %(calendar)s") % {"calendar": say_calendar(key, policy)}
    back = f"{reverse('desk:calendar-year', args=[key])}?{urlencode({'desk': desk.key})}"
    note = _(
        "A day that is closed or shorter is published before it comes, tomorrow at the earliest."
        " Requests that are open keep the hours under which they came in where those are better."
    )
    return show_change(request, desk, form, place="calendars", title=title, back=back, note=note)


def amend(
    request: StaffRequest, desk: Desk, form: DeskForm, make: Callable[[], str]
) -> HttpResponse | None:
    """Return the page that shows a changed document before it is loaded; None when it cannot be."""
    try:
        text = make()
        preview = preview_policy(text, file=FILE, at=request.reader.at)
    except CannotAmend as fault:
        form.add_error(None, say_wrong(fault))
        return None
    except Faults as faults:
        for fault_found in faults.faults:
            form.add_error(None, f"{fault_found.wrong}; {fault_found.right}")
        return None
    told = {"document": text, "when": "now"}
    document = PolicyForm(told, zone=zone_of(request, desk), at=request.reader.at)
    document.is_valid()
    return show_form(request, desk, document, preview=preview)


def show_change(
    request: StaffRequest, desk: Desk, form: DeskForm, *, place: str, **told: Any
) -> HttpResponse:
    """Show the form of a single change."""
    context = {
        "shell": build_shell(request, desk, place=place),
        "form": form,
        "title": told["title"],
        "back_url": told["back"],
        "warning": told["note"],
        "submit": _("See what it changes"),
    }
    return render(request, "desk/form_page.html", context, status=form.status)


@require_safe
@staff_page(Right.READ_POLICIES)
def points(request: StaffRequest) -> HttpResponse:
    """Show where requests arrive: numbers, addresses, fax and portal, by region."""
    desk = access.desk(request, Right.READ_POLICIES)
    _version, policy = find_policy(request, desk)
    may_change = request.reader.may(Right.LOAD_POLICIES, desk.pk)
    context = {
        "shell": build_shell(request, desk, place="contact-points"),
        "groups": list_points(policy, desk, may_change=may_change),
        "portal": f"{settings.PUBLIC_URL.rstrip('/')}{reverse('portal:home', args=[desk.key])}",
        "history": show_policy_history(desk, request.reader, part="channels"),
        "document_url": f"{reverse('desk:policies')}?{urlencode({'desk': desk.key})}",
    }
    return render(request, "desk/contact_points.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.LOAD_POLICIES)
def point(request: StaffRequest, kind: str, key: str) -> HttpResponse:
    """Take another number or address for a contact point, and show what that would change."""
    desk = access.desk(request, Right.LOAD_POLICIES)
    version, policy = find_policy(request, desk)
    found = find_point(policy, kind, key)
    if found is None:
        raise Http404
    form = PointForm(
        request.POST or None,
        label=label_of_value(kind),
        is_mail=kind == "mailbox",
        regions=name_regions(policy),
        initial={"value": found.value, "regions": found.regions},
    )
    if form.is_valid():
        regions = form.cleaned_data.get("regions")
        wish = Point(kind, key, form.cleaned_data["value"], regions)
        text = document_of_version(version)
        shown = amend(request, desk, form, lambda: amend_point(text, wish))
        if shown is not None:
            return shown
    back = f"{reverse('desk:contact-points')}?{urlencode({'desk': desk.key})}"
    note = _("What is published changes with it: the policy page, the portal and the mails.")
    if kind == "mailbox":
        note = f"{note} {_('Mail to the old address is refused from then on.')}"
    title = _("Change %(value)s") % {"value": found.value}
    return show_change(
        request, desk, form, place="contact-points", title=title, back=back, note=note
    )


@require_POST
@staff_page(Right.LOAD_POLICIES)
def try_point(request: StaffRequest, key: str) -> HttpResponse:
    """Ask our own mail listener whether it takes mail for a mailbox, and say its answer."""
    desk = access.desk(request, Right.LOAD_POLICIES)
    _version, policy = find_policy(request, desk)
    found = find_point(policy, "mailbox", key)
    if found is None:
        raise Http404
    host, port = settings.SMTP_LISTENER
    tried = try_mailbox(found.value, host=host, port=port)
    told = {"address": found.value, "answer": f"{tried.code or ''} {tried.answer}".strip()}
    if tried.is_accepted:
        messages.success(request, _("%(address)s takes mail: %(answer)s") % told)
    else:
        messages.error(request, _("%(address)s takes no mail: %(answer)s") % told)
    back = f"{reverse('desk:contact-points')}?{urlencode({'desk': desk.key})}"
    return HttpResponseRedirect(back)
