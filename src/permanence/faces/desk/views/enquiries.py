"""Asking third parties about a ticket: begun, gone on with, closed (SPEC A11)."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm, WordsForm
from permanence.faces.desk.forms.enquiries import ForwardForm
from permanence.faces.desk.presenting.enquiries import (
    list_enquiries,
    list_offered,
    mark_of,
    show_preview,
)
from permanence.faces.desk.presenting.page import policy_of
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.timeline import show_said
from permanence.faces.desk.presenting.words import language_name, language_within
from permanence.faces.desk.views.previews import draw_words
from permanence.overview.worklists.queries import read_entries
from permanence.service.tickets.actions.enquiring import (
    begin_enquiry,
    close_enquiry,
    write_further,
)
from permanence.service.tickets.actions.enquiry_mails import offer_subject, sender_of
from permanence.service.tickets.actions.questions import compose_question
from permanence.service.tickets.models import Enquiry, Entry, Ticket
from permanence.service.tickets.queries.enquiries import known_recipients, shareable_entries
from permanence.service.tickets.rules.enquiring import Words
from permanence.service.tickets.rules.reference import speak_reference
from permanence.service.tickets.rules.states import may_follow
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
MOST = 300


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.ANSWER)
def forward(request: StaffRequest, reference: str) -> HttpResponse:
    """Ask a third party: choose what goes along, look at the mail, send it."""
    found = access.ticket(request, reference, Right.ANSWER)
    if not may_follow("enquire", found.state):
        messages.error(request, _("This request is over: open it again first."))
        return HttpResponseRedirect(address_of(found))
    entries = shareable_entries(found)
    form = forward_form(request, found, entries)
    preview = None
    if form.is_bound and form.is_valid():
        preview = look_or_send(request, found, form)
        if preview is None and not form.errors:
            messages.success(request, _("The question is sent."))
            return HttpResponseRedirect(address_of(found))
    context = {
        "shell": build_shell(request, found.desk),
        "form": form,
        "preview": preview,
        "known": known_recipients(found),
        "offered": list_offered(entries, form, request.reader),
        **head_of(found),
    }
    return render(request, "desk/forward.html", context, status=form.status)


def look_or_send(request: StaffRequest, ticket: Ticket, form: ForwardForm) -> Shown | None:
    """Send the mail when it was looked at as it is; else return it, to be looked at."""
    policy, reader = policy_of(ticket), request.reader
    told: Shown = {"policy": policy, "by": reader.actor, "at": reader.at}
    shown = None
    with form.acting():
        composed = compose_question(ticket, form.question, **told)
        mark = mark_of(form, composed)
        if request.POST.get("act") == "send" and form.cleaned_data["seen"] == mark:
            begin_enquiry(ticket, form.question, waiting=form.waiting, **told)
        else:
            shown = show_preview(form, composed, sender=sender_of(ticket, policy))
            keep_mark(form, mark)
    return shown


def keep_mark(form: ForwardForm, mark: str) -> None:
    """Let the form carry the mark of what its reader looks at now."""
    sent = cast(QueryDict, form.data).copy()
    sent["seen"] = mark
    form.data = sent


def forward_form(request: StaffRequest, ticket: Ticket, entries: list[Entry]) -> ForwardForm:
    """Return the form, with what was sent or with what it begins with."""
    policy = policy_of(ticket)
    language = policy.default_language
    first = chosen_first(request, entries)
    return ForwardForm(
        request.POST if request.method == "POST" else None,
        entries=entries,
        languages=[(code, language_name(code)) for code in policy.languages],
        may_wait=ticket.state != "waiting_third_party",
        initial={
            "subject": offer_subject(ticket, language=language),
            "language": language,
            "entries": [one.pk for one in first],
            "attachments": [file.pk for one in first for file in one.attachments.all()],
        },
    )


def chosen_first(request: StaffRequest, entries: list[Entry]) -> list[Entry]:
    """Return what goes along at first: the message that was asked for, else the customer's first.

    Nothing that the customer may not read is among it.
    """
    asked = request.GET.get("entry", "")
    public = [one for one in entries if one.is_public]
    named = [one for one in public if str(one.pk) == asked]
    return named or [one for one in public if one.direction == Entry.Direction.IN][:1]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.ANSWER)
def enquiry(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Show what was said with a third party, or write to them again."""
    found = access.ticket(request, reference, Right.ANSWER)
    asked = find_enquiry(found, number)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    looks = request.POST.get("act") == "preview"
    shown_words = draw_words(request.POST.get("body", "")) if looks else ""
    if looks and request.headers.get("HX-Request"):
        return HttpResponse(shown_words)
    form = WordsForm(*sent, limit=policy_of(found).limits.reply, auto_id="enquiry-%s")
    if sent and not looks and form.is_valid():
        reader = request.reader
        words = Words(form.cleaned_data["body"], form.parts)
        with form.acting():
            write_further(asked, words, policy=policy_of(found), by=reader.actor, at=reader.at)
        if not form.errors:
            messages.success(request, _("The message is sent."))
            return HttpResponseRedirect(enquiry_address(found, asked))
    said = [one for one in read_entries([found.pk], most=MOST) if one.enquiry == asked.pk]
    shown = list_enquiries([asked], found, request.reader)[0]
    context = {
        "shell": build_shell(request, found.desk),
        "enquiry": shown
        | {
            "addresses": ", ".join(one["address"] for one in asked.recipients),
            "language": asked.language,
            "language_name": language_within(asked.language),
            "close_url": reverse("desk:enquiry-close", args=[reference, number])
            if asked.closed_at is None
            else "",
        },
        "preview_url": enquiry_address(found, asked),
        "preview": shown_words,
        "timeline": [show_said(one, found, request.reader) for one in said],
        "form": form,
        **head_of(found),
    }
    return render(request, "desk/enquiry.html", context, status=form.status)


@require_POST
@staff_page(Right.ANSWER)
def close(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Expect nothing more from a third party."""
    found = access.ticket(request, reference, Right.ANSWER)
    asked = find_enquiry(found, number)
    form = DeskForm(request.POST)
    with form.acting():
        close_enquiry(asked, by=request.reader.actor, at=request.reader.at)
    if form.refusal is not None:
        messages.error(request, str(form.refusal))
    return HttpResponseRedirect(address_of(found))


def find_enquiry(ticket: Ticket, number: int) -> Enquiry:
    """Return an enquiry about a ticket; else 404."""
    found = Enquiry.objects.filter(pk=number, ticket=ticket).first()
    if found is None:
        raise Http404
    return found


def head_of(ticket: Ticket) -> Shown:
    """Return what the head of both pages says."""
    return {
        "reference": speak_reference(ticket.reference),
        "subject": ticket.subject,
        "key": ticket.reference,
        "back_url": address_of(ticket),
    }


def address_of(ticket: Ticket) -> str:
    """Return the address of a ticket's page."""
    return reverse("desk:ticket", args=[ticket.reference])


def enquiry_address(ticket: Ticket, asked: Enquiry) -> str:
    """Return the address of an enquiry's page."""
    return reverse("desk:enquiry", args=[ticket.reference, asked.pk])
