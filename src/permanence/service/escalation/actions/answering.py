"""What those who are called do: take over, acknowledge, pass on, decline; the end of a climb."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record_deeds
from permanence.ground.lib.errors import Refusal
from permanence.service.escalation.actions.calling import add_calls, call_rungs
from permanence.service.escalation.actions.going import (
    GOING,
    end_climb,
    end_turns,
    go_on,
    let_go,
    make_deed,
    set_alarm_clocks,
    turn,
)
from permanence.service.escalation.models import Call, Climb, Rung
from permanence.service.escalation.queries.climbs import rungs_by_climb
from permanence.service.escalation.queries.people import find_people
from permanence.service.escalation.rules import Answerer
from permanence.service.escalation.rules.planning import Planned

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Beyond(Refusal):
    """There is nothing left to answer: somebody else has it, or it is over."""


class NotReachable(Refusal):
    """The colleague cannot be called."""


class NoReason(Refusal):
    """Who declines says why."""


def take_climb(climb: Climb, by: Answerer, *, at: datetime) -> Climb:
    """Let somebody take a matter over; of several the first one has it.

    At the end of the ladder it can still be taken: better late.
    """
    return hold_climb(climb, by, result=Call.Result.TAKEN, at=at)


def acknowledge_climb(climb: Climb, by: Answerer, *, at: datetime) -> Climb:
    """Note that somebody has seen it and sees to it; nobody else is called while it moves."""
    return hold_climb(climb, by, result=Call.Result.ACKNOWLEDGED, at=at)


def hold_climb(climb: Climb, by: Answerer, *, result: Call.Result, at: datetime) -> Climb:
    """Stop the calls, because somebody has it; from now on something has to move."""
    climb = lock_climb(climb)
    if climb.held_at is not None and climb.taken_by != by.actor.name:
        raise Beyond(say_gone(climb), who=climb.taken_by)
    Call.objects.filter(pk=by.call or 0).update(result=result, settled_at=at)
    end_turns([climb], at=at)
    call = find_call(by)
    rung = by.rung or (call.rung_id if call else None)
    place = {"pk": rung} if rung else {"position": climb.position}
    Rung.objects.filter(climb=climb, called_at__isnull=False, **place).update(taken_at=at)
    climb.held_at, climb.again_at, climb.taken_by = at, None, by.actor.name
    climb.held_call, climb.held_specialist = by.call, by.specialist
    act = "climb.taken" if result == Call.Result.TAKEN else "climb.acknowledged"
    record_deeds([make_deed(climb, act, at=at, actor=by.actor)])
    keep(climb)
    return climb


def pass_climb(
    climb: Climb, by: Answerer, *, at: datetime, to: int | None = None, place: int | None = None
) -> Climb:
    """Pass a matter on: to a colleague or a rung further up, who is called now, or to the next."""
    climb = lock_climb(climb)
    person = None
    if to:
        found = find_people([to], desk=climb.desk_id, severity=climb.severity, at=at)
        person = found.get(to)
    rung = Rung.objects.filter(climb=climb, position=place or climb.position).first()
    if (to and person is None) or (place and (rung is None or place <= climb.position)):
        raise NotReachable(_("This colleague cannot be called."))
    Call.objects.filter(pk=by.call or 0).update(result=Call.Result.PASSED, settled_at=at)
    end_turns([climb], at=at)
    let_go(climb)
    told = {"to": person.name} if person else {}
    record_deeds([make_deed(climb, "climb.passed", at=at, actor=by.actor, **told)])
    if rung is None or not (person or place):
        return move_on(climb, at=at)
    turn(climb, climb.round, rung.position, at=at, until=at + rung.allowed)
    keep(climb, clock=False)
    if person:
        add_calls([(climb, rung, Planned(person, way, way.after)) for way in person.ways], at=at)
    else:
        call_rungs([(climb, rung)], at=at)
    keep(climb)
    return climb


def decline_climb(climb: Climb, by: Answerer, *, reason: str, at: datetime) -> Climb:
    """Note that somebody cannot, and why: whoever comes next is called at once."""
    if not reason.strip():
        raise NoReason(_("Say why you cannot take it: the next one reads it."))
    climb = lock_climb(climb)
    if climb.held_at is not None and climb.taken_by != by.actor.name:
        raise Beyond(say_gone(climb), who=climb.taken_by)
    told = {"result": Call.Result.DECLINED, "answer": reason.strip()[:500], "settled_at": at}
    own = Call.objects.filter(climb=climb, result="")
    call = find_call(by)
    if by.rung is not None:
        own = own.filter(rung=by.rung)
    elif by.specialist is not None:
        own = own.filter(specialist_id=by.specialist)
    elif call is not None:
        own = own.filter(specialist_id=None, name=call.name)
    else:
        own = own.none()
    own.filter(made_at=None).update(result=Call.Result.DROPPED, settled_at=at)
    own.update(**told)
    Call.objects.filter(pk=by.call or 0).update(**told)
    record_deeds([make_deed(climb, "climb.declined", at=at, actor=by.actor, reason=told["answer"])])
    if climb.held_at is not None:
        let_go(climb)
        return move_on(climb, at=at)
    go_on([climb], at=at)
    return climb


def move_on(climb: Climb, *, at: datetime) -> Climb:
    """Call whoever comes next now; an alarm that goes on is repeated in its time."""
    climb.given_up = True
    keep(climb, clock=False)
    go_on([climb], at=at)
    return climb


def keep(climb: Climb, *, clock: bool = True) -> None:
    """Save how a climb goes on, and when it is looked at again."""
    if clock:
        set_alarm_clocks([climb], rungs_by_climb([climb]))
    climb.save(update_fields=GOING)


def lock_climb(climb: Climb) -> Climb:
    """Return a climb that nobody else changes now; refuse one that is over."""
    found = Climb.objects.select_for_update(no_key=True).get(pk=climb.pk)
    if found.ended_at is not None:
        raise Beyond(say_gone(found), who=found.taken_by or "-")
    return found


def say_gone(climb: Climb) -> StrOrPromise:
    """Return why there is nothing left to answer."""
    return _("This was taken over by {who} or has been settled; there is nothing left to do.")


def find_call(by: Answerer) -> Call | None:
    """Return the call that somebody answers."""
    return Call.objects.filter(pk=by.call).first() if by.call else None


def withdraw_climbs(
    owner: str, subjects: Iterable[int], *, at: datetime, grounds: Iterable[str] | None = None
) -> None:
    """End the climbs of these subjects, because what they were for has happened.

    With `grounds`, only those for one of these promises, or started on one of these grounds.
    """
    going_on = Climb.objects.filter(owner=owner, subject__in=list(subjects), ended_at=None)
    if grounds is not None:
        going_on = going_on.filter(matter__in=list(grounds))
    for climb in going_on.order_by("pk").select_for_update(no_key=True):
        is_held = climb.held_at is not None
        end_climb(climb, Climb.Outcome.TAKEN if is_held else Climb.Outcome.WITHDRAWN, at=at)
        climb.save(update_fields=GOING)
