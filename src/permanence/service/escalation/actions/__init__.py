"""Starting climbs, letting them go on, and what those who are called answer."""

from permanence.service.escalation.actions.answering import (
    Beyond,
    acknowledge_climb,
    decline_climb,
    pass_climb,
    take_climb,
    withdraw_climbs,
)
from permanence.service.escalation.actions.going import settle_due_rungs, settle_failed_calls
from permanence.service.escalation.actions.hearing import settle_answers
from permanence.service.escalation.actions.replying import hear_replies
from permanence.service.escalation.actions.starting import brief_again, start_climbs
from permanence.service.escalation.actions.tokens import answerer_of, call_of_token, sign_call

__all__ = [
    "Beyond",
    "acknowledge_climb",
    "answerer_of",
    "brief_again",
    "call_of_token",
    "decline_climb",
    "hear_replies",
    "pass_climb",
    "settle_answers",
    "settle_due_rungs",
    "settle_failed_calls",
    "sign_call",
    "start_climbs",
    "take_climb",
    "withdraw_climbs",
]
