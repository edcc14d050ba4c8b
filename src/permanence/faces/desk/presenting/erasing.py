"""What goes with a person who is erased, and what stays."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader
from permanence.overview.privacy.queries.persons import Traces
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


def list_going(traces: Traces) -> list[str]:
    """Return what goes."""
    requests = ngettext(
        "%(count)s ended request: all words, files, mails, forms and its journal; nobody's from"
        " then on",
        "%(count)s ended requests: all words, files, mails, forms and their journals; nobody's from"
        " then on",
        len(traces.ended),
    )
    elsewhere = ngettext(
        "the name at %(count)s entry in requests of colleagues",
        "the name at %(count)s entries in requests of colleagues",
        len(traces.elsewhere),
    )
    return [
        _("name, addresses, phone number and log-in links of the person"),
        requests % {"count": len(traces.ended)},
        elsewhere % {"count": len(traces.elsewhere)},
        _("what was changed on the person's record, and who looked at it"),
    ]


def list_staying() -> list[str]:
    """Return what stays, and why."""
    return [
        _("promises, states and times of the requests: figures that name nobody"),
        _("time that was written down, agreements and contracts: kept by law and by contract"),
        _("what the person said in requests of colleagues: it belongs to those, without the name"),
        _("that and when something was erased: it has to be proven"),
    ]


def refuse_erasing(traces: Traces) -> str:
    """Return why a person cannot be erased now; empty when nothing is in the way."""
    if traces.holds:
        return _("A legal hold keeps this person's records.")
    if traces.open:
        return _("Requests of this person are open: end them first.")
    return ""


def show_open(tickets: tuple[Ticket, ...], reader: Reader) -> list[Shown]:
    """Return the open requests; of other desks no more than that there is one."""
    shown = []
    for one in tickets:
        known = reader.may(Right.READ_TICKETS, one.desk_id)
        address = reverse("desk:ticket", args=[one.reference]) if known else ""
        shown.append(
            {
                "reference": speak_reference(one.reference),
                "subject": one.subject if known else "",
                "url": address,
            }
        )
    return shown
