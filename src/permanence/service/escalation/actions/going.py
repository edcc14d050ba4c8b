"""Letting climbs go on: what the rules say is done, for many climbs in a few statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Case, Value, When

from permanence.ground.journal.actions import record_deeds
from permanence.ground.journal.rules import SYSTEM, Actor, Deed
from permanence.ground.lib.rows import update_rows
from permanence.promises.clocks.actions import (
    Setting,
    meet_deadlines,
    miss_deadlines,
    move_deadlines,
    set_deadlines,
    take_due_marks,
    withdraw_deadlines,
)
from permanence.service.escalation.actions.calling import (
    call_alarms,
    call_holders,
    call_rungs,
    make_calls_due,
)
from permanence.service.escalation.models import Call, Climb, Rung
from permanence.service.escalation.queries.climbs import read_facts, rungs_by_climb
from permanence.service.escalation.rules.machine import (
    Act,
    Alarm,
    CallAgain,
    CallRung,
    Finish,
    LetGo,
    MakeCalls,
    PassOver,
    WaitFor,
    next_step,
    wake_at,
)

OWNER = "escalation.rung"
ENDED = {
    Climb.Outcome.TAKEN: "climb.done",
    Climb.Outcome.WITHDRAWN: "climb.withdrawn",
    Climb.Outcome.UNANSWERED: "climb.unanswered",
}
GOING = (
    "deadline", "round", "position", "turn_at", "turn_until", "waits", "given_up", "held_at",
    "held_call", "held_specialist", "again_at", "alarm_at", "alarmed_at", "ended_at", "outcome",
    "taken_by",
)  # fmt: skip
# Only the climb is locked: who holds one is left for the next look, so the watch never waits.
FAILED = """
select call.id, message.answer
from escalation_call call
join outbox_message message on message.id = call.message
join escalation_climb climb on climb.id = call.climb_id
where call.way = 'mail' and call.result = '' and call.made_at is not null
  and (message.failed_at is not null or message.bounced_at is not null
       or message.sent_at is null and message.answer <> '')
order by call.id
limit %s
for no key update of climb skip locked
"""


@dataclass
class Doing:
    """What is to be done for some climbs, gathered so that it is done at once."""

    at: datetime
    turned: list[Climb] = field(default_factory=list)
    rungs: list[tuple[Climb, int]] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)
    again: list[Climb] = field(default_factory=list)
    alarms: list[Climb] = field(default_factory=list)
    finished: list[Climb] = field(default_factory=list)
    unanswered: list[Climb] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)


def settle_due_rungs(*, at: datetime, most: int = 200) -> int:
    """Go on wherever a climb has waited long enough; return how many instants were settled."""
    marks = take_due_marks(OWNER, subjects=Climb, at=at, most=most)
    if not marks:
        return 0
    miss_deadlines(mark.deadline_id for mark in marks)
    waiting = Climb.objects.filter(pk__in={mark.subject for mark in marks}, ended_at=None)
    go_on(list(waiting.order_by("pk")), at=at)
    return len(marks)


def settle_failed_calls(*, at: datetime, most: int = 200) -> int:
    """Go on at once wherever a mail did not get through; return how many calls failed."""
    with connection.cursor() as cursor:
        cursor.execute(FAILED, [most])
        answers = dict(cursor.fetchall())
    failed = list(
        Call.objects.filter(pk__in=answers, result="")
        .select_related("climb", "rung")
        .order_by("pk")
    )
    note_failed([(call, answers[call.pk]) for call in failed], at=at)
    return len(failed)


def note_failed(failed: Sequence[tuple[Call, str]], *, at: datetime) -> None:
    """Note calls that did not get through, with what the way out said, and go on at once."""
    for call, answer in failed:
        call.result, call.answer, call.settled_at = Call.Result.FAILED, answer[:500], at
    update_rows([call for call, _ in failed], ["result", "answer", "settled_at"])
    record_deeds(
        make_deed(
            call.climb,
            "climb.failed",
            at=at,
            name=call.name,
            way=call.way,
            address=call.address,
            answer=answer[:200],
        )
        for call, answer in failed
    )
    climbs = {call.climb_id for call, _ in failed}
    go_on(list(Climb.objects.filter(pk__in=climbs, ended_at=None).order_by("pk")), at=at)


def go_on(climbs: Sequence[Climb], *, at: datetime) -> None:
    """Do what is to be done now for climbs whose rows are locked, or new."""
    if not climbs:
        return
    found, doing = rungs_by_climb(climbs), Doing(at)
    rungs = {(one.climb_id, one.position): one for own in found.values() for one in own}
    facts = read_facts(climbs, found)
    for climb in climbs:
        for act in next_step(facts[climb.pk], at):
            carry_out(climb, act, rungs, doing)
    record_deeds(doing.deeds)
    end_turns(doing.turned, at=at)
    call_rungs([(climb, rungs[climb.pk, place]) for climb, place in doing.rungs], at=at)
    make_calls_due(doing.calls, at=at)
    call_holders(doing.again, at=at)
    call_alarms(doing.alarms, at=at)
    for climb in doing.finished:
        end_climb(climb, Climb.Outcome.TAKEN, at=at)
    for climb in doing.unanswered:
        end_climb(climb, Climb.Outcome.UNANSWERED, at=at)
    set_alarm_clocks([one for one in climbs if one.ended_at is None], found)
    update_rows(climbs, GOING)


def carry_out(climb: Climb, act: Act, rungs: dict[tuple[int, int], Rung], doing: Doing) -> None:
    """Change a climb as an act says, and note what else is to be done for it."""
    match act:
        case CallRung() | WaitFor() | PassOver():
            come_to(climb, act, rungs[climb.pk, act.position], doing)
        case MakeCalls(keys=keys):
            doing.calls += keys
        case CallAgain():
            climb.again_at = doing.at
            doing.again.append(climb)
            doing.deeds.append(make_deed(climb, "climb.again", at=doing.at, who=climb.taken_by))
        case LetGo():
            doing.deeds.append(make_deed(climb, "climb.let_go", at=doing.at, who=climb.taken_by))
            let_go(climb)
        case Alarm():
            give_alarm(climb, doing)
        case Finish():
            doing.finished.append(climb)


def come_to(climb: Climb, act: CallRung | WaitFor | PassOver, rung: Rung, doing: Doing) -> None:
    """Let a climb come to a rung, which is called, waited for or passed over."""
    at = doing.at
    if isinstance(act, PassOver):
        doing.deeds.append(say(climb, "passed_over", rung, act.round, at))
        return
    doing.turned.append(climb)
    if isinstance(act, WaitFor):
        turn(climb, act.round, act.position, at=at, until=act.until, waits=True)
        doing.deeds.append(say(climb, "waited", rung, act.round, at, until=act.until))
    else:
        turn(climb, act.round, act.position, at=at, until=at + rung.allowed)
        doing.rungs.append((climb, act.position))


def turn(
    climb: Climb,
    number: int,
    position: int,
    *,
    at: datetime,
    until: datetime,
    waits: bool = False,
) -> None:
    """Let it be the turn of a rung."""
    climb.round, climb.position = number, position
    climb.turn_at, climb.turn_until = at, until
    climb.waits, climb.given_up = waits, False


def let_go(climb: Climb) -> None:
    """Let nobody have a climb any more."""
    climb.held_at = climb.again_at = climb.held_call = climb.held_specialist = None
    climb.taken_by = ""


def give_alarm(climb: Climb, doing: Doing) -> None:
    """Say that nobody on the ladder answered, first or again; of a drill nobody is alarmed."""
    if climb.course.get("drill"):
        doing.turned.append(climb)
        doing.unanswered.append(climb)
        return
    is_first = climb.alarm_at is None
    climb.alarm_at = climb.alarm_at or doing.at
    climb.alarmed_at = doing.at
    doing.turned.append(climb)
    doing.alarms.append(climb)
    deed = make_deed(climb, "climb.alarmed", at=doing.at, is_first=is_first)
    doing.deeds.append(deed)


def say(
    climb: Climb,
    what: str,
    rung: Rung,
    number: int,
    at: datetime,
    until: datetime | None = None,
) -> Deed:
    """Return the act of a rung that is not called now."""
    told: dict[str, Any] = {"office": rung.office, "position": rung.position, "round": number}
    if until is not None:
        told["until"] = until.isoformat()
    return make_deed(climb, f"climb.{what}", at=at, **told)


def end_turns(climbs: Iterable[Climb], *, at: datetime) -> None:
    """Say of the calls that nobody answered that they stayed silent, or were never needed."""
    over = Call.objects.filter(climb__in=list(climbs), result="")
    over.update(
        result=Case(
            When(made_at=None, then=Value(Call.Result.DROPPED)), default=Value(Call.Result.SILENT)
        ),
        settled_at=at,
    )


def end_climb(climb: Climb, outcome: Climb.Outcome, *, at: datetime, actor: Actor = SYSTEM) -> None:
    """End a climb, once, and stop its clock; the caller saves it."""
    climb.ended_at, climb.outcome = at, outcome
    end_turns([climb], at=at)
    if climb.deadline_id is not None:
        if outcome == Climb.Outcome.TAKEN:
            meet_deadlines([climb.deadline_id], at=at)
        withdraw_deadlines([climb.deadline_id], at=at)
    told = {"who": climb.taken_by, "matter": climb.matter}
    record_deeds([make_deed(climb, ENDED[outcome], at=at, actor=actor, **told)])


def set_alarm_clocks(climbs: Sequence[Climb], rungs: Mapping[int, Sequence[Rung]]) -> None:
    """Let each climb be looked at again at the first instant at which something is to be done."""
    facts = read_facts(climbs, rungs)
    due = {climb.pk: wake_at(facts[climb.pk]) for climb in climbs}
    fresh = [climb for climb in climbs if climb.deadline_id is None]
    deadlines = set_deadlines(
        OWNER,
        [
            Setting(
                subject=climb.pk,
                start_at=climb.started_at,
                due_at=due[climb.pk],
                marks=[("limit", due[climb.pk])],
                desk=climb.desk_id,
                organisation=climb.organisation_id,
            )
            for climb in fresh
        ],
    )
    move_deadlines(
        {climb.deadline_id: due[climb.pk] for climb in climbs if climb.deadline_id is not None}
    )
    for climb, deadline in zip(fresh, deadlines, strict=True):
        climb.deadline_id = deadline


def make_deed(
    climb: Climb, act: str, *, at: datetime, actor: Actor = SYSTEM, **facts: object
) -> Deed:
    """Return an act of a climb, as it stands in the journal of what is climbed for."""
    subject = f"{climb.owner}:{climb.subject}"
    return Deed(act, subject, at, actor, climb.desk_id, climb.organisation_id, facts)
