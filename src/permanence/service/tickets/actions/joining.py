"""What a customer says in a file that exists."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from permanence.ground.journal.actions import record, record_deeds
from permanence.ground.journal.rules import SYSTEM, Actor, Deed
from permanence.ground.lib.rows import update_rows
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
from permanence.service.tickets.actions.noticing import news_of_ticket, tell_of_ticket
from permanence.service.tickets.actions.promising import (
    Basis,
    basis_of,
    begin_round,
    promise_again,
)
from permanence.service.tickets.actions.solving import reopen_solution
from permanence.service.tickets.actions.states import change_state, lock_gathered
from permanence.service.tickets.actions.suggesting import ask_suggestions_again
from permanence.service.tickets.actions.waking import wake_ticket
from permanence.service.tickets.models import Commitment, Entry, Snooze, Ticket
from permanence.service.tickets.queries import owner_of, survivor_of
from permanence.service.tickets.rules.facts import find_facts
from permanence.service.tickets.rules.merging import is_same_person
from permanence.service.tickets.rules.opening import Report
from permanence.service.tickets.rules.promising import RECURRING
from permanence.service.tickets.rules.states import state_after_customer
from permanence.service.tickets.rules.thanks import is_only_thanks
from permanence.world.attention.actions.notices import tell_people
from permanence.world.attention.rules.channels import Event


@dataclass(frozen=True)
class Matter:
    """What a customer says further: its file and the one it is worked on in, both locked."""

    ticket: Ticket
    leading: Ticket
    report: Report
    policy: Policy

    @property
    def actor(self) -> Actor:
        """Who says it."""
        return Actor(f"contact:{self.report.contact}", self.report.author_name)


def join_ticket(ticket: Ticket, report: Report, *, policy: Policy, at: datetime) -> Entry:
    """Add a customer's message to its file; a resolved or closed ticket is open again.

    A message that only says thank you leaves what is over as it is. Once a person has answered,
    each further message has a clock of its own until the next answer. What comes to a merged file
    stays in it, where its own customer alone reads it; the file it was merged into is opened.
    """
    ticket, leading = lock_matter(ticket)
    return join_tickets([Matter(ticket, leading, report, policy)], at=at)[0]


def join_tickets(matters: Sequence[Matter], *, at: datetime) -> list[Entry]:
    """Add customers' messages to their files, each to a matter of its own (`join_ticket`)."""
    entries = add_entries([(one.ticket, one.report) for one in matters])
    record_deeds(deed for one in matters for deed in deeds_of(one))
    news = [news_of_ticket(one.leading, Event.CUSTOMER_WROTE, by=one.actor) for one in matters]
    tell_people(news, at=at)
    note_words(matters)
    ask_suggestions_again([one.leading for one in matters], at=at)
    owed = [standing_in(one) for one in matters]
    standing = standing_commitments([one for one in owed if one.answered_at is not None])
    for one, file in zip(matters, owed, strict=True):
        own = [commitment for commitment in standing if commitment.ticket_id == file.pk]
        follow_message(one, file, own, at=at)
    return entries


def deeds_of(matter: Matter) -> list[Deed]:
    """Return what the journal keeps of a message, for each file that it concerns."""
    files = {one.pk: one for one in (matter.ticket, matter.leading)}
    return [
        Deed(
            "ticket.customer_wrote",
            f"ticket:{one.pk}",
            matter.report.received_at,
            matter.actor,
            one.desk_id,
            one.organisation_id,
            {"channel": matter.report.channel},
        )
        for one in files.values()
    ]


def note_words(matters: Sequence[Matter]) -> None:
    """Set on the files what messages say of the request, and who has spoken last."""
    for one in matters:
        one.ticket.facts = find_facts(one.policy.facts, one.report.text) | one.ticket.facts
        one.leading.last_word_at, one.leading.last_word_by = one.report.received_at, "customer"
    update_rows([one.ticket for one in matters], ["facts"])
    update_rows([one.leading for one in matters], ["last_word_at", "last_word_by"])


def standing_in(matter: Matter) -> Ticket:
    """Return the file in which a further message has a clock of its own."""
    is_same = is_same_person(owner_of(matter.ticket), owner_of(matter.leading))
    return matter.leading if is_same else matter.ticket


def follow_message(
    matter: Matter, owed: Ticket, standing: Sequence[Commitment], *, at: datetime
) -> None:
    """Do what a message does to its matter: it wakes, opens again, and owes the next answer.

    `standing` are the promises of the file that is `owed` an answer, as they were before.
    """
    leading = matter.leading
    wake_ticket(leading, Snooze.Why.CUSTOMER, at=at, actor=matter.actor)
    if leading.ended and is_only_thanks(matter.report.text):
        return
    after = state_after_customer(leading.state)
    known: Sequence[Commitment] | None = standing
    basis = None
    if after != leading.state:
        basis, known = reopen_ticket(leading, to=after, at=at, actor=matter.actor), None
    if owed.answered_at is not None:
        begin_round(
            owed,
            "follow-up",
            start=matter.report.received_at,
            at=at,
            standing=known,
            basis=basis if owed.pk == leading.pk else None,
        )
        if owed.pk != leading.pk:
            refresh_next_due(leading)


def lock_alone(numbers: Collection[int]) -> dict[int, Ticket]:
    """Return tickets that go on by themselves, locked, less those that are closed.

    None of them when one was merged: what is said in that file goes on in another.
    """
    rows = Ticket.objects.select_for_update(no_key=True).filter(pk__in=numbers, merged_into=None)
    found = list(rows.order_by("pk"))
    if len(found) < len(numbers):
        return {}
    return {one.pk: one for one in found if one.state != Ticket.State.CLOSED}


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
) -> Basis:
    """Open a ticket again; a resolution that did not hold is owed with the time that was left.

    Return what its promises were judged by.
    """
    was_ended = ticket.ended
    change_state(ticket, to, at=at, reason=reason, actor=actor)
    if ticket.resolved_at or ticket.closed_at:
        ticket.resolved_at = ticket.closed_at = None
        ticket.save(update_fields=["resolved_at", "closed_at"])
    basis = basis_of(ticket, at=at)
    promise_again(ticket, at=at, owed_again=was_ended, basis=basis)
    if was_ended:
        reopen_solution(ticket, at=at)
        reopen_gathered(ticket, at=at)
    return basis


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
