"""Turning stored letters into tickets and entries, in sets, each letter once (SPEC A3-A5, C5)."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import InterfaceError, OperationalError, connection

from permanence.ground.journal.actions import record
from permanence.ground.lib.db import house
from permanence.ground.outbox.actions import mark_bounced
from permanence.service.escalation.actions import hear_replies
from permanence.service.intake.actions.admitting import admit_reports
from permanence.service.intake.actions.alerting import take_alerts
from permanence.service.intake.actions.answers import join_files
from permanence.service.intake.actions.blocking import stop_blocked
from permanence.service.intake.actions.letters import (
    contacts_of,
    report_aside,
    report_of,
    settle_letter,
)
from permanence.service.intake.actions.routing import (
    Opened,
    hold_unnamed,
    route_letters,
    trusted_servers,
)
from permanence.service.intake.actions.storing import read_raw
from permanence.service.intake.models import Letter
from permanence.service.intake.rules import ReadMail, Unreadable, read_letter
from permanence.service.tickets.actions.enquiring import hear_enquiry

LOG = logging.getLogger(__name__)
BATCH = 40
RETRY = timedelta(seconds=5)
TRIES = 3
SAVE_LETTERS = """
update intake_letter letter
set state = done.state, why = done.why, facts = done.facts::jsonb,
    settled_at = done.settled_at, ticket_id = done.ticket
from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::bigint[])
    as done (id, state, why, facts, settled_at, ticket)
where letter.id = done.id
"""


def digest_letters(*, at: datetime, most: int = BATCH) -> int:
    """Digest waiting letters and return how many; one that fails does not hold up the others."""
    try:
        with house():
            claimed = claim_letters(at=at, most=most)
            if claimed:
                settle_letters(claimed, at=at)
            return len(claimed)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        LOG.exception("a batch of letters failed; each of them is tried alone")
    with house():
        waiting = [letter.pk for letter in claim_letters(at=at, most=most)]
    for letter in waiting:
        digest_alone(letter, at=at)
    return len(waiting)


def claim_letters(*, at: datetime, most: int) -> list[Letter]:
    """Take the oldest waiting letters that no other worker has."""
    return list(
        Letter.objects.filter(state=Letter.State.RECEIVED, next_try_at__lte=at)
        .order_by("pk")
        .select_related("desk")
        .select_for_update(skip_locked=True, no_key=True, of=("self",))[:most]
    )


def digest_alone(pk: int, *, at: datetime) -> None:
    """Digest one letter; when it fails again and again it waits in quarantine for a person."""
    try:
        with house():
            found = Letter.objects.filter(pk=pk, state=Letter.State.RECEIVED).select_for_update(
                skip_locked=True, no_key=True
            )
            settle_letters(list(found), at=at)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        LOG.exception("letter %s could not be digested", pk)
        with house():
            postpone_letter(pk, at=at, error=f"{type(error).__name__}: {error}")


def postpone_letter(pk: int, *, at: datetime, error: str) -> None:
    """Try a letter again later, and put it into quarantine after the last try."""
    letter = Letter.objects.select_for_update(no_key=True).defer("raw").get(pk=pk)
    if letter.state != Letter.State.RECEIVED:
        return
    letter.attempts += 1
    letter.next_try_at = at + RETRY
    if letter.attempts >= TRIES:
        settle_letter(letter, Letter.State.QUARANTINED, why=f"failed: {error}", at=at)
    letter.save(update_fields=["attempts", "next_try_at", "state", "why", "settled_at"])


def settle_letters(letters: Sequence[Letter], *, at: datetime) -> None:
    """Read letters, find where each belongs and bring it there, in the transaction at hand."""
    readable = []
    for letter in letters:
        try:
            readable.append((letter, read_letter(read_raw(letter), trusted=trusted_servers())))
        except Unreadable as fault:
            settle_letter(letter, Letter.State.QUARANTINED, why=f"unreadable: {fault}", at=at)
    readable = take_alerts(readable, at=at)
    readable = [one for one in readable if not hear_call(*one, at=at)]
    opened = stop_blocked(hold_unnamed(route_letters(readable), at=at))
    open_files([one for one in opened if one.route.way == "open"], at=at)
    join_files([one for one in opened if one.route.way == "join"], at=at)
    for one in opened:
        if bring := BRING.get(one.route.way):
            bring(one, at=at)
    save_letters(letters)


def hear_call(letter: Letter, mail: ReadMail, *, at: datetime) -> bool:
    """Say whether a letter answered a call of the ladder, and do what it says.

    Only a person's own word is heard: no machine's, and nobody's whose sender is not authentic.
    """
    is_forged = mail.authentication.trusted and mail.authentication.dmarc == "fail"
    if not mail.thread_ids or mail.sender is None or mail.machine is not None or is_forged:
        return False
    call = hear_replies(mail.thread_ids, address=mail.sender.address, text=mail.new_text, at=at)
    if call is None:
        return False
    ticket = call.climb.subject if call.climb.owner == "ticket" else None
    settle_letter(letter, Letter.State.SILENT, why="answers-a-call", at=at, ticket=ticket)
    return True


def save_letters(letters: Sequence[Letter]) -> None:
    """Write what became of letters, all in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            SAVE_LETTERS,
            [
                [letter.pk for letter in letters],
                [letter.state for letter in letters],
                [letter.why for letter in letters],
                [json.dumps(letter.facts) for letter in letters],
                [letter.settled_at for letter in letters],
                [letter.ticket_id for letter in letters],
            ],
        )


def open_files(opened: Sequence[Opened], *, at: datetime) -> None:
    """Open a ticket for each new request."""
    if not opened:
        return
    contacts = contacts_of(opened, at=at)
    reports = [report_of(one, contacts[one.letter.pk], is_reply=False) for one in opened]
    for one, ticket in zip(opened, admit_reports(reports, at=at), strict=True):
        settle_letter(one.letter, Letter.State.DIGESTED, why=one.route.why, at=at, ticket=ticket.pk)


def file_aside(one: Opened, *, at: datetime) -> None:
    """File what a third party answered; only the desk reads it."""
    hear_enquiry(one.route.enquiry or 0, report_aside(one), at=at)
    settle_letter(
        one.letter, Letter.State.DIGESTED, why=one.route.why, at=at, ticket=one.route.ticket
    )


def hold_letter(one: Opened, *, at: datetime) -> None:
    """Keep a letter for a person, or put aside, with what was understood of it."""
    one.letter.facts = {
        "from": one.mail.sender.address if one.mail.sender else "",
        "name": one.mail.sender.name if one.mail.sender else "",
        "subject": one.mail.subject[:300].replace("\x00", ""),
    }
    is_aside = one.route.way == "put-aside"
    state = Letter.State.DISCARDED if is_aside else Letter.State.HELD
    settle_letter(one.letter, state, why=one.route.why, at=at)


def hear_machine(one: Opened, *, at: datetime) -> None:
    """Take note of what a machine sent; nobody is answered (RFC 3834)."""
    ticket = one.route.ticket
    bounce = one.mail.bounce
    if bounce and bounce.original_message_id and any(r.permanent for r in bounce.recipients):
        answer = bounce.recipients[0].diagnostic or bounce.recipients[0].status
        mark_bounced(message_id=bounce.original_message_id, at=at, answer=answer)
    elif ticket is not None:
        record(
            "ticket.machine_wrote",
            f"ticket:{ticket}",
            at=at,
            desk=one.letter.desk_id,
            kind=one.mail.machine,
            letter=one.letter.pk,
        )
    settle_letter(one.letter, Letter.State.SILENT, why=one.route.why, at=at, ticket=ticket)


# What is opened, and what joins its file, is brought in for all letters at once.
BRING: Final = {
    "aside": file_aside,
    "hold": hold_letter,
    "put-aside": hold_letter,
    "silent": hear_machine,
}
