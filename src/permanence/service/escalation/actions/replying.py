"""Answers by mail of those who were called."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from permanence.ground.lib.errors import Refusal
from permanence.service.escalation.actions.answering import (
    acknowledge_climb,
    decline_climb,
    pass_climb,
    take_climb,
)
from permanence.service.escalation.actions.tokens import answerer_of
from permanence.service.escalation.models import Call
from permanence.service.escalation.queries.climbs import calls_answered, rungs_above
from permanence.service.escalation.rules.replies import find_named, read_reply


def hear_replies(
    message_ids: Collection[str], *, address: str, text: str, at: datetime
) -> Call | None:
    """Do what a mail says that answers a call; None when it answers none, or says nothing known.

    Only the address that was called is heard. Who comes too late has been told so by the page that
    the same mail links to: their answer changes nothing.
    """
    call = next(
        (one for one in calls_answered(message_ids) if one.address.lower() == address.lower()), None
    )
    reply, reason = read_reply(text)
    if call is None or reply is None:
        return None
    by = answerer_of(call)
    try:
        if reply == "take":
            take_climb(call.climb, by, at=at)
        elif reply == "acknowledge":
            acknowledge_climb(call.climb, by, at=at)
        elif reply == "pass":
            rungs = [(one.position, one.office.values()) for one in rungs_above(call.climb)]
            pass_climb(call.climb, by, at=at, place=find_named(reason, rungs))
        else:
            decline_climb(call.climb, by, reason=reason, at=at)
    except Refusal:
        return None
    return call
