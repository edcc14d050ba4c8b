"""The ladder of a desk, and changes of it: each is a new version of the policy."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.ladder import CourseForm, RungForm
from permanence.faces.desk.presenting.clauses import say_calendar
from permanence.faces.desk.presenting.contact_points import name_regions
from permanence.faces.desk.presenting.ladder import (
    list_rungs,
    names_by_log_in,
    say_course,
    warn_of_gaps,
    write_span,
)
from permanence.faces.desk.presenting.policy_acts import show_policy_history
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.words import language_name, say_words
from permanence.faces.desk.views.policy_changes import amend, find_policy, show_change
from permanence.promises.policies.queries import document_of_version
from permanence.promises.policies.rules import LadderContact, Policy, Rung
from permanence.promises.policies.rules.amending_ladder import RungWish, amend_course, amend_rung
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right


@require_safe
@staff_page(Right.READ_POLICIES)
def ladder(request: StaffRequest) -> HttpResponse:
    """Show whom one climbs to, when, and how the ladder is climbed."""
    desk = access.desk(request, Right.READ_POLICIES)
    _version, policy = find_policy(request, desk)
    may_change = request.reader.may(Right.LOAD_POLICIES, desk.pk)
    query = urlencode({"desk": desk.key})
    context = {
        "shell": build_shell(request, desk, place="ladder"),
        "rungs": list_rungs(policy, desk, at=request.reader.at, may_change=may_change),
        "is_published": policy.ladder.published,
        "course": say_course(policy.ladder.course),
        "warnings": warn_of_gaps(policy),
        "course_url": f"{reverse('desk:ladder-course')}?{query}" if may_change else "",
        "history": show_policy_history(desk, request.reader, part="ladder"),
        "document_url": f"{reverse('desk:policies')}?{query}",
    }
    return render(request, "desk/ladder.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.LOAD_POLICIES)
def rung(request: StaffRequest, key: str, number: int) -> HttpResponse:
    """Take other ways to reach a contact of the ladder, and show what that would change."""
    desk = access.desk(request, Right.LOAD_POLICIES)
    version, policy = find_policy(request, desk)
    found = find_rung(policy, key, number)
    contact = found.contacts[number]
    form = RungForm(
        request.POST or None,
        offered=offer_choices(policy, desk, contact),
        initial={
            "office": contact.office,
            "mobile": contact.mobile,
            "mail": contact.mail,
            "regions": contact.regions,
            "languages": contact.languages,
            "hours": contact.hours,
            "rota": contact.rota,
            "people": contact.people,
            "allowed": write_span(found.allowed),
        },
    )
    if form.is_valid():
        text = document_of_version(version)
        wish = RungWish(key, number, form.contact(), form.cleaned_data["allowed"])
        shown = amend(request, desk, form, lambda: amend_rung(text, wish))
        if shown is not None:
            return shown
    title = _("Change %(value)s") % {"value": say_words(found.title, policy.default_language)}
    return show_form(request, desk, form, title=title)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.LOAD_POLICIES)
def course(request: StaffRequest) -> HttpResponse:
    """Take another way of climbing the ladder, and show what that would change."""
    desk = access.desk(request, Right.LOAD_POLICIES)
    version, policy = find_policy(request, desk)
    now = policy.ladder.course
    form = CourseForm(
        request.POST or None,
        severities={
            str(one.number): say_words(one.name, policy.default_language)
            for one in policy.severities
        },
        initial={
            "closed": now.closed,
            "rings": list(map(str, now.rings)),
            "rounds": now.rounds,
            "moves_within": write_span(now.moves_within),
            "alarm_every": write_span(now.alarm_every),
            "alarm": now.alarm,
        },
    )
    if form.is_valid():
        text = document_of_version(version)
        shown = amend(request, desk, form, lambda: amend_course(text, form.wish()))
        if shown is not None:
            return shown
    return show_form(request, desk, form, title=_("How the ladder is climbed"))


def show_form(
    request: StaffRequest, desk: Desk, form: RungForm | CourseForm, *, title: str
) -> HttpResponse:
    """Show the form of a change of the ladder."""
    back = f"{reverse('desk:ladder')}?{urlencode({'desk': desk.key})}"
    note = _(
        "What is published changes with it: the policy page, the portal and the mails."
        " Who is called already for a request is called as the ladder stood then."
    )
    return show_change(request, desk, form, place="ladder", title=title, back=back, note=note)


def find_rung(policy: Policy, key: str, number: int) -> Rung:
    """Return a rung that has so many contacts; 404 where there is none."""
    for one in policy.ladder.rungs:
        if one.key == key and number < len(one.contacts):
            return one
    raise Http404


def offer_choices(policy: Policy, desk: Desk, contact: LadderContact) -> dict[str, dict[str, str]]:
    """Return what may be chosen for a contact; who is named already stays nameable."""
    people = dict.fromkeys(contact.people, "") | names_by_log_in(desk)
    return {
        "regions": name_regions(policy),
        "languages": {key: language_name(key) for key in policy.languages},
        "hours": {"": _("always")} | {key: say_calendar(key, policy) for key in policy.calendars},
        "people": {address: name or address for address, name in people.items()},
    }
