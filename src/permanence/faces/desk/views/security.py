"""Who logged in, who may do what, and whom we ask to join."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import InvitationForm
from permanence.faces.desk.forms.log_ins import LogInsForm
from permanence.faces.desk.password_links import send_invitation
from permanence.faces.desk.presenting.log_ins import ALARMING, show_lines
from permanence.faces.desk.presenting.rights import (
    show_customer_roles,
    show_rights,
    show_roles,
)
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.views.second_rules import show_rule
from permanence.faces.ui.numbers import read_number
from permanence.faces.ui.sessions import whereabouts_of
from permanence.ground.journal.actions import record
from permanence.ground.lib.db import door
from permanence.world.accounts.actions import invite_specialist, note_log_in
from permanence.world.accounts.queries import log_ins_of_staff, names_of_staff
from permanence.world.accounts.rules import LogInAct, Right

LINES = 100


@never_cache
@require_safe
@staff_page(Right.READ_LOG_INS)
def log_ins(request: StaffRequest) -> HttpResponse:
    """Show the log-in journal on whoever works on the reader's desks, the newest first."""
    desk = access.desk(request, Right.READ_LOG_INS)
    audited = access.desks(request, Right.READ_LOG_INS)
    names = names_of_staff([one.pk for one in audited])
    before = request.GET.get("before", "")
    form = LogInsForm(request.GET, people=names)
    asked = form.asked()
    with door():
        lines = log_ins_of_staff(
            [asked.who] if asked.who else names.keys(),
            with_unknown=not asked.who,
            acts=ALARMING if asked.only_alarms else (),
            before=read_number(before),
            most=LINES + 1,
        )
    shown = lines[:LINES]
    told = {"desk": desk.key, "who": asked.who or "", "alarms": "on" if asked.only_alarms else ""}
    address = f"{reverse('desk:log-ins')}?{urlencode({k: v for k, v in told.items() if v})}"
    context = {
        "shell": build_shell(request, desk, place="log-ins"),
        "form": form,
        "desk_key": desk.key,
        "lines": show_lines(shown, request.reader, names=names),
        "empty": {"icon": "check", "title": _("Nothing of that kind happened"), "text": ""},
        "pager": {
            "previous_url": address if before else "",
            "next_url": f"{address}&before={shown[-1].pk}" if len(lines) > LINES else "",
        },
    }
    return render(request, "desk/log_ins.html", context)


@require_safe
@staff_page(Right.READ_TICKETS)
def roles(request: StaffRequest) -> HttpResponse:
    """Show what each role may do; who may invite finds the form there."""
    return answer_roles(request)


@require_POST
@staff_page(Right.INVITE_STAFF)
def invite(request: StaffRequest) -> HttpResponse:
    """Ask somebody to join a desk, by a link with which they choose their password."""
    desk = access.desk(request, Right.INVITE_STAFF)
    form = InvitationForm(request.POST)
    if form.is_valid():
        told, at = form.cleaned_data, request.reader.at
        with form.acting():
            member = invite_specialist(
                email=told["email"],
                name=told["name"],
                roles=[(desk, told["role"])],
                language=told["language"],
            )
            send_invitation(member, at=at)
            record(
                "staff.invited",
                f"specialist:{member.pk}",
                at=at,
                actor=request.reader.actor,
                desk=desk.pk,
                role=told["role"],
            )
            with door():
                where, by = whereabouts_of(request), request.reader.specialist.name
                note_log_in(member.user, LogInAct.INVITED, at=at, where=where, by=by)
    if form.errors:
        return answer_roles(request, form, status=form.status)
    messages.success(request, _("The invitation is on its way."))
    return HttpResponseRedirect(f"{reverse('desk:roles')}?desk={desk.key}")


def answer_roles(
    request: StaffRequest, form: InvitationForm | None = None, *, status: int = 200
) -> HttpResponse:
    """Return the page of roles; the form is one that came back wrong."""
    desk = access.desk(request)
    may_invite = request.reader.may(Right.INVITE_STAFF, desk.pk)
    context = {
        "shell": build_shell(request, desk, place="roles"),
        "roles": show_roles(request.reader.roles.get(desk.pk, frozenset())),
        "groups": show_rights(),
        "customers": show_customer_roles(),
        "invitation": {
            "form": form or InvitationForm(initial={"language": desk.default_language}),
            "url": f"{reverse('desk:invite')}?desk={desk.key}",
        }
        if may_invite
        else None,
        "second": show_rule(request, desk),
    }
    return render(request, "desk/roles.html", context, status=status)
