"""What happens when a clock of an incident reaches its goal or its limit: each once."""

from __future__ import annotations

from datetime import datetime

from permanence.ground.journal.rules import SYSTEM
from permanence.promises.clocks.actions import miss_deadlines, take_due_marks
from permanence.promises.clocks.models import Mark
from permanence.promises.clocks.queries import silences_behind
from permanence.promises.clocks.rules import Silence, find_silence
from permanence.service.incidents.actions.chain import write_events
from permanence.service.incidents.actions.climbing import climb_for
from permanence.service.incidents.actions.clocks import OWNER, tell_clock
from permanence.service.incidents.models import Incident, IncidentClock, Member
from permanence.world.attention.actions.notices import News, tell_people
from permanence.world.attention.queries.notices import Hearers
from permanence.world.attention.rules.channels import Event

MARKS = {"warn": Event.AT_RISK, "limit": Event.OVERDUE}


def settle_due_clocks(*, at: datetime, most: int = 100) -> int:
    """Act on the due marks of incidents: warn at the goal, climb at the limit (SPEC A12).

    Return how many were settled. Every mark is settled once, however many watches race.
    """
    marks = take_due_marks(OWNER, subjects=Incident, at=at, most=most)
    if not marks:
        return 0
    running = IncidentClock.objects.running().filter(
        deadline__in=[one.deadline_id for one in marks]
    )
    clocks = {one.deadline_id: one for one in running}
    incidents = Incident.objects.in_bulk({one.subject for one in marks})
    silences = silences_behind([one.due_at for one in marks], at=at)
    told: dict[tuple[int, Event], None] = {}
    for mark in marks:
        clock = clocks.get(mark.deadline_id)
        if clock is not None:
            silence = find_silence(silences, mark.due_at)
            settle_mark(mark, clock, incidents[mark.subject], silence, at=at)
            told[mark.subject, MARKS[mark.kind]] = None
    for number, event in told:
        tell_workers(incidents[number], event, at=at)
    return len(marks)


def settle_mark(
    mark: Mark, clock: IncidentClock, incident: Incident, silence: Silence | None, *, at: datetime
) -> None:
    """Warn of a limit that comes near, or write the verdict and climb."""
    late = round((at - mark.due_at).total_seconds())
    facts = {"late_by": late, **(silence.as_facts() if silence else {})}
    if mark.kind == Mark.Kind.WARN:
        write_events(incident, [tell_clock("clock.warned", clock, **facts)], at=at, by=SYSTEM)
        return
    clock.missed_at = clock.limit_at
    clock.save(update_fields=["missed_at"])
    miss_deadlines([clock.deadline_id])
    write_events(incident, [tell_clock("clock.missed", clock, **facts)], at=at, by=SYSTEM)
    climb_for(incident, clock.key, at=at, clock=clock, unwatched=silence)


def tell_workers(incident: Incident, event: Event, *, at: datetime) -> None:
    """Tell its lead and the members of its teams; while there are none, whoever opened it."""
    present = Member.objects.present().filter(incident=incident).order_by("pk")
    named = list(present.values_list("specialist_id", flat=True))
    if incident.lead_id:
        named.append(incident.lead_id)
    opener = incident.opened_by.removeprefix("specialist:")
    if not named and opener.isdecimal():
        named = [int(opener)]
    hearers = Hearers(incident.subject, incident.desk_id, named=list(dict.fromkeys(named)))
    tell_people([News(event, hearers)], at=at)
