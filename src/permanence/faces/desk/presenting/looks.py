"""Who looked at a customer's data, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.presenting.moments import show_instant
from permanence.ground.journal.models import Access
from permanence.ground.journal.queries import looks_at
from permanence.ground.lib.db import house
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.queries import gathered_files
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.models import Contact, Organisation
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
SHOWN_IN_DRAWER = 40
PAGES = {"organisation": "desk:organisation", "contact": "desk:contact"}


def fits_looks(ticket: Ticket, reader: Reader) -> bool:
    """Say whether the drawer stands beside a ticket: for those who know, and for auditors."""
    return ticket.confidential or reader.may(Right.READ_LOOKS, ticket.desk_id)


def open_looks(request: StaffRequest, ticket: Ticket, sent: Mapping[str, DeskForm]) -> Shown:
    """Return what `desk/drawers/looks.html` reads."""
    files = [ticket, *gathered_files(ticket)]
    rows = looks_at([f"ticket:{one.pk}" for one in files], most=SHOWN_IN_DRAWER)
    asked = urlencode({"desk": ticket.desk.key, "reference": ticket.reference})
    return {
        "rows": show_looks(rows, request.reader),
        "more_url": f"{reverse('desk:looks')}?{asked}"
        if request.reader.may(Right.READ_LOOKS, ticket.desk_id)
        else "",
    }


def show_looks(rows: Sequence[Access], reader: Reader) -> list[Shown]:
    """Return the lines on who looked; each subject is named as far as the reader may know of it."""
    named = name_subjects([row.subject for row in rows])
    ways = {"known": _("let in"), "glass": _("not let in")}
    return [
        {
            "who": row.actor_name or row.actor,
            "what": " · ".join(one for one in (named[row.subject][0], say_part(row)) if one),
            "url": named[row.subject][1],
            "way_label": ways.get(row.way, ""),
            "is_glass": row.way == "glass",
            "reads": row.reads,
            **show_instant(row.first_at, reader),
        }
        for row in rows
    ]


def name_subjects(subjects: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return what each subject is called and where it is; a hidden ticket by its number alone."""
    numbers: dict[str, set[int]] = {}
    for subject in subjects:
        kind, _colon, key = subject.partition(":")
        if key.isdecimal():
            numbers.setdefault(kind, set()).add(int(key))
    names = name_tickets(numbers.get("ticket", set()))
    for kind, model in (("organisation", Organisation), ("contact", Contact)):
        rows = model._default_manager.filter(pk__in=numbers.get(kind, ()))
        for pk, name in rows.values_list("pk", "name"):
            names[f"{kind}:{pk}"] = (name, reverse(PAGES[kind], args=[pk]))
    return {one: names.get(one, (say_subject(one), "")) for one in subjects}


def name_tickets(numbers: set[int]) -> dict[str, tuple[str, str]]:
    """Return the references of tickets, with the address of those that the reader sees."""
    seen = set(Ticket.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    with house():
        rows = list(Ticket.objects.filter(pk__in=numbers).values_list("pk", "reference"))
    return {
        f"ticket:{pk}": (
            speak_reference(reference),
            reverse("desk:ticket", args=[reference]) if pk in seen else "",
        )
        for pk, reference in rows
    }


def say_subject(subject: str) -> str:
    """Return what a subject is that has no page of its own."""
    kind, _colon, key = subject.partition(":")
    texts = {
        "search": _("Search"),
        "letter": _("Message in quarantine %(key)s"),
        "passage": _("Message trace %(key)s"),
        "contract": _("Contract %(key)s"),
        "report": _("Report %(key)s"),
    }
    return texts[kind] % {"key": key} if kind in texts else subject


def say_part(row: Access) -> str:
    """Return what of a subject was looked at; empty for its page."""
    kind = row.what.partition(":")[0]
    return {
        "attachment": _("file downloaded"),
        "original": _("mail as it came or went"),
        "letter": _("mail as it came or went"),
        "message": _("outgoing mail"),
        "entry": _("formatted message"),
        "trace": "",
    }.get(kind, row.what)
