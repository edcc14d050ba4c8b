"""The mails that leave a desk, the newest first."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from django.db.models import Q

from permanence.ground.outbox.models import Message
from permanence.service.tickets.models import Ticket

Kind = Literal["all", "waiting", "failed"]
SHOWN = (
    "kind",
    "owner",
    "desk_id",
    "recipients",
    "subject",
    "queued_at",
    "next_try_at",
    "attempts",
    "sent_at",
    "failed_at",
    "bounced_at",
    "answer",
)


def list_messages(
    desk: int, kind: Kind, *, before: int | None = None, most: int = 50
) -> list[Message]:
    """Return a page of a desk's mails without their words: all, those that wait, or that failed."""
    messages = Message.objects.filter(desk_id=desk)
    if kind == "waiting":
        messages = messages.waiting()
    elif kind == "failed":
        messages = messages.filter(Q(failed_at__isnull=False) | Q(bounced_at__isnull=False))
    if before is not None:
        messages = messages.filter(pk__lt=before)
    return list(messages.only(*SHOWN).order_by("-pk")[:most])


def references_of(owners: Collection[str]) -> dict[str, str]:
    """Return the reference of each file that mails belong to, by what the outbox calls it."""
    keys = [owner.partition(":") for owner in owners]
    tickets = [int(number) for kind, _, number in keys if kind == "ticket" and number.isdecimal()]
    found = Ticket.objects.filter(pk__in=tickets).values_list("pk", "reference")
    return {f"ticket:{pk}": reference for pk, reference in found}
