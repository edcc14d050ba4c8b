"""Answers to files that exist: brought in for all letters of a batch at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from permanence.service.intake.actions.escalating import hear_command
from permanence.service.intake.actions.following import bring_in, bring_in_together
from permanence.service.intake.actions.letters import contacts_of, report_of, settle_letter
from permanence.service.intake.actions.routing import Opened
from permanence.service.intake.models import Letter
from permanence.service.tickets.actions.joining import lock_alone
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.opening import Report
from permanence.world.accounts.models import Contact


def join_files(opened: Sequence[Opened], *, at: datetime) -> None:
    """Add answers to their files: those that stand alone in theirs together, then the others."""
    if not opened:
        return
    contacts = contacts_of(opened, at=at)
    times = Counter(one.route.ticket or 0 for one in opened)
    alone = {key: one for key, one in lock_alone(times.keys()).items() if times[key] == 1}
    together = [one for one in opened if one.route.ticket in alone]
    said = [further_of(one, alone[one.route.ticket or 0], contacts) for one in together]
    bring_in_together(said, at=at)
    for one, (ticket, report) in zip(together, said, strict=True):
        settle_answer(one, ticket, report, contacts, at=at)
    for one in opened:
        if one.route.ticket not in alone:
            ticket = Ticket.objects.get(pk=one.route.ticket or 0)
            ticket, report = further_of(one, ticket, contacts)
            found = bring_in(report, ticket, at=at)
            settle_answer(one, found, report, contacts, at=at)


def further_of(
    one: Opened, ticket: Ticket, contacts: Mapping[int, Contact]
) -> tuple[Ticket, Report]:
    """Return a file and what an answer says in it, in the language of the file."""
    report = report_of(one, contacts[one.letter.pk], is_reply=True)
    return ticket, replace(report, language=ticket.language)


def settle_answer(
    one: Opened, ticket: Ticket, report: Report, contacts: Mapping[int, Contact], *, at: datetime
) -> None:
    """Do what an answer commands, and set what became of its letter."""
    hear_command(ticket, report, contacts[one.letter.pk], at=at)
    settle_letter(one.letter, Letter.State.DIGESTED, why=one.route.why, at=at, ticket=ticket.pk)
