"""Whether fast attention happened: an act at the right place on the file, and nothing less."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from permanence.service.escalation.actions import withdraw_climbs
from permanence.service.escalation.models import Climb
from permanence.service.tickets.actions.answering import meet_promises
from permanence.service.tickets.actions.commitments import (
    refresh_next_due,
    replace_commitments,
    standing_commitments,
)
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.ruling import lock_file, note_standing
from permanence.service.tickets.models import Entry, Escalation, Ticket
from permanence.service.tickets.queries import gathered_files, survivor_of
from permanence.service.tickets.queries.escalations import doers_of, place_of
from permanence.service.tickets.rules.escalating import first_at_place

SPECIALIST = "specialist:"
# What a person does for the matter; that the manager told of the ruling is no attention yet.
ACTS = (Entry.Kind.MAIL, Entry.Kind.CALL, Entry.Kind.NOTE, Entry.Kind.THIRD_PARTY)


def follow_escalations(*, at: datetime, most: int = 100) -> int:
    """Follow the open escalations: who has been called, and whether attention happened.

    Return how many went a step further.
    """
    rows = Escalation.objects.filter(ended_at=None).order_by("pk")
    claimed = list(rows.select_for_update(skip_locked=True, no_key=True, of=("self",))[:most])
    waiting = [one for one in claimed if one.ruled_at is None]
    upheld = [one for one in claimed if one.ruled_at is not None]
    return follow_calls(waiting) + sum(attend(one, at=at) for one in upheld)


def follow_calls(escalations: Sequence[Escalation]) -> int:
    """Keep on each escalation whom its climb called last, and who took it over."""
    climbs = Climb.objects.filter(pk__in=[one.climb_id for one in escalations if one.climb_id])
    found = {climb.pk: climb for climb in climbs.prefetch_related("rungs")}
    moved = 0
    for escalation in escalations:
        climb = found.get(escalation.climb_id or 0)
        moved += bool(climb and follow_call(escalation, climb))
    return moved


def follow_call(escalation: Escalation, climb: Climb) -> bool:
    """Keep whom a climb called last, and who took it; say whether that is news."""
    called = [rung for rung in climb.rungs.all() if rung.called_at is not None]
    last = max(called, key=lambda rung: rung.position, default=None)
    before = (escalation.called_at, escalation.taken_at)
    if last is not None and last.called_at is not None:
        escalation.called, escalation.called_at = last.office, last.called_at
        escalation.called_until = last.called_at + last.allowed
    if climb.taken_by:
        escalation.taken_at = climb.held_at or climb.ended_at
        escalation.taken_title = climb.taken_by
    if before == (escalation.called_at, escalation.taken_at):
        return False
    escalation.save(
        update_fields=["called", "called_at", "called_until", "taken_at", "taken_title"]
    )
    return True


def attend(escalation: Escalation, *, at: datetime) -> bool:
    """End an upheld escalation once somebody at the right place acted, or the matter is solved."""
    ticket = Ticket.objects.get(pk=escalation.ticket_id)
    act = act_at_place(escalation, ticket)
    if act is None and not survivor_of(ticket).ended:
        return False
    ticket = lock_file(escalation)
    if act is not None:
        meet_promises(ticket, {"attention"}, at=act.at)
        escalation.attended_at, escalation.attended_by = act.at, act.author_name
        record_on(ticket, "ticket.attended", at=at, who=act.author_name)
    else:
        owed = [one for one in standing_commitments([ticket]) if one.promise == "attention"]
        replace_commitments([one for one in owed if one.met_at is None], at=at)
        refresh_next_due(ticket)
    withdraw_climbs("ticket", [ticket.pk], at=at, grounds=["attention"])
    escalation.ended_at = at
    escalation.save(update_fields=["attended_at", "attended_by", "ended_at"])
    note_standing(ticket, "over")
    return True


def act_at_place(escalation: Escalation, ticket: Ticket) -> Entry | None:
    """Return the first act of the right place on the file since the ruling; None where none is."""
    place = place_of(escalation)
    if place is None:
        return None
    leading = survivor_of(ticket)
    files = [leading.pk, *(one.pk for one in gathered_files(leading))]
    acts = list(
        Entry.objects.filter(
            ticket__in=files,
            at__gte=escalation.ruled_at,
            kind__in=ACTS,
            author__startswith=SPECIALIST,
        ).order_by("at", "pk")
    )
    people = [int(one.author.removeprefix(SPECIALIST)) for one in acts]
    known = doers_of(people) if people else {}
    found = first_at_place(place, [known.get(one) for one in people])
    return None if found is None else acts[found]
