"""Enquiries with third parties: in the timeline, on pages of their own, and how one is begun."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from textwrap import shorten
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.forms.enquiries import ForwardForm
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.ui.addresses import address_of
from permanence.faces.ui.numbers import read_number
from permanence.ground.files.models import Blob
from permanence.service.knowledge.rules.excerpts import plain_words
from permanence.service.tickets.actions.questions import Composed
from permanence.service.tickets.models import Attachment, Enquiry, Entry, Ticket
from permanence.service.tickets.rules.enquiring import write_recipients
from permanence.service.tickets.rules.states import may_follow
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
MOST_OF_TEXT = 280


def forward_url(ticket: Ticket, reader: Reader) -> str:
    """Return where a third party is asked about a ticket; empty when nobody can be now."""
    may_ask = reader.may(Right.ANSWER, ticket.desk_id) and may_follow("enquire", ticket.state)
    return address_of("desk:ticket-forward", ticket.reference) if may_ask else ""


def gather_enquiries(items: Iterable[Shown]) -> list[Shown]:
    """Put what was said in one enquiry into one item of the timeline, where it was last spoken."""
    rest: list[Shown] = []
    grouped: dict[int, list[Shown]] = {}
    for item in items:
        if item.get("enquiry"):
            grouped.setdefault(item["enquiry"]["number"], []).append(item)
        else:
            rest.append(item)
    return [*rest, *map(show_group, grouped.values())]


def show_group(messages: list[Shown]) -> Shown:
    """Return one enquiry as `desk/parts/enquiry.html` reads it."""
    last = messages[-1]
    return {
        **last["enquiry"],
        "kind": "enquiry",
        "id": f"q{last['enquiry']['number']}",
        "messages": messages,
        **{
            key: last[key]
            for key in ("order", "day", "at", "at_iso", "at_title", "origin", "origin_customer")
            if key in last
        },
    }


def show_enquiry(number: int, who: str, standing: str, *, reference: str) -> Shown:
    """Return what every message of an enquiry says of it."""
    return {
        "number": number,
        "who": who,
        "standing": standing,
        "standing_label": standing_names()[standing],
        "url": reverse("desk:enquiry", args=[reference, number]),
    }


def standing_of(last_by: str, *, is_closed: bool) -> str:
    """Return how an enquiry stands."""
    if is_closed:
        return "closed"
    return "answered" if last_by == "them" else "asked"


def standing_names() -> dict[str, str]:
    """Return what each standing of an enquiry is called."""
    return {
        "asked": _("waiting for their answer"),
        "answered": _("they have answered"),
        "closed": _("closed"),
    }


def list_enquiries(enquiries: Iterable[Enquiry], ticket: Ticket, reader: Reader) -> list[Shown]:
    """Return the enquiries of a ticket in a few words each."""
    return [
        show_enquiry(
            one.pk,
            one.who,
            standing_of(one.last_by, is_closed=one.closed_at is not None),
            reference=ticket.reference,
        )
        | {"subject": one.subject, **show_instant(one.last_at, reader)}
        for one in enquiries
    ]


def list_offered(entries: Sequence[Entry], form: ForwardForm, reader: Reader) -> list[Shown]:
    """Return what may go along, with what is chosen."""
    chosen = numbers_of(form["entries"].value())
    files = numbers_of(form["attachments"].value())
    return [show_offered(one, reader, chosen=chosen, files=files) for one in entries]


def numbers_of(chosen: Any) -> set[int]:
    """Return chosen numbers, as the browser or the page sends them."""
    return {key for one in chosen or () if (key := read_number(str(one))) is not None}


def show_offered(
    entry: Entry, reader: Reader, *, chosen: Collection[int], files: Collection[int]
) -> Shown:
    """Return one entry that may go along."""
    return {
        "number": entry.pk,
        "author": entry.author_name,
        "text": shorten(plain_words(entry.text), MOST_OF_TEXT, placeholder="…"),
        "is_internal": not entry.is_public,
        "checked": entry.pk in chosen,
        **show_instant(entry.at, reader),
        "files": [show_part(one) | {"checked": one.pk in files} for one in entry.attachments.all()],
    }


def show_part(file: Attachment) -> Shown:
    """Return one file that may go along."""
    blob: Blob = file.blob
    address = reverse("desk:attachment", args=[file.pk])
    return {"number": file.pk, "name": file.name, "size": blob.size, "url": address}


def show_preview(form: ForwardForm, composed: Composed, *, sender: str) -> Shown:
    """Return the mail as it would leave."""
    return {
        "sender": sender,
        "to": write_recipients(form.question.recipients),
        "subject": composed.subject,
        "text": composed.body[0],
        "language": form.cleaned_data["language"],
        "files": [show_part(one) for one in composed.files],
        "waiting": form.waiting,
    }


def mark_of(form: ForwardForm, composed: Composed) -> str:
    """Return a mark of a mail that was looked at: another mail has another."""
    told = [
        write_recipients(form.question.recipients),
        composed.subject,
        *composed.body,
        form.waiting,
        *(str(one.pk) for one in composed.files),
    ]
    return sha256("\x1f".join(told).encode()).hexdigest()
