"""Addresses that send what nobody asked for: blocked from a request, let in again from a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.intake.actions.routing import Opened
from permanence.service.intake.models import BlockedSender, Letter
from permanence.service.intake.rules.routing import PUT_ASIDE, Route
from permanence.service.tickets.actions.dismissing import dismiss_ticket
from permanence.service.tickets.models import Ticket

# What was put aside longer ago does not come back when an address is let in again.
BROUGHT_BACK: Final = timedelta(days=30)


class LetInBefore(Refusal):
    """Somebody has let this address in again."""


def block_sender(ticket: Ticket, *, by: Actor, at: datetime) -> BlockedSender:
    """Put a request away as unwanted, and from now on whatever else its sender writes."""
    ticket = dismiss_ticket(ticket, by=by, at=at)
    blocked, is_new = BlockedSender.objects.get_or_create(
        desk=ticket.desk,
        address=ticket.contact.email.lower(),
        ended_at=None,
        defaults={"ticket": ticket, "by": by.key, "by_name": by.name, "blocked_at": at},
    )
    if is_new:
        record_block(blocked, "sender.blocked", by=by, at=at)
    return blocked


def let_in(blocked: BlockedSender, *, by: Actor, at: datetime) -> int:
    """Let an address in again, and return how many of its messages now wait for a person.

    What was put aside within the last thirty days comes back to the quarantine.
    """
    found = BlockedSender.objects.select_for_update(no_key=True).get(pk=blocked.pk)
    if found.ended_at is not None:
        raise LetInBefore(_("Somebody has let this address in again meanwhile."))
    found.ended_at, found.ended_by_name = at, by.name
    found.save(update_fields=["ended_at", "ended_by_name"])
    record_block(found, "sender.let_in", by=by, at=at)
    kept = Letter.objects.filter(
        desk=found.desk_id,
        why=PUT_ASIDE,
        facts__from__iexact=found.address,
        received_at__gte=at - BROUGHT_BACK,
    )
    return kept.update(state=Letter.State.HELD, why="sender-was-blocked")


def record_block(blocked: BlockedSender, act: str, *, by: Actor, at: datetime) -> None:
    """Record what was decided about an address, beside the request in which it was seen."""
    subject = f"ticket:{blocked.ticket_id}"
    record(act, subject, at=at, actor=by, desk=blocked.desk_id, address=blocked.address)


def stop_blocked(opened: Sequence[Opened]) -> list[Opened]:
    """Put aside what blocked addresses sent; what a machine of theirs sent is heard as ever.

    Whoever has become a customer's contact since is let through.
    """
    wanted = Q()
    for one in opened:
        if address := address_of(one):
            wanted |= Q(desk=one.letter.desk_id, address=address)
    if not wanted:
        return list(opened)
    rows = BlockedSender.objects.filter(wanted, ended_at=None)
    blocked = set(rows.values_list("desk", "address"))
    aside = Route("put-aside", PUT_ASIDE)
    return [
        replace(one, route=aside) if (one.letter.desk_id, address_of(one)) in blocked else one
        for one in opened
    ]


def address_of(one: Opened) -> str:
    """Return the address that may be blocked; empty for a customer's, and for what is not said."""
    is_customer = one.sender is not None and one.sender.organisation is not None
    if is_customer or one.mail.sender is None or one.route.way in {"silent", "aside"}:
        return ""
    return one.mail.sender.address.lower()
