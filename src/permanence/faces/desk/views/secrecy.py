"""Keeping a request confidential, choosing who knows of it, and breaking the glass."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm, ReasonForm
from permanence.faces.desk.forms.secrecy import GlassForm
from permanence.faces.desk.presenting.secrecy import choose_form, keep_form, show_glass
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.sealed import find_sealed
from permanence.faces.desk.views.ticket import go_on
from permanence.overview.worklists.actions.gathering import forget_secret_words
from permanence.service.tickets.actions.secrecy import (
    break_glass,
    choose_circle,
    keep_confidential,
    keep_to_author,
    open_to_desk,
)
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


@require_POST
@staff_page(Right.KEEP_SECRETS)
def keep(request: StaffRequest, reference: str) -> HttpResponse:
    """Keep a request from all but those chosen."""
    found = access.ticket(request, reference, Right.KEEP_SECRETS)
    form = keep_form(request, found, request.POST)
    if form.is_valid():
        with form.acting():
            keep_confidential(
                found,
                form.circle,
                reason=form.cleaned_data["reason"],
                by=request.reader.actor,
                at=request.reader.at,
            )
            forget_secret_words(found.pk)
    done = _("It is confidential now: only those who know see it.")
    return go_where_seen(request, found, "keep", form, done=done)


@require_POST
@staff_page(Right.KEEP_SECRETS)
def circle(request: StaffRequest, reference: str) -> HttpResponse:
    """Let others know of a confidential request, or no longer."""
    found = access.ticket(request, reference, Right.KEEP_SECRETS)
    form = choose_form(request, found, request.POST)
    if form.is_valid():
        with form.acting():
            choose_circle(found, form.circle, by=request.reader.actor, at=request.reader.at)
    return go_where_seen(request, found, "circle", form, done=_("Who may know of it is kept."))


@require_POST
@staff_page(Right.KEEP_SECRETS)
def release(request: StaffRequest, reference: str) -> HttpResponse:
    """Let everybody on the desk know of a request again."""
    found = access.ticket(request, reference, Right.KEEP_SECRETS)
    form = ReasonForm(request.POST, auto_id="release-%s")
    if form.is_valid():
        with form.acting():
            open_to_desk(
                found,
                reason=form.cleaned_data["reason"],
                by=request.reader.actor,
                at=request.reader.at,
            )
    done = _("The whole desk sees it again.")
    return go_on(request, found, "release", form, done=done, drawer="secrecy")


@require_POST
@staff_page(Right.KEEP_SECRETS)
def author(request: StaffRequest, reference: str) -> HttpResponse:
    """Let only its author read of a request at the customer, or the whole organisation again."""
    found = access.ticket(request, reference, Right.KEEP_SECRETS)
    form = ReasonForm(request.POST, auto_id="author-%s")
    alone = request.POST.get("alone") == "yes"
    if form.is_valid():
        with form.acting():
            keep_to_author(
                found,
                alone=alone,
                reason=form.cleaned_data["reason"],
                by=request.reader.actor,
                at=request.reader.at,
            )
    done = (
        _("At the customer only who wrote reads of it now.")
        if alone
        else _("The whole organisation reads of it again.")
    )
    return go_on(request, found, "author", form, done=done, drawer="secrecy")


def go_where_seen(
    request: StaffRequest, found: Ticket, name: str, form: DeskForm, *, done: str
) -> HttpResponse:
    """Go back to the ticket, or to the lists when the reader has shut themselves out."""
    if not form.errors and not Ticket.objects.filter(pk=found.pk).exists():
        messages.success(request, done)
        return HttpResponseRedirect(reverse("desk:tickets"))
    return go_on(request, found, name, form, done=done, drawer="secrecy")


@require_http_methods(["GET", "POST"])
@staff_page(Right.BREAK_GLASS)
def glass(request: StaffRequest, reference: str) -> HttpResponse:
    """Open a confidential request for a reason, which those who know are told."""
    reader = request.reader
    page = reverse("desk:ticket", args=[reference])
    if Ticket.objects.found_by(reference).exists():
        return HttpResponseRedirect(page)
    desks = [one.pk for one in access.desks(request, Right.BREAK_GLASS)]
    sealed = find_sealed(reference, desks)
    if sealed is None:
        raise Http404
    form = GlassForm(request.POST or None, auto_id="glass-%s")
    if form.is_valid():
        with form.acting():
            break_glass(
                sealed, reason=form.cleaned_data["reason"], by=reader.specialist, at=reader.at
            )
        if not form.errors:
            return HttpResponseRedirect(page)
    context: Shown = {"shell": build_shell(request, sealed.desk), **show_glass(sealed, form)}
    return render(request, "desk/glass.html", context, status=form.status)
