"""Merging the file of a matter into another, and undoing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.escalation.actions import withdraw_climbs
from permanence.service.tickets.actions.answering import ANSWERED
from permanence.service.tickets.actions.commitments import (
    refresh_next_due,
    unmeet_commitment,
)
from permanence.service.tickets.actions.gathering import (
    drop_doubles,
    follow_judgement,
    meet_running,
    running_of,
)
from permanence.service.tickets.actions.guarding import refuse_looser
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.joining import late_marks
from permanence.service.tickets.actions.linking import count_links_of
from permanence.service.tickets.actions.noticing import tell_merged
from permanence.service.tickets.actions.promising import promise_again
from permanence.service.tickets.actions.secrecy import follow_secrecy
from permanence.service.tickets.actions.states import change_state, lock_ticket
from permanence.service.tickets.models import Commitment, Entry, Merge, Ticket
from permanence.service.tickets.queries import owner_of
from permanence.service.tickets.rules.merging import (
    is_same_customer,
    is_same_person,
    undo_until,
)
from permanence.service.tickets.rules.reference import speak_reference

SPOKEN: Final = (Entry.Kind.MAIL, Entry.Kind.CALL)


class NotMerged(Refusal):
    """Two files that cannot become one."""


class OtherCustomer(Refusal):
    """The two files are of different customers: that has to be meant, and to have a reason."""


class TooLate(Refusal):
    """A merge that was undone already, or that stands for good."""


@dataclass(frozen=True)
class Merging:
    """Which file is to be worked on in which; `across` confirms that two customers are meant."""

    ticket: Ticket
    survivor: Ticket
    reason: str = ""
    across: bool = False


def merge_tickets(merging: Merging, *, by: Actor, at: datetime) -> Merge:
    """Let a file be worked on in another, and return what is needed to undo it.

    Both references stay valid and no entry moves. No promise gets later by it: what the survivor
    does not promise as early runs on in the merged file, and the survivor's answers keep it.
    """
    if merging.ticket.pk == merging.survivor.pk:
        raise NotMerged(_("Give the reference of another request: this is the same one."))
    survivor = lock_ticket(merging.survivor, step="gather")
    ticket = lock_ticket(merging.ticket, step="merge")
    reason = merging.reason.strip()
    if ticket.desk_id != survivor.desk_id:
        raise NotMerged(_("That request is on another desk, under another policy."))
    refuse_looser(ticket, survivor)
    check_customers(ticket, survivor, merging)
    before, ticket.merged_into = ticket.state, survivor
    change_state(ticket, "merged", at=at, reason=reason, actor=by)
    merge = Merge.objects.create(
        ticket=ticket,
        survivor=survivor,
        organisation_id=ticket.organisation_id,
        reason=reason,
        state_before=before,
        kept=settle_promises(ticket, survivor, at=at),
        by=by.key,
        by_name=by.name,
        merged_at=at,
    )
    for one, act, other in (
        (ticket, "ticket.merged", survivor),
        (survivor, "ticket.gathered", ticket),
    ):
        record_on(one, act, at=at, actor=by, reason=reason, reference=other.reference)
    follow_secrecy(ticket, survivor, by=by, at=at)
    count_links_of(survivor)
    tell_merged(ticket, survivor, by=by, at=at)
    return merge


def check_customers(ticket: Ticket, survivor: Ticket, merging: Merging) -> None:
    """Refuse files of different customers unless both are meant, with a reason."""
    if is_same_customer(owner_of(ticket), owner_of(survivor)):
        return
    names = {
        "reference": speak_reference(ticket.reference),
        "customer": ticket.customer_name,
        "survivor": speak_reference(survivor.reference),
        "other": survivor.customer_name,
    }
    if not merging.across:
        raise OtherCustomer(
            _(
                "Two customers: request {reference} is of {customer}, request {survivor} of"
                " {other}. Confirm that you mean both, and say why."
            ),
            **names,
        )
    if not merging.reason.strip():
        raise OtherCustomer(
            _("Say why a request of {customer} is merged into one of {other}."), **names
        )


def settle_promises(ticket: Ticket, survivor: Ticket, *, at: datetime) -> dict[str, Any]:
    """Settle the promises of a file that was just merged; return what undoing puts back.

    One person's two files are one matter: it was received when the first of them was, and an
    answer in one answered the other. What then is promised twice is promised once.
    """
    kept: dict[str, Any] = {
        "opened_at": survivor.opened_at.isoformat(),
        "answered": {
            str(one.pk): one.answered_at.isoformat() if one.answered_at else None
            for one in (ticket, survivor)
        },
        "met": [],
        "judged": [ticket.level, ticket.severity, ticket.service],
        "was_judged": ticket.triaged_at is not None,
    }
    if is_same_person(owner_of(ticket), owner_of(survivor)):
        if ticket.opened_at < survivor.opened_at:
            survivor.opened_at = ticket.opened_at
            survivor.save(update_fields=["opened_at"])
            promise_again(survivor, at=at)
        kept["met"] += credit_answers(survivor, ticket) + credit_answers(ticket, survivor)
    if survivor.triaged_at is not None:
        kept["met"] += meet_running(ticket, {"triage"}, at=at)
        follow_judgement(ticket, survivor, at=at)
    drop_doubles(ticket, survivor, at=at)
    end_climbs(ticket, at=at)
    refresh_next_due(ticket)
    refresh_next_due(survivor)
    return kept


def credit_answers(ticket: Ticket, other: Ticket) -> list[int]:
    """Let the answers in another file of the same person count; return the promises met by it."""
    said = Entry.objects.filter(
        ticket=other,
        direction=Entry.Direction.OUT,
        kind__in=SPOKEN,
        bounced_at=None,
        at__gte=ticket.opened_at,
    ).order_by("at")
    met: list[int] = []
    for answered_at in said.values_list("at", flat=True):
        met += meet_running(ticket, ANSWERED, at=answered_at)
        if ticket.answered_at is None or answered_at < ticket.answered_at:
            ticket.answered_at = answered_at
    ticket.save(update_fields=["answered_at"])
    return met


def end_climbs(ticket: Ticket, *, at: datetime) -> None:
    """End the climbs for promises of a merged file that no longer run."""
    running = {one.promise for one in running_of(ticket)}
    over = set(Commitment.Promise.values) - running
    withdraw_climbs("ticket", [ticket.pk], at=at, grounds=sorted(over))


def undo_merge(merge: Merge, *, by: Actor, at: datetime) -> None:
    """Put a merged file back as it was, with what was said under its reference since."""
    survivor = Ticket.objects.select_for_update(no_key=True).get(pk=merge.survivor_id)
    ticket = lock_ticket(Ticket(pk=merge.ticket_id), step="part")
    merge = Merge.objects.select_for_update(no_key=True).get(pk=merge.pk)
    if merge.undone_at is not None or at > undo_until(merge.merged_at):
        raise TooLate(_("A merge can be undone once, within 24 hours."))
    merge.undone_at = at
    merge.save(update_fields=["undone_at"])
    ticket.merged_into = None
    change_state(ticket, merge.state_before, at=at, actor=by)
    put_back_promises(merge, ticket, survivor, at=at)
    for one in (ticket, survivor):
        count_links_of(one)
    for one, other in ((ticket, survivor), (survivor, ticket)):
        record_on(one, "ticket.merge_undone", at=at, actor=by, reference=other.reference)


def put_back_promises(merge: Merge, ticket: Ticket, survivor: Ticket, *, at: datetime) -> None:
    """Let each file be promised again what it was; answers that it got meanwhile still count."""
    met = Commitment.objects.select_related("deadline").filter(
        pk__in=merge.kept["met"], replaced_at=None, met_at__lte=merge.merged_at
    )
    for commitment in met:
        unmeet_commitment(commitment, marks=late_marks(commitment))
    for one in (ticket, survivor):
        before = merge.kept["answered"][str(one.pk)]
        if one.answered_at is not None and one.answered_at <= merge.merged_at:
            one.answered_at = datetime.fromisoformat(before) if before else None
        one.save(update_fields=["answered_at"])
    opened_at = datetime.fromisoformat(merge.kept["opened_at"])
    if survivor.opened_at != opened_at:
        survivor.opened_at = opened_at
        survivor.save(update_fields=["opened_at"])
        promise_again(survivor, at=at)
    put_back_judgement(merge, ticket)
    if not ticket.ended:
        ticket.resolved_at = ticket.closed_at = None
        ticket.save(update_fields=["resolved_at", "closed_at"])
        promise_again(ticket, at=at)
    for one, other in ((ticket, survivor), (survivor, ticket)):
        count_since(one, other, since=merge.merged_at)
        refresh_next_due(one)


def put_back_judgement(merge: Merge, ticket: Ticket) -> None:
    """Let a file be unjudged again that took the survivor's judgement by the merge alone."""
    if merge.kept["was_judged"] or ticket.triaged_at != merge.merged_at:
        return
    ticket.level, ticket.severity, ticket.service = merge.kept["judged"]
    ticket.triaged_at = None
    ticket.save(update_fields=["level", "severity", "service", "triaged_at"])


def count_since(ticket: Ticket, other: Ticket, *, since: datetime) -> None:
    """Let the answers count that a person got in the other file while both were one."""
    if not is_same_person(owner_of(ticket), owner_of(other)):
        return
    said = Entry.objects.filter(
        ticket=other, direction=Entry.Direction.OUT, kind__in=SPOKEN, bounced_at=None, at__gte=since
    )
    for answered_at in said.order_by("at").values_list("at", flat=True):
        meet_running(ticket, ANSWERED, at=answered_at)
        ticket.answered_at = ticket.answered_at or answered_at
    ticket.save(update_fields=["answered_at"])
