"""Which roles must have a second factor, who has one, and help for who has lost it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.factor_mails import tell_factor
from permanence.faces.desk.forms.second import LossForm, StrictForm
from permanence.faces.desk.presenting.second import say_factors, show_colleagues
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.ui.sessions import whereabouts_of
from permanence.ground.journal.actions import record
from permanence.ground.lib.db import door
from permanence.world.accounts.actions import (
    choose_strict_roles,
    end_sessions,
    note_log_in,
    remove_factors,
)
from permanence.world.accounts.models import Desk, Specialist
from permanence.world.accounts.queries import factors_of, factors_of_staff, staff_of_desk
from permanence.world.accounts.rules import LogInAct, Right


def show_rule(request: StaffRequest, desk: Desk) -> dict[str, Any] | None:
    """Return what the page of roles says of second factors to who may decide on them."""
    if not request.reader.may(Right.GUARD_LOG_INS, desk.pk):
        return None
    return {
        "form": StrictForm(initial={"roles": desk.strict_roles}),
        "url": f"{reverse('desk:second-rule')}?desk={desk.key}",
        "colleagues_url": f"{reverse('desk:second-factors')}?desk={desk.key}",
    }


@require_POST
@staff_page(Right.GUARD_LOG_INS)
def choose(request: StaffRequest) -> HttpResponse:
    """Ask for a second factor of some roles; who is without is led to set one up."""
    desk = access.desk(request, Right.GUARD_LOG_INS)
    form = StrictForm(request.POST)
    if form.is_valid():
        reader = request.reader
        choose_strict_roles(desk, form.cleaned_data["roles"], by=reader.actor, at=reader.at)
        messages.success(request, _("The rule is kept. It holds from now on."))
    return HttpResponseRedirect(f"{reverse('desk:roles')}?desk={desk.key}#second")


@never_cache
@require_safe
@staff_page(Right.GUARD_LOG_INS)
def colleagues(request: StaffRequest) -> HttpResponse:
    """Show who has a second factor, and who must and has not."""
    desk = access.desk(request, Right.GUARD_LOG_INS)
    people = staff_of_desk(desk)
    with door():
        factors = factors_of_staff([one.user_id for one, _roles in people])
    context = {
        "shell": build_shell(request, desk, place="roles"),
        "people": show_colleagues(people, factors, desk=desk, reader=request.reader),
        "roles_url": f"{reverse('desk:roles')}?desk={desk.key}",
    }
    return render(request, "desk/second_factors.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Right.GUARD_LOG_INS)
def loss(request: StaffRequest, number: int) -> HttpResponse:
    """Take a lost second factor from a colleague, for a reason; they are told by mail."""
    desk = access.desk(request, Right.GUARD_LOG_INS)
    member = colleague(request, desk, number)
    with door():
        factors = factors_of(member.user)
    back = f"{reverse('desk:second-factors')}?desk={desk.key}"
    if not factors:
        return HttpResponseRedirect(back)
    form = LossForm(request.POST or None)
    if form.is_valid():
        take_away(request, desk, member, reason=form.cleaned_data["reason"])
        said = _("%(name)s's second factor is removed. A mail says so to them.")
        messages.success(request, said % {"name": member.name})
        return HttpResponseRedirect(back)
    context = {
        "shell": build_shell(request, desk, place="roles"),
        "form": form,
        "name": member.name,
        "said": say_factors(factors),
        "back": back,
    }
    return render(request, "desk/second_loss.html", context, status=form.status)


def colleague(request: StaffRequest, desk: Desk, number: int) -> Specialist:
    """Return somebody else who has a role on a desk; else 404."""
    people = Specialist.objects.select_related("user").filter(roles__desk=desk, pk=number)
    found = people.exclude(pk=request.reader.specialist.pk).first()
    if found is None:
        raise Http404
    return found


def take_away(request: StaffRequest, desk: Desk, member: Specialist, *, reason: str) -> None:
    """Remove the factors and log all browsers out, with who, why and when in both journals."""
    reader, user = request.reader, member.user
    with door():
        remove_factors(user)
        end_sessions(user)
        note_log_in(
            user,
            LogInAct.FACTORS_REMOVED,
            at=reader.at,
            where=whereabouts_of(request),
            by=reader.specialist.name,
            reason=reason,
        )
    record(
        "staff.second_factor_removed",
        f"specialist:{member.pk}",
        at=reader.at,
        actor=reader.actor,
        desk=desk.pk,
        reason=reason,
    )
    tell_factor(user, "lost", at=reader.at, by=reader.specialist.name, reason=reason)
