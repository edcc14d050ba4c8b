"""Why each deadline of a request is what it is, in its customer's words (SPEC C2).

Clauses that are published or that stand in the customer's own contract are told, and never those
by which the desk runs itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from permanence.faces.portal.access import Guest
from permanence.faces.portal.promising import ORDER, is_told, say_in_zone
from permanence.faces.ui.moments import say_span
from permanence.ground.lib.dates import say_date
from permanence.promises.contracts.queries import terms_of_source
from permanence.promises.terms.rules import is_late
from permanence.service.tickets.models import Commitment, StateSpan, Ticket
from permanence.service.tickets.queries import stops_among
from permanence.service.tickets.rules.explaining import Beaten, beaten_as_kept, pausing_stops
from permanence.service.tickets.rules.pausing import PAUSING

Told = dict[str, Any]


def tell_promises(
    guest: Guest, ticket: Ticket, rows: Sequence[Commitment], spans: Sequence[StateSpan]
) -> Told | None:
    """Return what the request's page says of its promises and pauses; None when that is nothing.

    Before a specialist has judged the request, only what no judgement can worsen is promised, and
    the page says that by itself.
    """
    pauses = [
        tell_pause(guest, span)
        for span in spans
        if span.replaced_at is None and span.state in PAUSING
    ]
    told = worth_telling(rows) if ticket.triaged_at or ticket.ended else []
    promises = [tell_promise(guest, ticket, row, spans) for row in told]
    return {"promises": promises, "pauses": pauses} if promises or pauses else None


def worth_telling(rows: Sequence[Commitment]) -> list[Commitment]:
    """Return the last round of each promise, and every one that was broken."""
    last = {row.promise: row.round for row in rows}
    told = [row for row in rows if row.round == last[row.promise] or row.missed_at]
    return sorted(told, key=lambda row: (ORDER[row.promise], row.round))


def tell_promise(guest: Guest, ticket: Ticket, row: Commitment, spans: Sequence[StateSpan]) -> Told:
    """Return one promise: what it is, by which clause, from when, what it beat, how it ended."""
    started = say_in_zone(row.start_at, at=guest.at, zone=guest.zone)
    stops = pausing_stops(
        stops_among(spans), frozenset(row.paused_by), since=row.start_at, due=row.due_at
    )
    beaten = [beaten_as_kept(kept) for kept in row.candidates["losers"]]
    pauses = [stop for stop in stops if stop.state in PAUSING]
    return {
        "name": promise_words()[row.promise],
        "nature": nature_words()[row.nature],
        "due": say_in_zone(row.due_at, at=guest.at, zone=guest.zone) if row.due_at else "",
        "due_iso": row.due_at.isoformat() if row.due_at else "",
        "clause": guest.say(row.clause_text),
        "url": clause_url(guest, row.clause_key, row.clause_source),
        "source": say_document(row.clause_source),
        "start": gettext("Counted from the arrival of your request, %(when)s.") % {"when": started}
        if row.start_at == ticket.opened_at
        else gettext("Counted from %(when)s.") % {"when": started},
        "paused": gettext("The time stood still in the pauses below.") if pauses else "",
        "beaten": [tell_beaten(guest, one) for one in beaten if is_told(one)],
        "state": state_of(row, guest),
        "outcome": say_outcome(guest, row),
        "late_reason": row.late_reason if row.missed_at else "",
    }


def tell_beaten(guest: Guest, beaten: Beaten) -> Told:
    """Return a clause that would have given another time."""
    due = beaten.due_at
    return {
        "clause": guest.say(beaten.text),
        "source": say_document(beaten.source),
        "due": say_in_zone(due, at=guest.at, zone=guest.zone) if due else gettext("never"),
    }


def state_of(row: Commitment, guest: Guest) -> str:
    """Return how a promise stands: "met", "missed", "overdue", "paused" or "on_time"."""
    if row.met_at:
        return "missed" if row.missed_at else "met"
    if row.due_at is None:
        return "paused"
    return "overdue" if is_late(row.due_at, row.bound, at=guest.at) else "on_time"


def say_outcome(guest: Guest, row: Commitment) -> str:
    """Return what became of a promise."""
    if row.met_at is None:
        unended = {"overdue": gettext("We are late."), "paused": gettext("The time stands still.")}
        return unended.get(state_of(row, guest), "")
    when = {"when": say_in_zone(row.met_at, at=guest.at, zone=guest.zone)}
    if row.missed_at:
        return gettext("Done late, %(when)s.") % when
    return gettext("Kept: done %(when)s.") % when


def tell_pause(guest: Guest, span: StateSpan) -> Told:
    """Return one time in which the request waited, and why."""
    until = span.to_at
    return {
        "state": pause_words()[span.state],
        "since": say_in_zone(span.from_at, at=guest.at, zone=guest.zone),
        "until": say_in_zone(until, at=guest.at, zone=guest.zone) if until else "",
        "lasted": say_span((until or guest.at) - span.from_at),
        "reason": span.reason,
    }


def clause_url(guest: Guest, key: str, source: str) -> str:
    """Return where the clause stands in the published policy; empty for one that is elsewhere."""
    if not source.startswith(("policy:", "plan:")):
        return ""
    return f"{reverse('portal:policy', args=[guest.desk.key])}#{key}"


def say_document(source: str) -> str:
    """Return the document that a clause stands in."""
    kind = source.partition(":")[0]
    if kind == "contract":
        terms = terms_of_source(source)
        told = {"number": terms.number, "date": say_date(terms.starts_on, "j M Y")}
        return gettext("your contract %(number)s of %(date)s") % told
    if kind == "agreement":
        return gettext("what was agreed with you")
    return gettext("our published policy")


def promise_words() -> dict[str, str]:
    """Return what each promise is to a customer."""
    return {
        "response": gettext("First answer"),
        "follow-up": gettext("Answer to your last message"),
        "update": gettext("News of the work"),
        "resolution": gettext("Solution"),
        "ruling": gettext("Decision on your escalation"),
        "attention": gettext("Fast attention after your escalation"),
    }


def nature_words() -> dict[str, str]:
    """Return how firm a promise is."""
    return {"guarantee": gettext("guaranteed"), "target": gettext("our aim")}


def pause_words() -> dict[str, str]:
    """Return what a request waited for, as its customer is told."""
    return {
        "waiting_customer": gettext("We waited for your answer."),
        "waiting_third_party": gettext("We waited for somebody outside our desk."),
        "out_of_scope": gettext("This was not part of our services."),
    }
