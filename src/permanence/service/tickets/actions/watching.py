"""What happens when a clock of a ticket reaches one of its marks: each once, in sets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from django.db.models import F
from django.template.loader import get_template
from django.utils import translation

from permanence.ground.journal.actions import record_deeds
from permanence.ground.journal.rules import Deed
from permanence.promises.clocks.actions import miss_deadlines, take_due_marks
from permanence.promises.clocks.models import Mark
from permanence.promises.clocks.queries import silences_behind
from permanence.promises.clocks.rules import Silence, find_silence
from permanence.promises.policies.queries import NoPolicy, policy_in_force, policy_of_version
from permanence.service.escalation.actions import start_climbs
from permanence.service.tickets.actions.climbing import (
    agreed_with,
    last_words,
    make_start,
    once_a_ticket,
)
from permanence.service.tickets.actions.commitments import OWNER
from permanence.service.tickets.actions.noticing import tell_of_marks
from permanence.service.tickets.actions.waking import wake_at_risk
from permanence.service.tickets.models import Commitment, Ticket
from permanence.world.accounts.models import Desk


def settle_due_marks(*, at: datetime, most: int = 250) -> int:
    """Act on the due marks of tickets: warn, climb, or say that a promise was missed (SPEC A7).

    Return how many were settled. Tickets that somebody holds are left for the next round, so the
    watch waits for nobody; every mark is settled once, however many watches race.
    """
    marks = take_due_marks(OWNER, subjects=Ticket, at=at, most=most)
    if not marks:
        return 0
    running = running_commitments(marks)
    acting = [mark for mark in marks if mark.deadline_id in running]
    tickets = tickets_of(acting)
    say_missed(mark for mark in acting if mark.kind == "limit")
    silences = silences_behind([mark.due_at for mark in acting], at=at)
    record_marks(acting, running, tickets, silences, at=at)
    wake_at_risk(tickets.values(), at=at)
    tell_of_marks(acting, tickets, at=at)
    climb_for(acting, running, tickets, silences, at=at)
    return len(marks)


def read_ahead(*, at: datetime) -> int:
    """Read once what acting on marks needs, so that the first of them need not wait for it.

    Return how many policies are in force.
    """
    for name in ("tickets/mail/briefing.txt", "escalation/mail/call.txt"):
        get_template(name)
    found = 0
    for desk in Desk.objects.values_list("key", flat=True):
        with suppress(NoPolicy):
            _, policy = policy_in_force(desk, at=at)
            with translation.override(policy.default_language):  # loads its words
                found += 1
    return found


def running_commitments(marks: Iterable[Mark]) -> dict[int, Commitment]:
    """Return the commitments of these marks that still run, by their deadline."""
    commitments = Commitment.objects.filter(
        deadline__in=[mark.deadline_id for mark in marks], met_at=None, replaced_at=None
    ).defer("candidates", "target")
    return {one.deadline_id: one for one in commitments}


def tickets_of(marks: Iterable[Mark]) -> dict[int, Ticket]:
    """Return the tickets of these marks, with what a briefing says of them."""
    found = Ticket.objects.select_related("contact", "organisation", "desk")
    return found.in_bulk({mark.subject for mark in marks})


def say_missed(marks: Iterable[Mark]) -> None:
    """Write the verdict: at exactly the due instant the promise is missed."""
    deadlines = [mark.deadline_id for mark in marks]
    Commitment.objects.filter(deadline__in=deadlines).update(missed_at=F("due_at"))
    miss_deadlines(deadlines)


def record_marks(
    marks: Sequence[Mark],
    commitments: dict[int, Commitment],
    tickets: dict[int, Ticket],
    silences: Sequence[Silence],
    *,
    at: datetime,
) -> None:
    """Record each clock event, with how late the watch was, and why."""
    names = {
        "warn": "commitment.warned",
        "climb": "commitment.climbed",
        "limit": "commitment.missed",
    }
    record_deeds(
        Deed(
            names[mark.kind],
            f"ticket:{mark.subject}",
            at,
            desk=tickets[mark.subject].desk_id,
            organisation=tickets[mark.subject].organisation_id,
            facts={
                "promise": commitments[mark.deadline_id].promise,
                "mark": mark.due_at.isoformat(),
                "due": due.isoformat() if (due := commitments[mark.deadline_id].due_at) else None,
                "late_by": round((at - mark.due_at).total_seconds(), 3),
                **(silence.as_facts() if silence else {}),
            },
        )
        for mark in marks
        for silence in (find_silence(silences, mark.due_at),)
    )


def climb_for(
    marks: Sequence[Mark],
    commitments: dict[int, Commitment],
    tickets: dict[int, Ticket],
    silences: Sequence[Silence],
    *,
    at: datetime,
) -> None:
    """Climb the desk's ladder for every ticket whose time to climb, or whose limit, has come."""
    starts = []
    climbing = [mark for mark in marks if mark.kind != "warn"]
    words = last_words({mark.subject for mark in climbing})
    agreed = agreed_with([tickets[mark.subject] for mark in climbing], at=at)
    for mark in climbing:
        ticket = tickets[mark.subject]
        policy = policy_of_version(ticket.policy_version_id)
        starts.append(
            make_start(
                ticket,
                commitments[mark.deadline_id],
                ground="overdue" if mark.kind == "limit" else "warning",
                policy=policy,
                agreed=agreed,
                message=words.get(ticket.pk, ""),
                at=at,
                unwatched=find_silence(silences, mark.due_at),
            )
        )
    start_climbs(once_a_ticket(starts), at=at)
