"""For how long things are kept, what would go, and what is held."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.ui.moments import write_day
from permanence.overview.privacy.models import Hold, Run, ScheduleVersion
from permanence.overview.privacy.queries.due import Outlook, dates_of, schedule_of
from permanence.overview.privacy.queries.holding import holds_on_ticket
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.models import Contact, Organisation
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


def kind_names() -> dict[str, str]:
    """Return what each kind of thing is called."""
    return {
        "forms": _("Portal forms"),
        "originals": _("Mails as they came"),
        "files": _("Attachments"),
        "mails": _("Texts of outgoing mails"),
        "words": _("Words of the file"),
        "journal": _("Journal of the file"),
        "person": _("Name and address of the contact"),
        "access": _("Who looked at what"),
        "log_ins": _("Log-ins"),
        "traces": _("Message traces"),
    }


def show_rows(version: ScheduleVersion | None, outlooks: Iterable[Outlook]) -> list[Shown]:
    """Return the table with what would go."""
    if version is None:
        return []
    known = {one.kind: one for one in outlooks}
    names = kind_names()
    return [
        {
            "name": names[row.kind],
            "months": row.months,
            "reason": row.reason,
            "outlook": known.get(row.kind),
        }
        for row in version.schedule.rows
    ]


def show_version(version: ScheduleVersion | None, reader: Reader) -> Shown | None:
    """Return who wrote a version, and when."""
    if version is None:
        return None
    return {"number": version.number, "by": version.by_name, **show_instant(version.at, reader)}


def show_run(run: Run, reader: Reader) -> Shown:
    """Return what one night took."""
    names = kind_names()
    return {
        **show_instant(run.begun_at, reader),
        "is_finished": run.finished_at is not None,
        "counts": [
            {"name": names.get(kind, kind), "count": count} for kind, count in run.counts.items()
        ],
    }


def show_holds(holds: Iterable[Hold], reader: Reader) -> list[Shown]:
    """Return holds with what they are on; of what the reader may not see, its number alone."""
    rows = list(holds)
    tickets = Ticket.objects.in_bulk([one.ticket_id for one in rows if one.ticket_id])
    people = Contact.objects.in_bulk([one.contact_id for one in rows if one.contact_id])
    places = Organisation.objects.in_bulk(
        [one.organisation_id for one in rows if one.organisation_id]
    )
    shown = []
    for one in rows:
        name, address = "", ""
        if one.ticket_id and (ticket := tickets.get(one.ticket_id)):
            name = speak_reference(ticket.reference)
            if reader.may(Right.READ_TICKETS, ticket.desk_id):
                address = reverse("desk:ticket", args=[ticket.reference])
        elif one.contact_id and one.contact_id in people:
            name = people[one.contact_id].name
            address = reverse("desk:contact", args=[one.contact_id])
        elif one.organisation_id and one.organisation_id in places:
            name = places[one.organisation_id].name
            address = reverse("desk:organisation", args=[one.organisation_id])
        shown.append(show_hold(one, reader) | {"name": name, "url": address})
    return shown


def show_hold(hold: Hold, reader: Reader) -> Shown:
    """Return one hold: why, by whom, since when, and how it ended."""
    may_release = hold.released_at is None and may_hold(reader)
    ended: Shown = {}
    if hold.released_at:
        ended = show_instant(hold.released_at, reader, name="released")
    return {
        "reason": hold.reason,
        "by": hold.by_name,
        **show_instant(hold.since, reader),
        **ended,
        "is_over": hold.released_at is not None,
        "released_by": hold.released_by_name,
        "release_reason": hold.release_reason,
        "release_url": reverse("desk:hold-release", args=[hold.pk]) if may_release else "",
    }


def may_hold(reader: Reader) -> bool:
    """Say whether a reader may place and release holds on some desk."""
    return any(reader.may(Right.HOLD, desk.pk) for desk in reader.desks)


def place_url(kind: str, number: int, reader: Reader) -> str:
    """Return where a hold is placed; empty for who may not."""
    return f"{reverse('desk:hold-new')}?{kind}={number}" if may_hold(reader) else ""


def open_keeping(request: StaffRequest, ticket: Ticket, sent: object) -> Shown:
    """Return what `desk/drawers/keeping.html` reads."""
    reader = request.reader
    version = schedule_of(ticket.desk)
    names = kind_names()
    return {
        "holds": show_holds(holds_on_ticket(ticket), reader),
        "place_url": place_url("ticket", ticket.pk, reader),
        "rows": [
            {
                "name": names[kind],
                "when": write_day(when.astimezone(reader.zone).date(), "j M Y") if when else "",
                "is_gone": is_gone,
            }
            for kind, when, is_gone in (dates_of(ticket, version.schedule) if version else [])
        ],
    }


def note_hold(ticket: Ticket) -> str:
    """Return what stands beside the handle of the drawer, as the page has read it."""
    return _("under a legal hold") if getattr(ticket, "is_held", False) else ""
