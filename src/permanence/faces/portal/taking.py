"""What a person who is called on a ladder does, and how the matter stands for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from permanence.faces.portal.promising import say_in_zone
from permanence.faces.ui.numbers import read_number
from permanence.ground.lib.clock import now
from permanence.ground.lib.errors import Refusal
from permanence.promises.terms.rules import say
from permanence.service.escalation.actions import (
    acknowledge_climb,
    answerer_of,
    decline_climb,
    pass_climb,
    take_climb,
)
from permanence.service.escalation.models import Call, Climb
from permanence.service.escalation.queries.climbs import rungs_above

Shown = dict[str, Any]


def answer_call(request: HttpRequest, call: Call) -> Refusal | None:
    """Do what the person chose; return why nothing was done."""
    at, by, act = now(), answerer_of(call), request.POST.get("act", "take")
    try:
        with transaction.atomic():
            if act == "acknowledge":
                acknowledge_climb(call.climb, by, at=at)
            elif act == "pass":
                place = read_number(request.POST.get("place", ""), digits=3)
                pass_climb(call.climb, by, at=at, place=place)
            elif act == "decline":
                decline_climb(call.climb, by, reason=request.POST.get("reason", ""), at=at)
            else:
                take_climb(call.climb, by, at=at)
    except Refusal as refusal:
        return refusal
    return None


def name_above(climb: Climb) -> list[tuple[int, str]]:
    """Return the contacts further up, by place and name, to whom a matter may be passed."""
    return [
        (one.position, say(one.office, get_language() or one.language, one.language))
        for one in rungs_above(climb)
    ]


def is_free(climb: Climb) -> bool:
    """Say whether a matter still waits for somebody."""
    return climb.ended_at is None and climb.held_at is None


def has_it(call: Call) -> bool:
    """Say whether the person who was called has the matter, or had it last."""
    return bool(call.climb.taken_by) and call.climb.held_call == call.pk


def describe_standing(call: Call, *, at: datetime, zone: ZoneInfo, may_read: bool) -> Shown:
    """Return how the matter of a call stands: who has it, and who is called next."""
    climb = call.climb
    return {
        "reason": climb.reason if may_read else "",
        "rung": call.name,
        "taken": say_outcome(call, at=at, zone=zone),
        "is_mine": climb.ended_at is None and has_it(call),
        "over": climb.ended_at is not None and not climb.taken_by,
        "next": say_next(call, at=at, zone=zone),
        "above": name_above(climb),
    }


def say_outcome(call: Call, *, at: datetime, zone: ZoneInfo) -> str:
    """Return who has it; empty while it is free, or was answered meanwhile."""
    climb = call.climb
    since = climb.held_at or climb.ended_at
    if not climb.taken_by or since is None:
        return ""
    when = say_in_zone(since, at=at, zone=zone)
    if has_it(call):
        return gettext("You took it over: %(when)s.") % {"when": when}
    return gettext("Taken over by %(who)s: %(when)s.") % {"who": climb.taken_by, "when": when}


def say_next(call: Call, *, at: datetime, zone: ZoneInfo) -> str:
    """Return who is called when this rung stays silent; empty for a rung that was left behind."""
    climb, rung = call.climb, call.rung
    if rung is None or climb.turn_until is None or rung.position != climb.position:
        return ""
    above = climb.rungs.filter(position=rung.position + 1).first()
    if above is None:
        return ""
    return gettext("Unanswered, it climbs to the next: %(who)s, %(when)s.") % {
        "who": say(above.office, get_language() or above.language, above.language),
        "when": say_in_zone(climb.turn_until, at=at, zone=zone),
    }
