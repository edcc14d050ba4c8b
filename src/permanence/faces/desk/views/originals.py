"""The mail behind an entry, with its headers, as it came or went."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.presenting.mails import hide_tokens
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.views.files import answer_file
from permanence.ground.outbox.actions import draft_of, files_of
from permanence.ground.outbox.models import Message
from permanence.ground.outbox.rules import write_mail
from permanence.service.intake.actions import read_raw
from permanence.service.intake.models import Letter
from permanence.service.tickets.models import Entry
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.rules import Right

SHOWN = 100_000


@dataclass(frozen=True)
class Original:
    """The bytes of a mail, and whether it came or went."""

    raw: bytes
    is_received: bool
    removed_at: datetime | None = None
    identity: str = ""

    @property
    def headers(self) -> str:
        """What stands before the first empty line."""
        head, _, _ = self.raw.replace(b"\r\n", b"\n").partition(b"\n\n")
        return head[:SHOWN].decode("utf-8", "replace")

    @property
    def body(self) -> str:
        """The beginning of what stands after it."""
        _, _, rest = self.raw.replace(b"\r\n", b"\n").partition(b"\n\n")
        return rest[:SHOWN].decode("utf-8", "replace")


@require_safe
@staff_page(Right.READ_TICKETS)
def original(request: StaffRequest, number: int) -> HttpResponse:
    """Show the headers and the source of the mail behind an entry."""
    entry = find_entry(request, number)
    found = original_of(entry)
    ticket = entry.ticket
    desk = next(one for one in request.reader.desks if one.pk == ticket.desk_id)
    context = {
        "shell": build_shell(request, desk),
        "reference": speak_reference(ticket.reference),
        "back_url": f"{reverse('desk:ticket', args=[ticket.reference])}#item-e{entry.pk}",
        "original": {
            "author": entry.author_name,
            "subject": entry.subject,
            "is_received": found.is_received,
            "removed": found.removed_at and say_moment(found.removed_at, request.reader),
            "identity": found.identity,
            "headers": found.headers,
            "body": found.body,
            "is_cut": len(found.raw) > len(found.headers) + SHOWN,
            "size": len(found.raw),
            "url": reverse("desk:entry-eml", args=[entry.pk]),
            **show_instant(entry.at, request.reader),
        },
    }
    return render(request, "desk/original.html", context)


@require_safe
@staff_page(Right.READ_TICKETS)
def eml(request: StaffRequest, number: int) -> HttpResponse:
    """Download the mail behind an entry."""
    entry = find_entry(request, number)
    found = original_of(entry)
    if found.removed_at:
        raise Http404
    return answer_file(found.raw, name=f"entry-{entry.pk}.eml", kind="message/rfc822")


def find_entry(request: StaffRequest, number: int) -> Entry:
    """Return an entry that the reader may see; that its mail was looked at is recorded."""
    return access.entry(request, number, "original")


def original_of(entry: Entry) -> Original:
    """Return the mail behind an entry; else 404.

    Signed links, by which staff could act as the customer, are taken out of what went.
    """
    if letter := Letter.objects.filter(pk=entry.letter_id or 0).first():
        return Original(read_raw(letter), True, letter.removed_at, letter.identity)
    message = Message.objects.filter(pk=entry.outgoing_id or 0).first()
    if message is None:
        raise Http404
    draft = draft_of(message)
    draft = replace(draft, text=hide_tokens(draft.text), html=hide_tokens(draft.html))
    mail = write_mail(draft, at=message.queued_at, files=files_of(message))
    return Original(mail, is_received=False)
