"""Writing down what is known of a request, and what of the checklist does not apply (SPEC A5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.states import lock_ticket
from permanence.service.tickets.models import Ticket

LONGEST_FACT = 500


class NoSuchFact(Refusal):
    """A fact that the desk's checklist does not ask for."""


def tell_facts(
    ticket: Ticket,
    known: Mapping[str, str],
    waived: Mapping[str, str],
    *,
    policy: Policy,
    by: Actor,
    at: datetime,
) -> bool:
    """Write down the facts that are `known`, and why those `waived` do not apply.

    A fact named with an empty text is no longer known, or applies again. One that is known is not
    waived as well. Says whether anything changed; the journal has what was there before.
    """
    keys = {fact.key for fact in policy.facts}
    if unknown := (known.keys() | waived.keys()) - keys:
        raise NoSuchFact(_("The checklist has no {fact}."), fact=", ".join(sorted(unknown)))
    ticket = lock_ticket(ticket, step="note")
    before = (dict(ticket.facts), dict(ticket.waived))
    facts = merge_told(ticket.facts, known)
    apart = merge_told(ticket.waived, waived)
    ticket.facts = facts
    ticket.waived = {key: why for key, why in apart.items() if key not in facts}
    if before == (ticket.facts, ticket.waived):
        return False
    ticket.save(update_fields=["facts", "waived"])
    record_on(
        ticket,
        "ticket.facts_told",
        at=at,
        actor=by,
        known=changes_of(before[0], ticket.facts),
        waived=changes_of(before[1], ticket.waived),
    )
    return True


def merge_told(before: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    """Return texts by their keys with those that were said anew; an empty one goes."""
    merged = {**before, **{key: text.strip()[:LONGEST_FACT] for key, text in said.items()}}
    return {key: text for key, text in merged.items() if text}


def changes_of(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what was there before and what is there now, of each that differs."""
    return {
        key: [before.get(key, ""), after.get(key, "")]
        for key in sorted(before.keys() | after.keys())
        if before.get(key, "") != after.get(key, "")
    }
