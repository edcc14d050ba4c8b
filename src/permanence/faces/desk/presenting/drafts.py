"""Drafts in the composer, answers that wait to leave, and the list of one's drafts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from textwrap import shorten
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.forms import DeskForm, ReplyForm
from permanence.faces.desk.presenting.inserting import show_kept
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.faces.ui.addresses import ticket_address
from permanence.faces.ui.moments import say_instant
from permanence.ground.lib.rich import pictures_in
from permanence.service.tickets.models import Draft, Ticket
from permanence.service.tickets.rules.sending import is_picture
from permanence.world.calendars.rules.zones import find_zone

Shown = dict[str, Any]
SAID = frozenset({"in", "out", "note", "enquiry"})
MOMENT = timedelta(minutes=1)
MOST_OF_TEXT = 120


def show_draft(
    ticket: Ticket,
    kind: str,
    drafts: Iterable[Draft],
    items: Sequence[Shown],
    reader: Reader,
    form: DeskForm | None,
) -> Shown:
    """Return what `desk/parts/draft.html` reads in one form of the composer."""
    found = writing_of(kind, drafts)
    numbers = entry_numbers(items, SAID)
    return {
        "url": ticket_address("desk:draft-keep", ticket.reference, kind),
        "preview_url": ticket_address("desk:ticket-preview", ticket.reference, kind),
        "seen": max(numbers, default=0),
        "looked": isinstance(form, ReplyForm) and form.was_held_back,
        "version": found.version if found else 0,
        "text": found.text if found else "",
        "called_at": found.called_at if found else None,
        "files": show_files(found, ticket.reference) if found else [],
        "articles": show_kept(found) if found else [],
        "kept": _("Draft kept at %(instant)s") % {"instant": say_moment(found.kept_at, reader)}
        if found
        else "",
        "news": say_news(found, items) if found else "",
        "refused": say_refused(found.refused) if found else "",
    }


def show_files(draft: Draft, reference: str) -> list[Shown]:
    """Return the files of a draft as `desk/parts/draft_files.html` reads them."""
    shown = set(pictures_in(draft.text))
    return [
        {
            **file,
            "url": file_address(draft, file, reference),
            "mark": f"![{file['name']}](cid:{file['key']})"
            if is_picture(file["content_type"]) and file.get("key")
            else "",
            "is_shown": file.get("key") in shown,
        }
        for file in draft.files
    ]


def file_address(draft: Draft, file: Shown, reference: str) -> str:
    """Return where a file of a draft is fetched; empty for one that has no key."""
    if not file.get("key"):
        return ""
    return reverse("desk:draft-file", args=[reference, draft.kind, file["key"]])


def writing_of(kind: str, drafts: Iterable[Draft]) -> Draft | None:
    """Return the draft of a kind that is in writing."""
    return next((one for one in drafts if one.send_at is None and one.kind == kind), None)


def entry_numbers(items: Iterable[Shown], kinds: frozenset[str]) -> list[int]:
    """Return the numbers of the entries of some kinds that a timeline shows."""
    shown = [item for item in items if item["kind"] in kinds]
    return [int(one["id"][1:]) for item in shown for one in item.get("messages", (item,))]


def say_news(draft: Draft, items: Iterable[Shown]) -> str:
    """Return that the customer has written since a draft was begun; empty when not."""
    came = sum(number > draft.seen for number in entry_numbers(items, frozenset({"in"})))
    if not came:
        return ""
    text = ngettext(
        "A message came since you began this draft.",
        "%(count)s messages came since you began this draft.",
        came,
    )
    return text % {"count": came}


def say_refused(why: str) -> str:
    """Return why an answer came back to its author; empty when it did not."""
    if why == "state":
        return _("This answer could not be sent: the request was changed before it left.")
    if why == "desk":
        return _(
            "This answer could not be sent: it holds an article that is for the desk only now."
        )
    if why == "error":
        return _("This answer could not be sent because of a fault. Please send it again.")
    return ""


def show_held(
    ticket: Ticket, drafts: Iterable[Draft], items: Sequence[Shown], reader: Reader
) -> list[Shown]:
    """Return the answers that wait to leave, as `desk/parts/held.html` reads them."""
    return [show_waiting(ticket, one, one.send_at, items, reader) for one in drafts if one.send_at]


def show_waiting(
    ticket: Ticket, draft: Draft, send_at: datetime, items: Sequence[Shown], reader: Reader
) -> Shown:
    """Return one answer that waits to leave."""
    is_own = draft.specialist_id == reader.specialist.pk
    left = send_at - reader.at
    soon = draft.sent_at is not None and send_at - draft.sent_at < MOMENT
    when = f"{send_at.astimezone(reader.zone):%H:%M:%S}" if soon else say_moment(send_at, reader)
    told = {"who": draft.specialist.name, "instant": when}
    address = ticket_address("desk:draft-back", ticket.reference, draft.pk)
    return {
        "number": draft.pk,
        "sentence": _("Your answer goes out at %(instant)s.") % told
        if is_own
        else _("The answer of %(who)s goes out at %(instant)s.") % told,
        "at_iso": send_at.isoformat(),
        "there": "" if soon else say_there(ticket, send_at),
        "left": max(int(left.total_seconds()), 0) if soon else None,
        "text": draft.text,
        "files": draft.files,
        "url": address if is_own else "",
        "news": say_news(draft, items) if not soon else "",
    }


def say_there(ticket: Ticket, instant: datetime) -> str:
    """Return an instant by the customer's clock, with its place; empty where that is not known."""
    name = ticket.contact.zone or (ticket.organisation.zone if ticket.organisation else "")
    if not name:
        return ""
    zone = find_zone(name)
    told = {
        "instant": say_instant(instant, at=instant - timedelta(days=7), zone=zone),
        "place": name.rpartition("/")[2].replace("_", " "),
    }
    return _("For the customer: %(instant)s, %(place)s") % told


def list_drafts(drafts: Iterable[Draft], reader: Reader) -> list[Shown]:
    """Return the rows of `desk/drafts.html`."""
    return [show_row(draft, reader) for draft in drafts]


def show_row(draft: Draft, reader: Reader) -> Shown:
    """Return one draft in the list."""
    address = ticket_address("desk:ticket", draft.ticket.reference)
    state = ""
    if draft.send_at:
        state = _("Goes out at %(instant)s") % {"instant": say_moment(draft.send_at, reader)}
    elif draft.refused:
        state = _("Came back")
    return {
        "id": draft.pk,
        "url": f"{address}?write={draft.kind}#composer",
        "reference": draft.ticket.reference,
        "subject": draft.ticket.subject,
        "kind_label": kind_names()[draft.kind],
        "text": shorten(draft.text, MOST_OF_TEXT, placeholder="…"),
        "words": draft.text,
        "files": len(draft.files),
        "state": state,
        "news": getattr(draft, "has_news", False),
        **show_instant(draft.kept_at, reader),
    }


def kind_names() -> dict[str, str]:
    """Return what each kind of draft is called."""
    return {"reply": _("Reply"), "note": _("Note"), "call": _("Call")}
