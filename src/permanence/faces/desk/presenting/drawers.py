"""Drawers: what stands beside a ticket and is fetched when somebody opens it.

A closed drawer asks the database nothing. Without JavaScript its handle shows a link that opens it
with the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.presenting.article_drawer import open_articles
from permanence.faces.desk.presenting.asking import show_asking
from permanence.faces.desk.presenting.assigning import may_give, open_giving, say_giving
from permanence.faces.desk.presenting.climbing import open_climbing, say_climbing
from permanence.faces.desk.presenting.enquiries import (
    forward_url,
    list_enquiries,
    standing_names,
)
from permanence.faces.desk.presenting.environments import (
    has_customer,
    say_environment,
    show_environment,
)
from permanence.faces.desk.presenting.escalations import note_escalation, open_escalations
from permanence.faces.desk.presenting.findings import show_scope, show_validation
from permanence.faces.desk.presenting.incident_drawer import open_incident_drawer, say_incident
from permanence.faces.desk.presenting.linking import has_links, say_links, show_links
from permanence.faces.desk.presenting.looks import fits_looks, open_looks
from permanence.faces.desk.presenting.merging import may_merge, show_merging
from permanence.faces.desk.presenting.paper import show_paper
from permanence.faces.desk.presenting.passing import may_pass, show_facts, show_passing
from permanence.faces.desk.presenting.pauses import show_pauses
from permanence.faces.desk.presenting.retention import note_hold, open_keeping
from permanence.faces.desk.presenting.secrecy import fits_secrecy, open_secrecy, say_secrecy
from permanence.faces.desk.presenting.snoozing import fits_snooze, say_snoozed, show_snooze
from permanence.faces.desk.presenting.solved_before import open_solved
from permanence.faces.desk.presenting.solving import show_solution
from permanence.faces.desk.presenting.summaries import may_ask, open_asking
from permanence.faces.desk.presenting.time import say_sheet, show_time
from permanence.faces.desk.presenting.trace_drawer import open_traces
from permanence.faces.ui.addresses import address_of
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.queries import gathered_files, spans_of
from permanence.service.tickets.queries.enquiries import enquiries_of
from permanence.world.accounts.rules import Right

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Shown = dict[str, Any]
Forms = Mapping[str, DeskForm]


def always(ticket: Ticket, reader: Reader) -> bool:
    """Say that a drawer stands beside every ticket."""
    return True


def say_nothing(ticket: Ticket) -> str:
    """Return no note."""
    return ""


@dataclass(frozen=True)
class Drawer:
    """One drawer, its template `desk/drawers/<key>.html` reads as `drawer` what `show` returns.

    `fits` and `note` (said beside the label) know what the page has read already: the ticket with
    its contact, organisation, team and assignee; they ask nothing. `forms` names the forms in it,
    so that it stands open when one of them comes back wrong.
    """

    key: str
    label: StrOrPromise
    icon: str
    right: Right
    show: Callable[[StaffRequest, Ticket, Forms], Shown]
    forms: frozenset[str] = frozenset()
    fits: Callable[[Ticket, Reader], bool] = always
    note: Callable[[Ticket], StrOrPromise] = say_nothing


def open_pauses(request: StaffRequest, ticket: Ticket, sent: Forms) -> Shown:
    """Return where a ticket waited, and the forms that let it wait or correct the past."""
    pause, correction = sent.get("pause"), sent.get("correct")
    return show_pauses(request, ticket, spans_of(ticket), pause=pause, correction=correction)


def open_snooze(request: StaffRequest, ticket: Ticket, sent: Forms) -> Shown:
    """Return until when a ticket is out of sight, and the form that puts it there."""
    return show_snooze(request, ticket, sent.get("snooze"))


def open_links(request: StaffRequest, ticket: Ticket, sent: Forms) -> Shown:
    """Return how a ticket stands to others, and the form that links it."""
    return show_links(request, ticket, sent.get("link"))


def open_merging(request: StaffRequest, ticket: Ticket, sent: Forms) -> Shown:
    """Return what was merged into a ticket, and the form that merges it into another."""
    merged = gathered_files(ticket)
    return show_merging(request, ticket, sent.get("merge"), merged=merged)


def open_time(request: StaffRequest, ticket: Ticket, sent: Forms) -> Shown:
    """Return the time of a ticket, and the forms by which more is written."""
    return show_time(request, ticket, sent)


def open_enquiries(request: StaffRequest, ticket: Ticket, sent: Forms) -> Shown:
    """Return what third parties were asked, and the way to ask one."""
    return {
        "rows": list_enquiries(enquiries_of(ticket), ticket, request.reader),
        "forward_url": forward_url(ticket, request.reader),
    }


# In this order: what the matter is about, then the work on it. What belongs beside a ticket and
# comes from elsewhere (an incident, a trace, an article) is a drawer at the head of this list.
DRAWERS: tuple[Drawer, ...] = (
    Drawer(
        "incident",
        _("Incident"),
        "alarm",
        Right.READ_TICKETS,
        open_incident_drawer,
        forms=frozenset({"component"}),
        note=say_incident,
    ),
    Drawer("traces", _("Message traces"), "send", Right.READ_TRACES, open_traces),
    Drawer(
        "environment",
        _("Environment"),
        "screen",
        Right.READ_TICKETS,
        show_environment,
        forms=frozenset({"naming"}),
        fits=has_customer,
        note=say_environment,
    ),
    Drawer(
        "articles",
        _("Articles"),
        "book",
        Right.READ_ARTICLES,
        open_articles,
        forms=frozenset({"article"}),
    ),
    Drawer("solved", _("Solved before"), "search", Right.READ_TICKETS, open_solved),
    Drawer(
        "assign", _("Give to"), "person", Right.TRIAGE, open_giving, fits=may_give, note=say_giving
    ),
    Drawer(
        "escalation",
        _("Escalation"),
        "climb",
        Right.READ_TICKETS,
        open_escalations,
        forms=frozenset({"escalating", "ruling"}),
        note=note_escalation,
    ),
    Drawer(
        "time",
        _("Time"),
        "hourglass",
        Right.READ_TICKETS,
        open_time,
        forms=frozenset({"time", "timer", "ask", "back"}),
        note=say_sheet,
    ),
    Drawer(
        "passing",
        _("Hand over"),
        "right",
        Right.TRIAGE,
        show_passing,
        forms=frozenset({"passing"}),
        fits=may_pass,
    ),
    Drawer(
        "climbing",
        _("Ladder"),
        "climb",
        Right.READ_TICKETS,
        open_climbing,
        forms=frozenset({"climbing", "answering"}),
        note=say_climbing,
    ),
    Drawer(
        "facts",
        _("Checklist"),
        "list",
        Right.READ_TICKETS,
        show_facts,
        forms=frozenset({"facts"}),
    ),
    Drawer(
        "asking",
        _("Files asked for"),
        "clip",
        Right.READ_TICKETS,
        show_asking,
        forms=frozenset({"asking", "settling"}),
    ),
    Drawer(
        "validation",
        _("Checked"),
        "check",
        Right.READ_TICKETS,
        show_validation,
        forms=frozenset({"validation"}),
    ),
    Drawer(
        "scope",
        _("Cause outside our services"),
        "out",
        Right.READ_TICKETS,
        show_scope,
        forms=frozenset({"outside", "inside"}),
        note=lambda ticket: _("found so") if ticket.state == "out_of_scope" else "",
    ),
    Drawer(
        "solution",
        _("Cause and solution"),
        "book",
        Right.READ_TICKETS,
        show_solution,
        forms=frozenset({"solution"}),
    ),
    Drawer(
        "pauses",
        _("Pauses"),
        "pause",
        Right.READ_TICKETS,
        open_pauses,
        forms=frozenset({"pause", "correct"}),
    ),
    Drawer(
        "snooze",
        _("Snooze"),
        "clock",
        Right.READ_TICKETS,
        open_snooze,
        forms=frozenset({"snooze"}),
        fits=fits_snooze,
        note=say_snoozed,
    ),
    Drawer(
        "links",
        _("Related"),
        "link",
        Right.READ_TICKETS,
        open_links,
        forms=frozenset({"link"}),
        fits=has_links,
        note=say_links,
    ),
    Drawer(
        "merging",
        _("Merged"),
        "link",
        Right.READ_TICKETS,
        open_merging,
        forms=frozenset({"merge"}),
        fits=lambda ticket, reader: has_merged(ticket) or may_merge(ticket, reader),
        note=lambda ticket: _("with others") if has_merged(ticket) else "",
    ),
    Drawer(
        "keeping",
        _("Kept until"),
        "hold",
        Right.READ_TICKETS,
        open_keeping,
        note=note_hold,
    ),
    Drawer(
        "enquiries",
        _("Third parties"),
        "globe",
        Right.READ_TICKETS,
        open_enquiries,
        note=lambda ticket: standing_names().get(ticket.outside, ""),
    ),
    Drawer(
        "secrecy",
        _("Confidential"),
        "lock",
        Right.READ_TICKETS,
        open_secrecy,
        forms=frozenset({"keep", "circle", "release", "author"}),
        fits=fits_secrecy,
        note=say_secrecy,
    ),
    Drawer(
        "summary",
        _("Incident summary"),
        "book",
        Right.ANSWER,
        open_asking,
        forms=frozenset({"summary"}),
        fits=may_ask,
    ),
    Drawer("paper", _("Print and PDF"), "printer", Right.READ_TICKETS, show_paper),
    Drawer("looks", _("Who looked"), "search", Right.READ_TICKETS, open_looks, fits=fits_looks),
)


def has_merged(ticket: Ticket) -> bool:
    """Say whether other files were merged into this one, as the page has read it."""
    return bool(getattr(ticket, "gathers", False))


def find_drawer(key: str, ticket: Ticket, reader: Reader) -> Drawer | None:
    """Return a drawer that this reader may open beside this ticket."""
    return next((one for one in drawers_of(ticket, reader) if one.key == key), None)


def drawers_of(ticket: Ticket, reader: Reader) -> list[Drawer]:
    """Return the drawers that stand beside a ticket for this reader, in their order."""
    return [
        one for one in DRAWERS if reader.may(one.right, ticket.desk_id) and one.fits(ticket, reader)
    ]


def list_drawers(request: StaffRequest, ticket: Ticket, sent: Forms) -> list[Shown]:
    """Return what `desk/parts/drawers.html` reads: closed ones with their handles alone."""
    asked = request.GET.get("open", "")
    return [
        show_drawer(request, ticket, one, sent)
        if one.key == asked or one.forms & sent.keys()
        else show_handle(ticket, one)
        for one in drawers_of(ticket, request.reader)
    ]


def show_handle(ticket: Ticket, drawer: Drawer) -> Shown:
    """Return a closed drawer."""
    page = address_of("desk:ticket", ticket.reference)
    return {
        "key": drawer.key,
        "label": drawer.label,
        "icon": drawer.icon,
        "note": drawer.note(ticket),
        "url": f"{page}?part=drawer&drawer={drawer.key}",
        "page_url": f"{page}?open={drawer.key}#{drawer.key}",
        "is_open": False,
    }


def show_drawer(request: StaffRequest, ticket: Ticket, drawer: Drawer, sent: Forms) -> Shown:
    """Return an open drawer with what is in it."""
    return {
        **show_handle(ticket, drawer),
        "is_open": True,
        "template": f"desk/drawers/{drawer.key}.html",
        "inside": drawer.show(request, ticket, sent),
    }
