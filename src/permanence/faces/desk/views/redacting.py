"""Blacking out what should never have been written."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.redacting import RedactForm
from permanence.faces.desk.presenting.redacting import show_trial, show_words_of
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.views.ticket import address_of
from permanence.overview.privacy.actions.redacting import (
    Wish,
    dismiss_warning,
    redact_everywhere,
    try_redaction,
)
from permanence.overview.privacy.queries.holding import holds_on_ticket
from permanence.service.tickets.models import Attachment, Entry, Ticket
from permanence.service.tickets.queries import survivor_of
from permanence.service.tickets.rules.reference import speak_reference
from permanence.service.tickets.rules.secrets import CARD, find_secrets
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


@require_http_methods(["GET", "POST"])
@staff_page(Right.REDACT)
def redact(request: StaffRequest, number: int) -> HttpResponse:
    """Take pieces of an entry, all of it or its files: asked, shown what would go, and gone."""
    entry = find_entry(request, number)
    form = read_form(request, entry)
    trial = None
    if form.is_bound and form.is_valid():
        wish = form.wish_of(request.reader.specialist.name)
        token = token_of(wish)
        if request.POST.get("step") == "go" and request.POST.get("token") == token:
            with form.acting():
                redact_everywhere(entry, wish, by=request.reader.actor, at=request.reader.at)
                messages.success(request, _("It is blacked out wherever it was stored."))
                return HttpResponseRedirect(back_to(entry))
        else:
            with form.acting():
                trial = look(request, entry, wish, token=token)
    return answer(request, entry, form, trial)


@require_POST
@staff_page(Right.REDACT)
def harmless(request: StaffRequest, number: int) -> HttpResponse:
    """Take the mark off an entry that has no secret in it."""
    entry = find_entry(request, number)
    dismiss_warning(entry, by=request.reader.actor, at=request.reader.at)
    return HttpResponseRedirect(back_to(entry))


def find_entry(request: StaffRequest, number: int) -> Entry:
    """Return an entry out of which this reader may take something."""
    entry = access.entry(request, number)
    access.check(request, Right.REDACT, entry.ticket.desk_id)
    return entry


def read_form(request: StaffRequest, entry: Entry) -> RedactForm:
    """Return the form as it was sent, or filled with what looks like a secret."""
    rows = Attachment.objects.filter(entry=entry).order_by("pk")
    files = list(rows.values_list("pk", "name"))
    given: Shown = {"files": files, "agrees": may_agree(request, entry)}
    if request.method == "POST":
        return RedactForm(request.POST, **given)
    if "found" not in request.GET:
        return RedactForm(**given)
    found = find_secrets(entry.text)
    told = {
        "pieces": "\n".join(one.text for one in found),
        "why": "payment" if any(one.kind == CARD for one in found) else "secret",
    }
    return RedactForm(told, **given) if found else RedactForm(initial=told, **given)


def may_agree(request: StaffRequest, entry: Entry) -> bool:
    """Say whether the file is held, and the reader is one who may release it."""
    if not request.reader.may(Right.HOLD, entry.ticket.desk_id):
        return False
    return bool(holds_on_ticket(entry.ticket))


def token_of(wish: Wish) -> str:
    """Return what ties the act to the preview that was shown; it says nothing of the pieces."""
    shown = repr((wish.pieces, wish.is_whole, sorted(wish.files)))
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def look(request: StaffRequest, entry: Entry, wish: Wish, *, token: str) -> Shown:
    """Return what an act would take out."""
    outcome = try_redaction(entry, wish, by=request.reader.actor, at=request.reader.at)
    tickets = Ticket.objects.filter(
        pk__in=outcome.tickets, desk__in=[desk.pk for desk in request.reader.desks]
    )
    return show_trial(outcome, list(tickets.order_by("pk")[:50]), token=token)


def answer(
    request: StaffRequest, entry: Entry, form: RedactForm, trial: Shown | None
) -> HttpResponse:
    """Return the page."""
    ticket = survivor_of(entry.ticket)
    desk = next(one for one in request.reader.desks if one.pk == entry.ticket.desk_id)
    harmless_url = reverse("desk:entry-harmless", args=[entry.pk]) if entry.may_hold else ""
    context = {
        "shell": build_shell(request, desk),
        "reference": speak_reference(ticket.reference),
        "subject": ticket.subject,
        "back_url": back_to(entry),
        "entry": show_words_of(entry, request.reader),
        "form": form,
        "trial": trial,
        "harmless_url": harmless_url,
    }
    return render(request, "desk/redact.html", context, status=form.status)


def back_to(entry: Entry) -> str:
    """Return the address of an entry on its ticket's page."""
    return f"{address_of(survivor_of(entry.ticket))}#item-e{entry.pk}"
