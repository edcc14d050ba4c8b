"""Blocked senders, and what was put aside of theirs, as the desk shows them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.said import Said
from permanence.ground.journal.models import Act
from permanence.service.intake.models import BlockedSender, Letter
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.states import may_follow
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
BLOCKING = ("ticket.dismissed", "sender.blocked", "sender.let_in")


def unwanted_url(ticket: Ticket, reader: Reader) -> str:
    """Return where a request of somebody unknown is put away; empty where that cannot be."""
    fits = ticket.organisation_id is None and may_follow("dismiss", ticket.state)
    if not fits or not ticket.contact.email or not reader.may(Right.SORT_LETTERS, ticket.desk_id):
        return ""
    return reverse("desk:ticket-unwanted", args=[ticket.reference])


def show_blocked(blocked: BlockedSender, reader: Reader) -> Shown:
    """Return one address with who blocked it, and where it was seen."""
    return {
        "address": blocked.address,
        "by": blocked.by_name,
        **show_instant(blocked.blocked_at, reader),
        "reference": blocked.ticket.reference,
        "url": reverse("desk:ticket", args=[blocked.ticket.reference]),
        "end_url": "" if blocked.ended_at else reverse("desk:blocked-end", args=[blocked.pk]),
        "ended_by": blocked.ended_by_name,
        **(show_instant(blocked.ended_at, reader, name="ended") if blocked.ended_at else {}),
    }


def show_put_aside(letter: Letter, reader: Reader) -> Shown:
    """Return one message that was put aside."""
    return {
        "url": reverse("desk:letter", args=[letter.pk]),
        "address": letter.facts.get("from") or letter.envelope_from,
        "subject": letter.facts.get("subject", ""),
        **show_instant(letter.received_at, reader),
    }


def say_blocking(act: Act, facts: dict[str, Any], reader: Reader) -> Said:
    """Words for a request that was put away, and for its sender."""
    told = {"who": act.actor_name, "address": facts.get("address", "")}
    texts = {
        "ticket.dismissed": _("%(who)s put this away as unwanted"),
        "sender.blocked": _("%(who)s blocked %(address)s"),
        "sender.let_in": _("%(who)s let %(address)s in again"),
    }
    return Said(texts[act.act] % told, "hold")
