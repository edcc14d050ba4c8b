"""Senders whose messages are put aside: blocked from a request, let in again from their list."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.presenting.blocking import show_blocked, show_put_aside
from permanence.faces.desk.presenting.shell import build_shell
from permanence.ground.lib.errors import Refusal
from permanence.service.intake.actions import block_sender, let_in
from permanence.service.intake.models import BlockedSender
from permanence.service.intake.queries import blocked_senders, letters_put_aside
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right


@require_POST
@staff_page(Right.SORT_LETTERS)
def unwanted(request: StaffRequest, reference: str) -> HttpResponse:
    """Put a request away that is none, and block whoever sent it."""
    found = access.ticket(request, reference, Right.SORT_LETTERS)
    try:
        blocked = block_sender(found, by=request.reader.actor, at=request.reader.at)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("desk:ticket", args=[reference]))
    told = _("It is put away, and so is what %(address)s sends from now on.")
    messages.success(request, told % {"address": blocked.address})
    return HttpResponseRedirect(address_of_list(found.desk))


@require_safe
@staff_page(Right.READ_LETTERS)
def blocked(request: StaffRequest) -> HttpResponse:
    """Show the blocked senders of a desk, and what was put aside."""
    desk = access.desk(request, Right.READ_LETTERS)
    rows, may_end = blocked_senders(desk.pk), request.reader.may(Right.SORT_LETTERS, desk.pk)
    context = {
        "shell": build_shell(request, desk, place="quarantine"),
        "standing": [show_blocked(one, request.reader) for one in rows if one.ended_at is None],
        "over": [show_blocked(one, request.reader) for one in rows if one.ended_at is not None],
        "may_end": may_end,
        "letters": [show_put_aside(one, request.reader) for one in letters_put_aside(desk.pk)],
        "back_url": f"{reverse('desk:quarantine')}?{urlencode({'desk': desk.key})}",
    }
    return render(request, "desk/blocked.html", context)


@require_POST
@staff_page(Right.SORT_LETTERS)
def blocked_end(request: StaffRequest, number: int) -> HttpResponse:
    """Let an address in again; what was put aside of it waits for a person."""
    found = BlockedSender.objects.select_related("desk").filter(pk=number).first()
    if found is None or not request.reader.may(Right.SORT_LETTERS, found.desk_id):
        raise Http404
    form = DeskForm(request.POST)
    with form.acting():
        count = let_in(found, by=request.reader.actor, at=request.reader.at)
        told = ngettext(
            "%(address)s is let in again; %(count)s message waits in the quarantine.",
            "%(address)s is let in again; %(count)s messages wait in the quarantine.",
            count,
        )
        messages.success(request, told % {"address": found.address, "count": count})
    if form.refusal is not None:
        messages.error(request, str(form.refusal))
    return HttpResponseRedirect(address_of_list(found.desk))


def address_of_list(desk: Desk) -> str:
    """Return where the blocked senders of a desk stand."""
    return f"{reverse('desk:blocked')}?{urlencode({'desk': desk.key})}"
