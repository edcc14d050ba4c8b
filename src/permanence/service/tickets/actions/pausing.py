"""Waiting with a reason, going on, and correcting what was written down wrongly (SPEC C3)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.rules import Policy
from permanence.promises.terms.rules import Stop
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.notices import tell_customer
from permanence.service.tickets.actions.promising import promise_again
from permanence.service.tickets.actions.states import change_state, lock_ticket
from permanence.service.tickets.models import Finding, StateSpan, Ticket
from permanence.service.tickets.rules.pausing import PAUSING, NoSuchTime, Waiting, correct_stops


class NoReason(Refusal):
    """A clock stands still only for a reason that the customer is told."""


class WaitsAlready(Refusal):
    """The reason of a pause stays as it was told; another begins another pause."""


class FindingStands(Refusal):
    """What the customer was told of the cause is taken back in words, never in silence."""


class WrongSpan(Refusal):
    """A correction that does not fit what has happened."""


def pause_ticket(
    ticket: Ticket, state: Waiting, *, reason: str, policy: Policy, by: Actor, at: datetime
) -> None:
    """Let a ticket wait, with a reason that its customer is told by mail.

    Which clocks stand still meanwhile is what their clauses say. That its cause lies outside is no
    waiting but a finding (`find_outside`).
    """
    if not reason.strip():
        raise NoReason(_("Say why the request waits: the customer is told."))
    ticket = lock_ticket(ticket, step="pause")
    if ticket.state == state:
        raise WaitsAlready(
            _("It waits for this already: go on with it first, then give the reason.")
        )
    change_state(ticket, state, at=at, reason=reason.strip(), actor=by)
    promise_again(ticket, at=at)
    tell_customer(ticket, state, reason=reason.strip(), policy=policy, by=by, at=at)


def resume_ticket(ticket: Ticket, *, by: Actor, at: datetime, reason: str = "") -> None:
    """Go on with a ticket that waited; its clocks run again with the time that was left."""
    ticket = lock_ticket(ticket, step="resume")
    if ticket.state == "out_of_scope" and Finding.objects.filter(ticket=ticket, ended_at=None):
        raise FindingStands(
            _("The customer was told that the cause lies outside: take the finding back.")
        )
    change_state(ticket, "open", at=at, reason=reason.strip(), actor=by)
    promise_again(ticket, at=at)


def correct_span(
    ticket: Ticket,
    *,
    state: str,
    since: datetime,
    until: datetime,
    reason: str,
    policy: Policy,
    by: Actor,
    at: datetime,
) -> None:
    """Say that a ticket was in another state in a time that is past, and why.

    The spans that this replaces stay in the history, as do the deadlines that they gave. The
    clocks are reckoned anew as if it had been so from the start.
    """
    if not reason.strip():
        raise NoReason(_("Say why the past is corrected: it stays on the file."))
    if until > at:
        raise WrongSpan(_("Only what is past can be corrected."))
    if state not in {"open", *PAUSING}:
        raise ValueError(state)
    ticket = lock_ticket(ticket, step="correct")
    rows = list(StateSpan.objects.filter(ticket=ticket, replaced_at=None).order_by("from_at", "pk"))
    spans = [Stop(row.state, row.from_at, row.to_at, row.reason) for row in rows]
    try:
        corrected = correct_stops(
            spans, state=state, since=since, until=until, reason=reason.strip()
        )
    except NoSuchTime:
        raise WrongSpan(
            _("Give a time that begins after the request arrived and ends after it begins.")
        ) from None
    write_spans(ticket, rows, spans, corrected, at=at)
    record_on(
        ticket,
        "ticket.corrected",
        at=at,
        actor=by,
        state=state,
        since=since.isoformat(),
        until=until.isoformat(),
        reason=reason.strip(),
    )
    if promise_again(ticket, at=at, judge_kept=True):
        tell_customer(ticket, "corrected", reason=reason.strip(), policy=policy, by=by, at=at)


def write_spans(
    ticket: Ticket,
    rows: list[StateSpan],
    before: list[Stop],
    after: tuple[Stop, ...],
    *,
    at: datetime,
) -> None:
    """Replace the spans that changed by those that hold instead."""
    gone = [row.pk for row, span in zip(rows, before, strict=True) if span not in after]
    StateSpan.objects.filter(pk__in=gone).update(replaced_at=at)
    StateSpan.objects.bulk_create(
        StateSpan(
            ticket=ticket,
            organisation_id=ticket.organisation_id,
            state=span.state,
            reason=span.reason,
            from_at=span.since,
            to_at=span.until,
        )
        for span in after
        if span not in before
    )
