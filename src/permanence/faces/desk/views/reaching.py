"""How the reader is reached when something waits for them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.reaching import QuietForm, ReachForm
from permanence.faces.desk.presenting.reaching import show_reach
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.ui.numbers import read_number
from permanence.ground.lib.errors import Refusal
from permanence.ground.ways.queries import ways_set_up
from permanence.world.accounts.rules import Right
from permanence.world.attention.actions.reaching import (
    add_way,
    keep_quiet,
    prove_way,
    raise_way,
    remove_way,
    send_code,
)
from permanence.world.attention.models import ReachWay
from permanence.world.attention.queries.reaching import reach_of
from permanence.world.attention.rules.reaching import By


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_TICKETS)
def reach(request: StaffRequest) -> HttpResponse:
    """Show by which ways the reader is reached, and let them change it."""
    act = request.POST.get("act", "")
    rows, quiet = reach_of(request.reader.specialist)
    offered = {By.PUSH.value, By.MAIL.value, *ways_set_up()}
    form = ReachForm(request.POST if act == "add" else None, offered=offered)
    hours = QuietForm(request.POST if act == "quiet" else None, quiet=quiet)
    if request.method == "POST" and act_on(request, act, form, hours):
        return HttpResponseRedirect(reverse("desk:reach"))
    context: dict[str, Any] = {
        "shell": build_shell(request, access.desk(request)),
        "rows": show_reach(rows),
        "form": form,
        "quiet": hours,
        "zone": request.reader.user.zone.replace("_", " "),
        "account_url": reverse("desk:account"),
        "channels_url": reverse("desk:notices-channels"),
    }
    return render(request, "desk/reach.html", context, status=max(form.status, hours.status))


def act_on(request: StaffRequest, act: str, form: ReachForm, hours: QuietForm) -> bool:
    """Do what was asked for; False when a form says what is wrong with it."""
    reader = request.reader
    if act == "add":
        if form.is_valid():
            way, address, after = form.told
            with form.acting():
                add_way(reader.specialist, way, address, after=after, at=reader.at)
        return form.is_bound and form.is_valid() and form.refusal is None
    if act == "quiet":
        if hours.is_valid():
            keep_quiet(reader.specialist, hours.quiet)
            messages.success(request, _("Your settings are kept."))
        return hours.is_valid()
    act_on_way(request, act)
    return True


def act_on_way(request: StaffRequest, act: str) -> None:
    """Prove, raise or remove one of the reader's own ways, or send its code again."""
    reader, typed = request.reader, request.POST.get("number", "")
    number = read_number(typed) or 0
    if act == "prove":
        if prove_way(reader.specialist, number, request.POST.get("code", ""), at=reader.at):
            messages.success(request, _("This address is yours, and used from now on."))
        else:
            messages.error(request, _("This is not the code, or it is too old. Ask for another."))
    elif act == "raise":
        raise_way(reader.specialist, number)
    elif act == "remove":
        remove_way(reader.specialist, number)
    elif act == "code":
        own = ReachWay.objects.filter(specialist=reader.specialist, pk=number, proven_at=None)
        for row in own.select_related("specialist__user"):
            try:
                send_code(row, at=reader.at)
                messages.success(request, _("A code is on its way."))
            except Refusal as refusal:
                messages.error(request, str(refusal))
