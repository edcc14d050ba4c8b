"""A bulk act from the choice of its tickets to its end, as its page drives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.overview.bulk.models import Bulk, BulkRow
from permanence.overview.bulk.rules import MOST_TICKETS, Wish, describe_wish
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Desk, Specialist


class NothingChosen(Refusal):
    """A bulk act is about at least one ticket."""


class BegunAlready(Refusal):
    """What is being carried out, or was, is not asked for again."""


class NotLookedAt(Refusal):
    """A bulk act begins when everything that it would do has been looked at."""


class OverAlready(Refusal):
    """What has ended cannot be stopped."""


def choose_tickets(
    numbers: Sequence[int],
    *,
    desk: Desk,
    by: Specialist,
    question: Mapping[str, Any],
    at: datetime,
) -> Bulk:
    """Keep which tickets are meant, in their order; nothing is done to them yet."""
    whose = dict(
        Ticket.objects.filter(pk__in=numbers[:MOST_TICKETS]).values_list("pk", "organisation_id")
    )
    chosen = [number for number in dict.fromkeys(numbers) if number in whose]
    if not chosen:
        raise NothingChosen(_("Tick at least one ticket first."))
    bulk = Bulk.objects.create(
        desk=desk, owner=by, question=dict(question), count=len(chosen), chosen_at=at
    )
    BulkRow.objects.bulk_create(
        BulkRow(bulk=bulk, ticket_id=number, organisation_id=whose[number], place=place)
        for place, number in enumerate(chosen)
    )
    return bulk


def ask_bulk(bulk: Bulk, wish: Wish, *, at: datetime) -> None:
    """Say what shall be done; every ticket is looked at again."""
    bulk = lock_bulk(bulk)
    if bulk.begun_at is not None:
        raise BegunAlready(_("This is being carried out already."))
    bulk.wish, bulk.asked_at, bulk.looked_at = describe_wish(wish), at, None
    bulk.save(update_fields=["wish", "asked_at", "looked_at"])
    BulkRow.objects.filter(bulk=bulk).update(outlook=None)


def begin_bulk(bulk: Bulk, *, seen: datetime, by: Actor, at: datetime) -> None:
    """Let the workers carry it out, as it was asked for at the instant that was seen."""
    bulk = lock_bulk(bulk)
    if bulk.begun_at is not None:
        raise BegunAlready(_("This is being carried out already."))
    if bulk.looked_at is None or bulk.asked_at != seen:
        raise NotLookedAt(_("Look first at what will happen: something else was asked meanwhile."))
    bulk.begun_at = at
    bulk.save(update_fields=["begun_at"])
    record_bulk(bulk, "bulk.begun", by=by, at=at, tickets=bulk.count, wish=bulk.wish)


def stop_bulk(bulk: Bulk, *, by: Actor, at: datetime) -> None:
    """Leave alone the tickets whose turn has not come; what is done stays done."""
    bulk = lock_bulk(bulk)
    if bulk.begun_at is None or bulk.ended_at is not None:
        raise OverAlready(_("There is nothing left to stop."))
    left = BulkRow.objects.filter(bulk=bulk, outcome="").update(
        outcome=BulkRow.Outcome.LEFT, settled_at=at
    )
    bulk.stopped_at = bulk.ended_at = at
    bulk.save(update_fields=["stopped_at", "ended_at"])
    record_bulk(bulk, "bulk.stopped", by=by, at=at, left=left)


def put_back(bulk: Bulk, *, by: Specialist, at: datetime) -> Bulk:
    """Return a new bulk act that gives the tickets back to whom this one took them from.

    It is looked at and begun as any other; a ticket that changed hands since stays as it is.
    """
    changed = BulkRow.objects.filter(bulk=bulk, outcome=BulkRow.Outcome.DONE).exclude(kept={})
    numbers = list(changed.order_by("place").values_list("ticket", flat=True))
    undoing = choose_tickets(numbers, desk=bulk.desk, by=by, question={"undoes": bulk.pk}, at=at)
    ask_bulk(undoing, Wish(undoes=bulk.pk), at=at)
    return undoing


def lock_bulk(bulk: Bulk) -> Bulk:
    """Return the act as it is now, locked."""
    return Bulk.objects.select_for_update(no_key=True).get(pk=bulk.pk)


def record_bulk(bulk: Bulk, act: str, *, by: Actor, at: datetime, **facts: Any) -> None:
    """Write into the journal what became of a bulk act."""
    record(act, f"bulk:{bulk.pk}", at=at, actor=by, desk=bulk.desk_id, **facts)
