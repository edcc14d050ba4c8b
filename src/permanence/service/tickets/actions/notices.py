"""Telling the customer of what changes their promises, though nobody answers them (SPEC C3)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from permanence.ground.journal.rules import Actor
from permanence.ground.outbox.actions import post_drafts
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.actions.entries import add_outgoing_entries
from permanence.service.tickets.actions.mails import draft_notice
from permanence.service.tickets.models import Entry, Ticket

What = Literal["waiting_customer", "waiting_third_party", "out_of_scope", "judged", "corrected"]


def tell_customer(
    ticket: Ticket, what: What, *, reason: str, policy: Policy, by: Actor, at: datetime
) -> None:
    """Write a mail that says what changed and why; the reason stays in the file.

    The mail also has a link by which its reader comes in: that is for nobody else to read.
    """
    draft = draft_notice(ticket, what, reason=reason, policy=policy, author=by.name)
    messages = post_drafts([draft], at=at)
    entry = add_outgoing_entries([ticket], messages, kind=Entry.Kind.NOTICE, at=at, actor=by)[0]
    entry.text = reason
    entry.save(update_fields=["text"])
