"""My request: what is promised, what was said, what can I add?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import linebreaks, urlize
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.portal.access import (
    Guest,
    enter_desk,
    find_attachment,
    find_readable,
    find_request,
    find_survivor,
    read_identity,
)
from permanence.faces.portal.escalating import escalate_url, tell_escalation
from permanence.faces.portal.explaining import tell_promises
from permanence.faces.portal.forms import ReplyForm
from permanence.faces.portal.hours import offer_extra_time
from permanence.faces.portal.ladder import show_ladder
from permanence.faces.portal.promising import Outlook, foresee, promises_of
from permanence.faces.portal.sending import admit_form_of, once
from permanence.faces.portal.shell import furnish_page
from permanence.faces.portal.terms import read_own_contracts
from permanence.faces.portal.throttle import sends_too_much
from permanence.faces.portal.views.agreements import summarise_agreement
from permanence.faces.portal.views.requests import say_crowded
from permanence.faces.ui.moments import say_instant, say_instant_fully
from permanence.faces.ui.redactions import say_why
from permanence.ground.files.actions import read_content
from permanence.ground.lib.clock import now
from permanence.ground.lib.dates import say_date
from permanence.ground.lib.prepared import Prepared
from permanence.ground.lib.rich import show_pictures
from permanence.service.intake.actions.forms import send_form
from permanence.service.tickets.models import Attachment, Entry, Resolution, StateSpan, Ticket
from permanence.service.tickets.queries import gathered_files, spans_of

CHANNELS = frozenset({Entry.Kind.CALL, Entry.Kind.FAX, Entry.Kind.PORTAL})
# Shown by a browser without a program of its own; anything else is only ever saved.
HARMLESS = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"})

LINKED_TEXT = 20_000
SAID = Prepared(
    lambda tickets: Entry.objects.filter(ticket__pk__any_of=tickets, is_public=True).order_by(
        "at", "pk"
    ),
    "tickets",
)
FILES = Prepared(
    lambda entries: (
        Attachment.objects.filter(entry__pk__any_of=entries)
        .select_related("blob")
        .defer("blob__content")
        .order_by("pk")
    ),
    "entries",
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_request(request: HttpRequest, desk: str, reference: str) -> HttpResponse:
    """Show a contact's own request, or take an answer to it."""
    if request.method == "POST":
        return take_answer(request, desk, reference)
    with enter_desk(request, desk) as guest:
        if guest.contact is None:
            return redirect("portal:ask-link", desk)
        ticket = find_readable(guest, reference)
        if survivor := find_survivor(guest, ticket):
            return redirect("portal:request", desk, survivor.reference)
        return show_file(request, guest, ticket, ReplyForm(guest=guest))


def take_answer(request: HttpRequest, desk: str, reference: str) -> HttpResponse:
    """Store an answer and bring it into its file."""
    crowded = sends_too_much(request, read_identity(request).contact, at=now())
    with once(), enter_desk(request, desk) as guest:
        ticket = find_request(guest, reference)
        form = ReplyForm(request.POST, request.FILES, guest=guest)
        if crowded:
            form.add_error(None, say_crowded())
        if not form.is_valid():
            return show_file(request, guest, ticket, form)
        send_form(
            form.answers(subject=ticket.subject, reference=ticket.reference),
            contact=ticket.contact_id,
            organisation=ticket.organisation_id,
            at=guest.at,
        )
    taken = admit_form_of(form.cleaned_data["key"], contact=ticket.contact_id, at=guest.at)
    if taken and taken.pk != ticket.pk:
        messages.success(request, gettext("The request was closed: your message has a new file."))
        return redirect("portal:request", desk, taken.reference)
    messages.success(request, gettext("Your answer is in the file."))
    return redirect("portal:request", desk, reference)


def show_file(request: HttpRequest, guest: Guest, ticket: Ticket, form: ReplyForm) -> HttpResponse:
    """Return the page of a request, or only what was said when the page asks again."""
    promises = promises_of([ticket]).get(ticket.pk, [])
    outlook = foresee(ticket, promises, at=guest.at, zone=guest.zone)
    spans = spans_of(ticket)
    is_own = guest.contact is not None and ticket.contact_id == guest.contact.pk
    ladder = show_ladder(guest, read_own_contracts(guest))
    context = furnish_page(
        request,
        guest,
        place="requests",
        file=describe_file(guest, ticket, outlook),
        entries=tell_story(guest, ticket, spans),
        told=tell_promises(guest, ticket, promises, spans),
        reply=offer_reply(guest, ticket, form) if is_own else None,
        escalate=say_manager(guest, ladder),
        ladder=ladder,
        escalation=tell_escalation(guest, ticket) if is_own else None,
        escalate_url=escalate_url(guest, ticket),
        agreement=summarise_agreement(guest, ticket) if is_own else None,
        extra_time=offer_extra_time(guest, ticket),
        solution=tell_solution(ticket),
    )
    part = "#said" if request.GET.get("part") == "said" else ""
    status = 422 if form.is_bound else 200
    return render(request, f"portal/request.html{part}", context, status=status)


def tell_solution(ticket: Ticket) -> Resolution | None:
    """Return what solved a request, where its customer may read it and no message says the same."""
    if not ticket.ended:
        return None
    told = Resolution.objects.filter(ticket=ticket, is_told=True, reopened_at=None)
    said = Entry.objects.filter(ticket=ticket, direction=Entry.Direction.OUT, is_public=True)
    return told.exclude(solution="").exclude(solution__in=said.values("text")).first()


def describe_file(guest: Guest, ticket: Ticket, outlook: Outlook) -> dict[str, Any]:
    """Return the head of a file."""
    url = reverse("portal:request", args=[guest.desk.key, ticket.reference])
    opened = ticket.opened_at.astimezone(guest.zone)
    return {
        "reference": ticket.reference,
        "subject": ticket.subject,
        "state": outlook.state,
        "state_label": outlook.label,
        "promise": outlook.sentence,
        "deadline": outlook.deadline,
        "opened": f"{say_date(opened.date(), 'j M Y')}, {opened:%H:%M}",
        "opened_iso": ticket.opened_at.isoformat(),
        "requests_url": reverse("portal:requests", args=[guest.desk.key]),
        "refresh_url": f"{url}?part=said",
        "paper_url": reverse("portal:request-paper", args=[guest.desk.key, ticket.reference]),
        "topic": "",
    }


def tell_story(guest: Guest, ticket: Ticket, spans: Sequence[StateSpan]) -> list[dict[str, Any]]:
    """Return what was said and what happened, in order; notes of the desk are never among it."""
    own = {ticket.pk: ticket.reference}
    for file in gathered_files(ticket):
        if file.contact_id == ticket.contact_id:
            own[file.pk] = file.reference
    entries = SAID(tickets=list(own))
    files: dict[int, list[Attachment]] = {}
    for one in FILES(entries=[entry.pk for entry in entries]):
        files.setdefault(one.entry_id, []).append(one)
    told = [
        (entry.at, describe_entry(guest, own[entry.ticket_id], entry, files.get(entry.pk, [])))
        for entry in entries
    ]
    held = [span for span in spans if span.replaced_at is None]
    for before, span in pairwise(held):
        if text := say_change(before.state, span.state):
            told.append((span.from_at, describe_event(guest, span.from_at, text)))
    return [one for _, one in sorted(told, key=lambda pair: pair[0])]


def describe_entry(
    guest: Guest, reference: str, entry: Entry, files: Sequence[Attachment]
) -> dict[str, Any]:
    """Return one message; the confirmation is an event."""
    if entry.kind == Entry.Kind.CONFIRMATION:
        return describe_event(guest, entry.at, gettext("We confirmed that your request arrived."))
    return {
        "side": "you" if entry.direction == Entry.Direction.IN else "desk",
        "id": entry.pk,
        "author": entry.author_name,
        "html": show_words(guest, reference, entry, files),
        "language": entry.language,
        "attachments": [
            describe_attachment(guest, reference, one)
            for one in files
            if entry.direction == Entry.Direction.IN or not one.is_inline
        ],
        "channel": entry.kind if entry.kind in CHANNELS else "mail",
        "redacted": tell_redactions(guest, entry),
        **describe_moment(guest, entry.at),
    }


def tell_redactions(guest: Guest, entry: Entry) -> list[str]:
    """Return what was blacked out in a message, and why; who did it is the desk's own matter."""
    text = gettext("Blacked out by us, %(instant)s: %(why)s")
    return [
        text
        % {
            "instant": say_instant(datetime.fromisoformat(one["at"]), at=guest.at, zone=guest.zone),
            "why": say_why(one["why"]),
        }
        for one in entry.redactions
    ]


def show_words(
    guest: Guest, reference: str, entry: Entry, files: Sequence[Attachment]
) -> SafeString:
    """Return what was said: of the desk with its marks, of the customer as plain words."""
    if entry.direction == Entry.Direction.IN or not entry.html:
        return show_text(entry.text)
    shown = {
        one.content_id: reverse("portal:attachment", args=[guest.desk.key, reference, one.pk])
        for one in files
        if one.is_inline
    }
    return mark_safe(show_pictures(entry.html, shown))  # noqa: S308 -- made by `rich_html`


def show_text(text: str) -> SafeString:
    """Return a plain text as paragraphs with links, all else escaped; a very long one without."""
    if len(text) > LINKED_TEXT:
        return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 -- escaped just here
    linked = urlize(text, nofollow=True, autoescape=True)
    return mark_safe(linebreaks(linked))  # noqa: S308 -- escaped by urlize


def describe_event(guest: Guest, at: datetime, text: str) -> dict[str, Any]:
    """Return something that happened."""
    return {"side": "event", "text": text, **describe_moment(guest, at)}


def describe_moment(guest: Guest, at: datetime) -> dict[str, str]:
    """Return an instant as the reader is told it, with the whole of it behind."""
    return {
        "at": say_instant(at, at=guest.at, zone=guest.zone),
        "at_iso": at.isoformat(),
        "at_title": say_instant_fully(at, zone=guest.zone),
    }


def say_change(before: str, after: str) -> str:
    """Return what a change of state means for the customer; empty for what is only the desk's."""
    said = {
        "waiting_customer": gettext("We are waiting for your answer."),
        "waiting_third_party": gettext("We are waiting for somebody outside our desk."),
        "out_of_scope": gettext("We found that this is not part of our services."),
        "resolved": gettext("Solved."),
        "closed": gettext("Closed."),
    }
    if after == "open" and before in {"resolved", "closed"}:
        return gettext("Opened again.")
    return said.get(after, "")


def describe_attachment(guest: Guest, reference: str, one: Attachment) -> dict[str, Any]:
    """Return one file."""
    return {
        "name": one.name,
        "size": one.blob.size,
        "url": reverse("portal:attachment", args=[guest.desk.key, reference, one.pk]),
    }


def offer_reply(guest: Guest, ticket: Ticket, form: ReplyForm) -> dict[str, Any]:
    """Return the form for an answer."""
    is_over = ticket.resolved_at is not None if ticket.merged_into_id else ticket.ended
    return {
        "form": form,
        "url": reverse("portal:request", args=[guest.desk.key, ticket.reference]),
        "note": gettext("Your answer opens it again.") if is_over else "",
    }


def say_manager(guest: Guest, ladder: list[dict[str, Any]]) -> str:
    """Return how to reach the manager, where there is a ladder to climb (SPEC A9)."""
    found = next((rung for rung in ladder if rung["is_manager"]), None)
    if found is None:
        return ""
    way = found["ways"][0]
    return gettext(
        "If our word is not kept, or the help does not suit you, you may speak to the manager at"
        " any time: %(who)s, %(number)s."
    ) % {"who": found["title"], "number": way["number"] or way["email"]}


@never_cache
@require_safe
def download_attachment(
    request: HttpRequest, desk: str, reference: str, number: int
) -> HttpResponse:
    """Send one file of a contact's own request, to be saved and never run."""
    with enter_desk(request, desk) as guest:
        attachment = find_attachment(find_readable(guest, reference), number)
        content = read_content(attachment.blob)
    declared = attachment.content_type.partition(";")[0].strip().lower()
    kind = declared if declared in HARMLESS else "application/octet-stream"
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=attachment.name) or "attachment"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
