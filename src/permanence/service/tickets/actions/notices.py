"""Telling the customer of what changes their promises, though nobody answers them (SPEC C3)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.utils import translation
from django.utils.translation import gettext as _

from permanence.ground.journal.rules import Actor
from permanence.ground.outbox.actions import post_drafts
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.actions.entries import add_outgoing_entries
from permanence.service.tickets.actions.mails import draft_notice
from permanence.service.tickets.models import Entry, Ticket

What = Literal[
    "waiting_customer", "waiting_third_party", "out_of_scope", "in_scope", "judged", "corrected"
]


def tell_customer(
    ticket: Ticket,
    what: What,
    *,
    reason: str,
    policy: Policy,
    by: Actor,
    at: datetime,
    clause: str = "",
    referred_to: str = "",
) -> None:
    """Write a mail that says what changed and why; the reason stays in the file.

    `clause` is the policy's own text on which it rests, `referred_to` who can help instead. The
    mail also has a link by which its reader comes in: that is for nobody else to read.
    """
    draft = draft_notice(
        ticket,
        what,
        reason=reason,
        policy=policy,
        author=by.name,
        clause=clause,
        referred_to=referred_to,
    )
    messages = post_drafts([draft], at=at)
    entry = add_outgoing_entries([ticket], messages, kind=Entry.Kind.NOTICE, at=at, actor=by)[0]
    entry.text = reason
    if referred_to:
        with translation.override(ticket.language):
            entry.text += f"\n\n{_('Who can help you further:')} {referred_to}"
    entry.save(update_fields=["text"])
