"""What a customer is told of a request: whose turn it is, and what is promised by when.

Only published promises are told. Before triage that is the one which no triage can worsen, as in
the confirmation (SPEC A7): the provisional severity is the desk's own affair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from permanence.faces.ui.deadlines import ShownDeadline, show_deadline
from permanence.faces.ui.moments import say_instant, say_zone
from permanence.ground.lib.prepared import Prepared
from permanence.promises.terms.rules import is_late
from permanence.service.tickets.models import Commitment, Ticket
from permanence.service.tickets.queries import grounds_at_receipt
from permanence.service.tickets.rules.explaining import Beaten, beaten_as_kept
from permanence.service.tickets.rules.promising import worst_response

INTERNAL = "operator."
ORDER = {
    "response": 0,
    "follow-up": 1,
    "ruling": 2,
    "attention": 3,
    "update": 4,
    "resolution": 5,
}
STANDING = Prepared(
    lambda tickets: Commitment.objects.filter(
        ticket__pk__any_of=tickets, replaced_at=None, promise__in=ORDER
    ).order_by("pk"),
    "tickets",
)
AHEAD = Prepared(
    lambda tickets: (
        Commitment.objects.filter(
            ticket__pk__any_of=tickets, replaced_at=None, met_at=None, promise__in=ORDER
        )
        .order_by("pk")
        .only(
            "ticket_id",
            "promise",
            "nature",
            "is_published",
            "bound",
            "start_at",
            "due_at",
            "met_at",
            "candidates",
        )
    ),
    "tickets",
)


@dataclass(frozen=True)
class Owed:
    """The next promise of a request, published and not kept yet."""

    promise: str
    nature: str
    start_at: datetime
    due_at: datetime
    bound: str = "under"


@dataclass(frozen=True)
class Outlook:
    """What comes next in a request, in words: `state` is "open", "yours" or "done"."""

    state: str
    label: str
    sentence: str
    deadline: ShownDeadline | None = None

    @property
    def tone(self) -> str:
        """How a list marks it."""
        if self.state == "yours":
            return "yours"
        risky = self.deadline and self.deadline.state in {"at_risk", "overdue"}
        return self.deadline.state if self.deadline and risky else ""


def promises_of(tickets: Iterable[Ticket]) -> Mapping[int, list[Commitment]]:
    """Return the published promises that stand on each ticket, the oldest first."""
    found: dict[int, list[Commitment]] = defaultdict(list)
    for row in STANDING(tickets=[ticket.pk for ticket in tickets]):
        if (told := as_published(row)) is not None:
            found[row.ticket_id].append(told)
    return found


def promises_ahead_of(tickets: Iterable[Ticket]) -> Mapping[int, list[Commitment]]:
    """Return the published promises that were not met yet, with what says when they are due.

    Before triage none of them is told.
    """
    triaged = [ticket.pk for ticket in tickets if ticket.triaged_at]
    found: dict[int, list[Commitment]] = defaultdict(list)
    for row in AHEAD(tickets=triaged):
        if (told := as_published(row)) is not None:
            found[row.ticket_id].append(told)
    return found


def as_published(row: Commitment) -> Commitment | None:
    """Return what a customer may read of a promise; None when all of it is the desk's own.

    Where one of the desk's own readings governs because it is earlier, the published clause that
    it beat is what was promised: a copy that is never saved says so.
    """
    if row.is_published:
        return row
    beaten = [beaten_as_kept(kept) for kept in row.candidates["losers"]]
    published = next((one for one in beaten if one.due_at and is_told(one)), None)
    if published is None:
        return None
    told = copy(row)
    told.is_published = True
    told.clause_key, told.clause_source = published.key, published.source
    told.clause_text, told.calendar_key = published.text, published.calendar_key
    told.due_at, told.candidates = published.due_at, {"reason": "only", "losers": []}
    met = row.met_at
    told.missed_at = (
        published.due_at if met and is_late(published.due_at, row.bound, at=met) else None
    )
    return told


def is_told(beaten: Beaten) -> bool:
    """Say whether the customer may read of a clause that lost: it is published, or their own."""
    return not beaten.key.startswith(INTERNAL)


def next_promise(ticket: Ticket, standing: Iterable[Commitment]) -> Owed | None:
    """Return what the customer may count on next."""
    if ticket.triaged_at is None and ticket.answered_at is None:
        return first_response(ticket)
    dated = [
        Owed(one.promise, one.nature, one.start_at, one.due_at, one.bound)
        for one in standing
        if one.due_at is not None and one.met_at is None
    ]
    if ticket.triaged_at is None:
        return None
    return min(dated, key=lambda owed: ORDER[owed.promise], default=None)


def first_response(ticket: Ticket) -> Owed | None:
    """Return the response that no triage can worsen, when it is published."""
    worst = worst_response(grounds_at_receipt(ticket), start=ticket.opened_at)
    if worst is None or worst.due_at is None or not worst.offer.clause.published:
        return None
    offer = worst.offer
    return Owed("response", offer.nature, worst.start_at, worst.due_at, offer.bound)


def foresee(
    ticket: Ticket, standing: Iterable[Commitment], *, at: datetime, zone: ZoneInfo
) -> Outlook:
    """Return whose turn it is and what happens next, as its customer reads it."""
    if ticket.ended and not is_carried(ticket):
        return Outlook("done", gettext("Done"), say_end(ticket, at=at, zone=zone))
    if ticket.state == Ticket.State.WAITING_CUSTOMER:
        return Outlook("yours", gettext("Your turn"), gettext("We are waiting for your answer."))
    label = gettext("With us")
    if ticket.state == Ticket.State.OUT_OF_SCOPE:
        sentence = gettext("This is not part of our services: our answer says who can help.")
        return Outlook("open", label, sentence)
    owed = next_promise(ticket, standing)
    if owed is None and ticket.state == Ticket.State.WAITING_THIRD_PARTY:
        return Outlook("open", label, gettext("We are waiting for somebody outside our desk."))
    if owed is None:
        return Outlook("open", label, gettext("We are working on it."))
    deadline = show_deadline(start=owed.start_at, due=owed.due_at, at=at, zone=zone)
    return Outlook("open", label, say_owed(owed, at=at, zone=zone), deadline)


def is_carried(ticket: Ticket) -> bool:
    """Say whether a merged request is worked on in another file and not solved yet."""
    return ticket.state == Ticket.State.MERGED and ticket.resolved_at is None


def say_end(ticket: Ticket, *, at: datetime, zone: ZoneInfo) -> str:
    """Return how a request ended."""
    ended = ticket.closed_at or ticket.resolved_at
    if ended is None:
        return gettext("Done.")
    return gettext("Solved: %(when)s.") % {"when": say_instant(ended, at=at, zone=zone)}


def say_owed(owed: Owed, *, at: datetime, zone: ZoneInfo) -> str:
    """Return a promise as a sentence; a broken one is called broken."""
    when = {"when": say_in_zone(owed.due_at, at=at, zone=zone)}
    if is_late(owed.due_at, owed.bound, at=at):
        return say_broken(owed) % when
    if owed.promise == "response":
        return gettext("A person answers you by %(when)s.") % when
    if owed.promise == "follow-up":
        return gettext("We answer your last message by %(when)s.") % when
    if owed.promise == "update":
        return gettext("You have news of the work by %(when)s.") % when
    if owed.promise == "ruling":
        return gettext("We tell you what was decided on your escalation by %(when)s.") % when
    if owed.promise == "attention":
        return gettext("Your request gets its fast attention by %(when)s.") % when
    if owed.nature == "guarantee":
        return gettext("We solve this by %(when)s.") % when
    return gettext("We aim to solve this by %(when)s.") % when


def say_broken(owed: Owed) -> str:
    """Return the sentence for a promise that was not kept in time."""
    return {
        "response": gettext("We owed you an answer by %(when)s and are late."),
        "follow-up": gettext("We owed you an answer to your message by %(when)s and are late."),
        "update": gettext("We owed you news by %(when)s and are late."),
        "ruling": gettext("We owed you a decision by %(when)s and are late."),
        "attention": gettext("We owed you fast attention by %(when)s and are late."),
        "resolution": gettext("We meant to solve this by %(when)s and are late."),
    }[owed.promise]


def say_in_zone(instant: datetime, *, at: datetime, zone: ZoneInfo) -> str:
    """Return an instant with the zone in which it is told."""
    return f"{say_instant(instant, at=at, zone=zone)} ({say_zone(zone, instant)})"
