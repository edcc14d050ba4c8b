"""What a customer says in a file that exists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from permanence.ground.journal.actions import record, record_deeds
from permanence.ground.journal.rules import SYSTEM, Actor, Deed
from permanence.ground.outbox.actions import claim_returned
from permanence.ground.outbox.models import Message
from permanence.promises.policies.rules import Policy
from permanence.promises.terms.rules import limit_of
from permanence.service.tickets.actions.commitments import (
    refresh_next_due,
    standing_commitments,
    unmeet_commitment,
)
from permanence.service.tickets.actions.entries import add_entries
from permanence.service.tickets.actions.noticing import tell_of_ticket
from permanence.service.tickets.actions.promising import begin_round, promise_again
from permanence.service.tickets.actions.solving import reopen_solution
from permanence.service.tickets.actions.states import change_state, lock_gathered
from permanence.service.tickets.actions.suggesting import ask_suggestion_again
from permanence.service.tickets.actions.waking import wake_ticket
from permanence.service.tickets.models import Commitment, Entry, Snooze, Ticket
from permanence.service.tickets.queries import owner_of, survivor_of
from permanence.service.tickets.rules.facts import find_facts
from permanence.service.tickets.rules.merging import is_same_person
from permanence.service.tickets.rules.opening import Report
from permanence.service.tickets.rules.promising import RECURRING
from permanence.service.tickets.rules.states import state_after_customer
from permanence.service.tickets.rules.thanks import is_only_thanks
from permanence.world.attention.rules.channels import Event


def join_ticket(ticket: Ticket, report: Report, *, policy: Policy, at: datetime) -> Entry:
    """Add a customer's message to its file; a resolved or closed ticket is open again.

    A message that only says thank you leaves what is over as it is. Once a person has answered,
    each further message has a clock of its own until the next answer. What comes to a merged file
    stays in it, where its own customer alone reads it; the file it was merged into is opened.
    """
    ticket, leading = lock_matter(ticket)
    entry = add_entries([(ticket, report)])[0]
    actor = Actor(f"contact:{report.contact}", report.author_name)
    record_deeds(
        Deed(
            "ticket.customer_wrote",
            f"ticket:{one.pk}",
            report.received_at,
            actor,
            one.desk_id,
            one.organisation_id,
            {"channel": report.channel},
        )
        for one in {ticket.pk: ticket, leading.pk: leading}.values()
    )
    tell_of_ticket(leading, Event.CUSTOMER_WROTE, by=actor, at=at)
    ticket.facts = find_facts(policy.facts, report.text) | ticket.facts
    ticket.save(update_fields=["facts"])
    leading.last_word_at, leading.last_word_by = report.received_at, "customer"
    leading.save(update_fields=["last_word_at", "last_word_by"])
    ask_suggestion_again(leading, at=at)
    wake_ticket(leading, Snooze.Why.CUSTOMER, at=at, actor=actor)
    if leading.ended and is_only_thanks(report.text):
        return entry
    after = state_after_customer(leading.state)
    if after != leading.state:
        reopen_ticket(leading, to=after, at=at, actor=actor)
    owed = leading if is_same_person(owner_of(ticket), owner_of(leading)) else ticket
    if owed.answered_at is not None:
        begin_round(owed, "follow-up", start=report.received_at, at=at)
        if owed.pk != leading.pk:
            refresh_next_due(leading)
    return entry


def lock_matter(ticket: Ticket) -> tuple[Ticket, Ticket]:
    """Return a ticket and the one it is worked on in, locked, the leading one first."""
    rows = Ticket.objects.select_for_update(no_key=True)
    while True:
        leading = rows.get(pk=survivor_of(ticket).pk)
        ticket = leading if leading.pk == ticket.pk else rows.get(pk=ticket.pk)
        if survivor_of(ticket).pk == leading.pk:
            return ticket, leading


def reopen_ticket(
    ticket: Ticket, *, at: datetime, to: str = "open", reason: str = "", actor: Actor = SYSTEM
) -> None:
    """Open a ticket again; a resolution that did not hold is owed with the time that was left."""
    was_ended = ticket.ended
    change_state(ticket, to, at=at, reason=reason, actor=actor)
    ticket.resolved_at = ticket.closed_at = None
    ticket.save(update_fields=["resolved_at", "closed_at"])
    promise_again(ticket, at=at, owed_again=was_ended)
    if was_ended:
        reopen_solution(ticket, at=at)
        reopen_gathered(ticket, at=at)


def reopen_gathered(ticket: Ticket, *, at: datetime) -> None:
    """Owe the resolution again to the other people whose files were merged into this one."""
    others = [one for one in lock_gathered(ticket) if one.contact_id != ticket.contact_id]
    for file in others:
        file.resolved_at = None
        file.save(update_fields=["resolved_at"])
        promise_again(file, at=at, owed_again=True)
    if others:
        refresh_next_due(ticket)


def late_marks(commitment: Commitment) -> Sequence[tuple[str, datetime]]:
    """Return the mark of a promise that runs on: its limit, past or to come."""
    due = commitment.due_at
    return [("limit", limit_of(due, commitment.bound))] if due else []


def settle_returned_messages(*, at: datetime, most: int = 100) -> int:
    """Note in their files which messages never arrived; an answer that did not has met nothing.

    Return how many were settled.
    """
    returned = claim_returned("ticket:", at=at, most=most)
    for message in returned:
        note_return(message, at=at)
    return len(returned)


def note_return(message: Message, *, at: datetime) -> None:
    """Note one message that bounced, or that no server took."""
    entry = Entry.objects.filter(outgoing_id=message.pk, bounced_at=None).first()
    ticket_id = int(message.owner.partition(":")[2])
    ticket = Ticket.objects.select_for_update(no_key=True).get(pk=ticket_id)
    record(
        "ticket.bounced",
        message.owner,
        at=at,
        desk=ticket.desk_id,
        organisation=ticket.organisation_id,
        kind=message.kind,
        to=message.recipients,
        answer=message.answer[:500],
    )
    if entry is None:
        return
    Entry.objects.filter(pk=entry.pk).update(bounced_at=at)
    if message.kind in {"answer", "offer"}:
        unmeet_answer(ticket, entry.at)
        tell_of_ticket(ticket, Event.BOUNCED, at=at, named=author_of(entry))


def author_of(entry: Entry) -> list[int]:
    """Return the specialist who wrote an entry, if one did."""
    kind, _colon, number = entry.author.partition(":")
    return [int(number)] if kind == "specialist" else []


def unmeet_answer(ticket: Ticket, answered_at: datetime) -> None:
    """Let what an answer met be owed again; the first response unless another answer arrived."""
    other = (
        ticket.entries.filter(kind=Entry.Kind.MAIL, direction="out", bounced_at=None)
        .order_by("at")
        .first()
    )
    ticket.answered_at = other.at if other else None
    standing = standing_commitments([ticket])
    for commitment in standing:
        owed = commitment.promise == "response" and commitment.met_at and other is None
        if owed or (commitment.promise in RECURRING and commitment.met_at == answered_at):
            unmeet_commitment(commitment, marks=late_marks(commitment))
    ticket.save(update_fields=["answered_at"])
    refresh_next_due(ticket)
    if ticket.merged_into_id is not None:
        refresh_next_due(survivor_of(ticket))
