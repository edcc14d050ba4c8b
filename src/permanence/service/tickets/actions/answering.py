"""What specialists say: answers, notes among themselves, and the end of a matter."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.rich import rich_html
from permanence.ground.outbox.actions import post_drafts
from permanence.promises.policies.rules import Policy
from permanence.service.escalation.actions import withdraw_climbs
from permanence.service.knowledge.models import Article
from permanence.service.tickets.actions.articles import keep_articles, refuse_inside
from permanence.service.tickets.actions.commitments import (
    meet_commitments,
    refresh_next_due,
    standing_commitments,
)
from permanence.service.tickets.actions.entries import (
    add_outgoing_entries,
    attach_parts,
    enclose_parts,
)
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.indexing import index_entries
from permanence.service.tickets.actions.joining import reopen_ticket
from permanence.service.tickets.actions.mails import draft_answer
from permanence.service.tickets.actions.noticing import read_mentions, tell_mentioned
from permanence.service.tickets.actions.promising import begin_round, promise_again
from permanence.service.tickets.actions.solving import require_cause, settle_solution
from permanence.service.tickets.actions.states import change_state, lock_gathered, lock_ticket
from permanence.service.tickets.models import Entry, Ticket
from permanence.service.tickets.queries import others_reached
from permanence.service.tickets.rules.opening import Part
from permanence.world.wording.rules import find_unfilled

Then = Literal["", "resolve", "wait"]
ANSWERED: Final = frozenset({"response", "follow-up", "update"})
ALL_PROMISES: Final = ANSWERED | {"triage", "resolution"}


class NothingSaid(Refusal):
    """A message without a word in it."""


class NotFilled(Refusal):
    """A variable of a canned answer still stands in a message: no customer shall read it."""


class NotAnswered(Refusal):
    """A ticket cannot be resolved before a person has answered its customer."""


@dataclass(frozen=True)
class Answer:
    """A specialist's answer; `then` says what follows it: nothing, resolved, or waiting.

    `articles` are those whose words are in it.
    """

    text: str
    parts: Sequence[Part] = ()
    then: Then = ""
    articles: Sequence[Article] = ()


def answer_ticket(
    ticket: Ticket, answer: Answer, *, policy: Policy, by: Actor, at: datetime
) -> Entry:
    """Send a person's answer to the customer; it meets the first response (SPEC A4, A7).

    Others whose files were merged into this one get it too, each by a mail of their own.
    """
    check_words(answer.text)
    refuse_inside(answer.articles)
    ticket = lock_ticket(ticket, step="answer")
    files = lock_gathered(ticket)
    entry = send_answer(ticket, answer, policy=policy, by=by, at=at)
    for other in others_reached(ticket, files):
        send_answer(other, answer, policy=policy, by=by, at=at)
    record_on(ticket, "ticket.answered", at=at, actor=by, to=ticket.contact.email)
    note_answer(ticket, at=at, files=files)
    follow_answer(ticket, answer.then, text=answer.text, by=by, at=at, told_at=at)
    return entry


def check_words(text: str) -> None:
    """Refuse an answer that says nothing, or in which a variable still stands."""
    if not text.strip():
        raise NothingSaid(_("The answer is empty: write what the customer should read."))
    if holes := find_unfilled(text):
        left = ", ".join(f"{{{{ {name} }}}}" for name in holes)
        raise NotFilled(_("Write what belongs in the place of {left} first."), left=left)


def note_call(
    ticket: Ticket, *, text: str, called_at: datetime, by: Actor, at: datetime, then: Then = ""
) -> Entry:
    """Write down what was told to the customer by phone; it meets what a mail would meet."""
    if not text.strip():
        raise NothingSaid(_("Write down what was said."))
    ticket = lock_ticket(ticket, step="answer")
    if not ticket.opened_at <= called_at <= at:
        raise Refusal(_("The call was after the request arrived and before now."))
    entry = Entry.objects.create(
        ticket=ticket,
        organisation_id=ticket.organisation_id,
        kind=Entry.Kind.CALL,
        direction=Entry.Direction.OUT,
        author=by.key,
        author_name=by.name,
        at=called_at,
        language=ticket.language,
        text=text.strip(),
        html=rich_html(text),
    )
    index_entries([entry])
    record_on(ticket, "ticket.called", at=at, actor=by, called_at=called_at.isoformat())
    note_answer(ticket, at=called_at)
    follow_answer(ticket, then, text=text, by=by, at=at, told_at=called_at)
    return entry


def note_answer(ticket: Ticket, *, at: datetime, files: Sequence[Ticket] | None = None) -> None:
    """Meet what a person's answer meets, by whatever channel it went.

    It met the same in `files`, whose people got it too; else in the merged ones of the same person.
    An answer that is written down late meets nothing that was owed only after it: a call at 9:30
    does not answer a message of 10:00.
    """
    if files is None:
        files = [one for one in lock_gathered(ticket) if one.contact_id == ticket.contact_id]
    meet_promises(ticket, ANSWERED, files=files, at=at)
    for file in (ticket, *files):
        owed = {one.promise for one in standing_commitments([file]) if one.met_at is None}
        grounds = ["triage", *sorted(ANSWERED - owed)]
        withdraw_climbs("ticket", [file.pk], at=at, grounds=grounds)
    Ticket.objects.filter(pk__in=[file.pk for file in files], answered_at=None).update(
        answered_at=at
    )
    ticket.answered_at = min(ticket.answered_at or at, at)
    if at >= ticket.last_word_at:
        ticket.last_word_at, ticket.last_word_by = at, "desk"
    ticket.save(update_fields=["answered_at", "last_word_at", "last_word_by"])


def follow_answer(
    ticket: Ticket, then: Then, *, text: str, by: Actor, at: datetime, told_at: datetime
) -> None:
    """Do what follows an answer: the matter is solved, or waits, or goes on with news to come.

    The time until the next news runs from when the customer was told, not from when that was
    written down.
    """
    if then == "resolve" and not ticket.ended:
        resolve_ticket(ticket, by=by, at=at, said=text)
        return
    if then == "wait" and not ticket.ended:
        reason = text.strip().splitlines()[0][:200]
        change_state(ticket, "waiting_customer", at=at, reason=reason, actor=by)
        promise_again(ticket, at=at)
    elif ticket.state == "new":
        change_state(ticket, "open", at=at, actor=by)
    if not ticket.ended:
        begin_round(ticket, "update", start=told_at, at=at)


def send_answer(
    ticket: Ticket, answer: Answer, *, policy: Policy, by: Actor, at: datetime
) -> Entry:
    """Write the answer into the file and put its mail into the outbox."""
    draft = draft_answer(
        ticket,
        policy=policy,
        text=answer.text.strip(),
        author=by.name,
        recipients=[ticket.contact.email],
    )
    message = post_drafts([draft], at=at)[0]
    entry = add_outgoing_entries([ticket], [message], kind=Entry.Kind.MAIL, at=at, actor=by)[0]
    entry.text, entry.html = answer.text.strip(), rich_html(answer.text)
    entry.save(update_fields=["text", "html"])
    enclose_parts(message, entry, ticket, answer.parts)
    keep_articles(entry, answer.articles, kind="sent", by=by, at=at)
    return entry


def add_note(
    ticket: Ticket,
    *,
    text: str,
    by: Actor,
    at: datetime,
    parts: Sequence[Part] = (),
    articles: Sequence[Article] = (),
) -> Entry:
    """Write an internal note; it has no way out of the desk.

    `articles` are those whose words are in it, the desk's own among them.
    """
    if not text.strip():
        raise NothingSaid(_("The note is empty."))
    mentioned = read_mentions(ticket, text)
    ticket = lock_ticket(ticket, step="note")
    entry = Entry.objects.create(
        ticket=ticket,
        organisation_id=ticket.organisation_id,
        kind=Entry.Kind.NOTE,
        direction=Entry.Direction.NONE,
        is_public=False,
        author=by.key,
        author_name=by.name,
        at=at,
        language=ticket.language,
        text=text.strip(),
        html=rich_html(text),
    )
    attach_parts([(entry, ticket, part) for part in parts])
    keep_articles(entry, articles, kind="linked", by=by, at=at)
    index_entries([entry])
    record_on(ticket, "ticket.noted", at=at, actor=by)
    tell_mentioned(ticket, mentioned, by=by, at=at)
    return entry


def resolve_ticket(ticket: Ticket, *, by: Actor, at: datetime, said: str = "") -> None:
    """Say that the matter is solved; refused before a person has answered the customer.

    What was `said` with it is the solution, where none was written before.
    """
    ticket = lock_ticket(ticket, step="resolve")
    require_cause(ticket)
    files = lock_gathered(ticket)
    if any(one.answered_at is None for one in (ticket, *files)):
        raise NotAnswered(_("Answer the customer first: nobody has written to them yet."))
    change_state(ticket, "resolved", at=at, actor=by)
    meet_promises(ticket, ALL_PROMISES, files=files, at=at)
    # What the customer escalated for is for the manager to end.
    withdraw_climbs("ticket", [one.pk for one in (ticket, *files)], at=at, grounds=ALL_PROMISES)
    ticket.resolved_at = at
    ticket.save(update_fields=["resolved_at"])
    settle_solution(ticket, said=said, by=by, at=at)
    note_solved(ticket, files, at=at)


def note_solved(ticket: Ticket, files: Sequence[Ticket], *, at: datetime | None) -> None:
    """Keep on the files of other people whether the matter is solved: they read no other file."""
    others = [one.pk for one in files if one.contact_id != ticket.contact_id]
    Ticket.objects.filter(pk__in=others).update(resolved_at=at)


def close_ticket(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Put a resolved matter away."""
    ticket = lock_ticket(ticket, step="close")
    change_state(ticket, "closed", at=at, actor=by)
    ticket.closed_at = at
    ticket.save(update_fields=["closed_at"])


def reopen_by_hand(ticket: Ticket, *, reason: str, by: Actor, at: datetime) -> None:
    """Open an ended ticket again, with a reason (SPEC C3)."""
    if not reason.strip():
        raise Refusal(_("Say why the request is opened again."))
    reopen_ticket(lock_ticket(ticket, step="reopen"), at=at, reason=reason.strip(), actor=by)


def meet_promises(
    ticket: Ticket, promises: AbstractSet[str], *, at: datetime, files: Sequence[Ticket] = ()
) -> None:
    """Meet those of the promises that ran at that instant, and set what is due next.

    `files` are those merged into the ticket whose promises are met with it.
    """
    by_key = {one.pk: one for one in (ticket, *files)}
    standing = standing_commitments(by_key.values())
    running = [
        one
        for one in standing
        if one.promise in promises and one.met_at is None and one.start_at <= at
    ]
    meet_commitments(running, at=at)
    for commitment in running:
        record_on(
            by_key[commitment.ticket_id],
            "commitment.met",
            at=at,
            promise=commitment.promise,
            due=commitment.due_at.isoformat() if commitment.due_at else None,
            late=commitment.missed_at is not None,
        )
    refresh_next_due(ticket)
