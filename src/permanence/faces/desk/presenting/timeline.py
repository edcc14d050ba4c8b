"""The one timeline of a file: what was said, by whatever channel, among what was done."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.acts import say_act
from permanence.faces.desk.presenting.enquiries import (
    forward_url,
    gather_enquiries,
    show_enquiry,
    standing_of,
)
from permanence.faces.desk.presenting.inserting import link_articles
from permanence.faces.desk.presenting.joining_acts import is_hidden, known_to
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.redacting import show_redactions
from permanence.faces.desk.presenting.shell import initials_of
from permanence.faces.desk.presenting.words import language_name, reader_language
from permanence.faces.ui.addresses import address_of
from permanence.faces.ui.moments import say_day
from permanence.ground.journal.queries import acts_of
from permanence.ground.lib.rich import show_pictures
from permanence.ground.lib.text import html_of_words
from permanence.ground.outbox.models import Message
from permanence.overview.worklists.queries import File, Said, read_entries
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.queries import gathered_files
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
MOST_ENTRIES = 300
SAID_BY_SURVIVOR = frozenset({"ticket.merged", "ticket.merge_undone"})
# Notes and paths of messages have shapes of their own, whoever may read them.
OWN_SHAPES = frozenset({"note", "trace"})
CHANNELS = frozenset({"mail", "portal", "call", "fax"})


def show_timeline(
    ticket: Ticket,
    reader: Reader,
    *,
    last: int | None = None,
    merged: Sequence[Ticket] | None = None,
) -> list[Shown]:
    """Return the items of `desk/parts/timeline.html`, the oldest first; `last` cuts to the end.

    What was said in the files merged into this one is among it.
    """
    gathered = gathered_files(ticket) if merged is None else merged
    files = {one.pk: one for one in (ticket, *gathered)}
    entries = read_entries(list(files), most=MOST_ENTRIES)
    items = gather_enquiries(
        show_said(entry, files[entry.ticket], reader) | show_origin(files[entry.ticket], ticket)
        for entry in entries
    )
    known = known_to(ticket)
    items += show_acts(ticket, reader, known=known)
    for file in gathered:
        done = show_acts(file, reader, known=known, but=SAID_BY_SURVIVOR)
        items += [item | show_origin(file, ticket) for item in done]
    items.sort(key=lambda item: item["order"])
    folded = list(fold_events(items))
    return folded[-last:] if last else folded


def show_origin(file: Ticket, ticket: Ticket) -> Shown:
    """Return from which merged file an item comes, and whose it is where that is another's."""
    if file.pk == ticket.pk:
        return {}
    whose = ""
    if file.organisation_id != ticket.organisation_id:
        whose = file.customer_name
    return {"origin": speak_reference(file.reference), "origin_customer": whose}


def show_said(entry: Said, ticket: Ticket, reader: Reader) -> Shown:
    """Return one message or note; what was said with a third party names its enquiry."""
    shown = show_entry(entry, ticket, reader)
    if entry.enquiry is None:
        return shown | show_forward(entry, ticket, reader)
    is_in = entry.direction == "in"
    standing = standing_of(entry.last_by or "", is_closed=entry.is_closed)
    who = entry.outsiders or ""
    return shown | {
        "channel": "mail",
        "to": "" if is_in else _("to %(name)s") % {"name": who},
        "is_outside": True,
        "enquiry": show_enquiry(entry.enquiry, who, standing, reference=ticket.reference),
    }


def show_forward(entry: Said, ticket: Ticket, reader: Reader) -> Shown:
    """Return the way to ask somebody outside about a message; none for a note."""
    address = "" if entry.kind in {"note", "notice"} else forward_url(ticket, reader)
    return {"forward_url": f"{address}?entry={entry.number}"} if address else {}


def show_entry(entry: Said, ticket: Ticket, reader: Reader) -> Shown:
    """Return one message or note."""
    kind = entry.kind if entry.kind in OWN_SHAPES else entry.direction
    is_foreign = entry.language != reader_language()
    return {
        "kind": kind,
        "id": f"e{entry.number}",
        "order": (entry.at, 0, entry.number),
        **show_instant(entry.at, reader),
        "day": say_day(entry.at, at=reader.at, zone=reader.zone),
        "channel": entry.kind if entry.kind in CHANNELS else "desk",
        "author": entry.author_name,
        "author_detail": entry.author_address if kind == "in" else "",
        "initials": initials_of(entry.author_name),
        "to": _("to %(name)s") % {"name": ticket.contact.name} if kind == "out" else "",
        "html": draw_words(entry),
        "quoted": words_of(entry.quoted) if entry.quoted else "",
        "language": entry.language,
        "language_name": language_name(entry.language) if is_foreign else "",
        "attachments": [show_file(file) for file in entry.files],
        "delivery": entry.delivery,
        "delivery_label": delivery_names()[entry.delivery] if entry.delivery else "",
        "html_url": reverse("desk:entry-html", args=[entry.number]) if entry.has_html else "",
        "split_url": split_url(entry, ticket, reader),
        "is_told": kind == "trace" and entry.direction == "out",
        **show_redactions(entry, ticket, reader),
        "articles": link_articles(entry.articles, ticket),
        "original_url": reverse("desk:entry-original", args=[entry.number])
        if entry.letter or entry.delivery
        else "",
    }


def split_url(entry: Said, ticket: Ticket, reader: Reader) -> str:
    """Return where a customer's message is made a request of its own; empty for who may not."""
    is_customer = entry.direction == "in" and entry.kind != "third-party"
    if not is_customer or not reader.may(Right.TRIAGE, ticket.desk_id):
        return ""
    return address_of("desk:entry-split", entry.number)


def show_file(file: File) -> Shown:
    """Return one attachment."""
    address = reverse("desk:attachment", args=[file.number])
    return {"name": file.name, "size": file.size, "url": address, "kind": file.kind}


def draw_words(entry: Said) -> SafeString:
    """Return what was said: of the desk with its marks, of others as plain words."""
    if not entry.drawn:
        return words_of(entry.text)
    shown = {
        key: reverse("desk:attachment", args=[number]) for key, number in entry.pictures.items()
    }
    return mark_safe(show_pictures(entry.drawn, shown))  # noqa: S308 -- made by `rich_html`


def words_of(text: str) -> SafeString:
    """Return plain words as paragraphs, escaped, with their addresses made into links."""
    return mark_safe(html_of_words(text))  # noqa: S308 -- escaped there


def state_of(message: Message) -> str:
    """Return where an outgoing message stands."""
    if message.bounced_at:
        return "bounced"
    if message.failed_at:
        return "failed"
    return "sent" if message.sent_at else "waiting"


def delivery_names() -> dict[str, str]:
    """Return what each outcome of a delivery is called."""
    return {
        "waiting": _("waiting"),
        "sent": _("sent"),
        "failed": _("failed"),
        "bounced": _("came back"),
    }


def show_acts(
    ticket: Ticket,
    reader: Reader,
    *,
    known: Collection[int],
    but: AbstractSet[str] = frozenset(),
) -> list[Shown]:
    """Return what was done, people's acts and clocks alike; nothing of incidents but the known."""
    items = []
    for act in acts_of(f"ticket:{ticket.pk}", since=ticket.opened_at):
        said = say_act(act, reader)
        if said is None or act.act in but or is_hidden(act, known):
            continue
        items.append(
            {
                "kind": "event",
                "id": f"a{act.pk}",
                "order": (act.at, 1, act.pk),
                **show_instant(act.at, reader),
                "day": say_day(act.at, at=reader.at, zone=reader.zone),
                "text": said.text,
                "icon": said.icon,
                "tone": said.tone,
                "is_quiet": said.is_quiet,
            }
        )
    return items


def fold_events(items: Iterable[Shown]) -> Iterator[Shown]:
    """Put quiet events that follow one another into one item."""
    for is_quiet, run in groupby(items, key=lambda item: item.get("is_quiet", False)):
        events = list(run)
        if not is_quiet or len(events) == 1:
            yield from events
            continue
        rest = len(events) - 1
        more = ngettext("and %(count)s more", "and %(count)s more", rest) % {"count": rest}
        yield events[0] | {
            "kind": "events",
            "count": len(events),
            "summary": f"{events[0]['text']}, {more}",
            "events": events,
        }
