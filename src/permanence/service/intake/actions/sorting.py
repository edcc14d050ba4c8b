"""What a person decides about letters that were held or quarantined."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.queries import policy_of_version
from permanence.service.intake.actions.digesting import open_files
from permanence.service.intake.actions.letters import (
    contacts_of,
    report_aside,
    report_of,
    settle_letter,
)
from permanence.service.intake.actions.routing import Opened, trusted_servers
from permanence.service.intake.actions.storing import read_raw
from permanence.service.intake.models import Letter
from permanence.service.intake.queries import FOR_A_PERSON, senders_of
from permanence.service.intake.rules import ReadMail, Unreadable, read_letter
from permanence.service.intake.rules.routing import Route
from permanence.service.tickets.actions import join_ticket
from permanence.service.tickets.actions.enquiring import hear_enquiry
from permanence.service.tickets.models import Enquiry, Ticket


class AlreadySorted(Refusal):
    """Somebody has decided about the letter before."""


def lock_letter(letter: Letter) -> Letter:
    """Return the letter locked, as long as it waits for a person."""
    found = (
        Letter.objects.select_for_update(no_key=True, of=("self",))
        .select_related("desk")
        .filter(pk=letter.pk, state__in=FOR_A_PERSON)
        .first()
    )
    if found is None:
        raise AlreadySorted(_("Somebody has decided about this message meanwhile."))
    return found


def replay_letter(letter: Letter, *, by: Actor, at: datetime) -> None:
    """Let intake try the letter once more, as if it had just arrived; receipt stays as it was."""
    letter = lock_letter(letter)
    letter.state, letter.why, letter.attempts = Letter.State.RECEIVED, "", 0
    letter.next_try_at, letter.settled_at = at, None
    letter.save(update_fields=["state", "why", "attempts", "next_try_at", "settled_at"])
    record_sorting(letter, "letter.replayed", by=by, at=at)


def discard_letter(letter: Letter, *, by: Actor, at: datetime) -> None:
    """Put a letter aside; it stays stored."""
    letter = lock_letter(letter)
    settle_letter(letter, Letter.State.DISCARDED, why="discarded", at=at)
    letter.save()
    record_sorting(letter, "letter.discarded", by=by, at=at)


def attach_letter(letter: Letter, ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Bring a held letter into a file, on a person's judgement."""
    letter = lock_letter(letter)
    if ticket.desk_id != letter.desk_id:
        raise Refusal(_("This request belongs to another desk."))
    opened = open_letter(letter)
    contact = ticket.contact
    report = report_of(opened, contact, is_reply=True)
    join_ticket(ticket, report, policy=policy_of_version(ticket.policy_version_id), at=at)
    settle_letter(letter, Letter.State.DIGESTED, why="by-hand", at=at, ticket=ticket.pk)
    letter.save()
    record_sorting(letter, "letter.attached", by=by, at=at, reference=ticket.reference)


def bring_into_enquiry(letter: Letter, enquiry: Enquiry, *, by: Actor, at: datetime) -> None:
    """File a held letter as what a third party answered, on a person's judgement.

    No customer reads it, nobody is answered, and no clock starts or stops.
    """
    letter = lock_letter(letter)
    ticket = enquiry.ticket
    if ticket.desk_id != letter.desk_id:
        raise Refusal(_("This request belongs to another desk."))
    hear_enquiry(enquiry.pk, report_aside(open_letter(letter)), at=at)
    settle_letter(letter, Letter.State.DIGESTED, why="by-hand", at=at, ticket=ticket.pk)
    letter.save()
    record_sorting(letter, "letter.attached", by=by, at=at, reference=ticket.reference)


def open_letter_as_ticket(letter: Letter, *, by: Actor, at: datetime) -> Ticket:
    """Open a ticket for a held letter, on a person's judgement."""
    letter = lock_letter(letter)
    opened = open_letter(letter)
    if opened.mail.sender is None or opened.sender is None:
        raise Refusal(_("This message has no sender: bring it into an existing request."))
    if opened.sender.has_left:
        raise Refusal(
            _("The sender has left their organisation: bring the message into a request.")
        )
    if opened.sender.is_ambiguous:
        raise Refusal(
            _("The sender belongs to two organisations: bring the message into a request.")
        )
    contacts_of([opened], at=at)
    open_files([opened], at=at)
    letter.save()
    record_sorting(letter, "letter.opened", by=by, at=at)
    return Ticket.objects.get(pk=letter.ticket_id or 0)


def open_letter(letter: Letter) -> Opened:
    """Return a letter with what is read in it; refuse when it cannot be read at all."""
    try:
        mail: ReadMail = read_letter(read_raw(letter), trusted=trusted_servers())
    except Unreadable as fault:
        raise Refusal(
            _("This message cannot be read ({reason}). Download it and answer by hand."),
            reason=fault,
        ) from fault
    sender = senders_of({mail.sender.address}) if mail.sender else {}
    found = sender.get(mail.sender.address.lower()) if mail.sender else None
    return Opened(letter, mail, Route("open", "by-hand"), found)


def record_sorting(
    letter: Letter, act: str, *, by: Actor, at: datetime, reference: str = ""
) -> None:
    """Record a decision about a letter, on its ticket where it has one."""
    subject = f"ticket:{letter.ticket_id}" if letter.ticket_id else f"letter:{letter.pk}"
    record(act, subject, at=at, actor=by, desk=letter.desk_id, letter=letter.pk, of=reference)
