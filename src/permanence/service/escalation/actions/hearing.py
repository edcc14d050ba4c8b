"""What comes back of texts and phone calls: receipts, failures, keys and words of answer."""

from __future__ import annotations

from datetime import datetime

from permanence.ground.lib.errors import Refusal
from permanence.ground.ways.actions.answering import claim_answers
from permanence.ground.ways.rules import Answer, AnswerKind
from permanence.service.escalation.actions.answering import acknowledge_climb, decline_climb
from permanence.service.escalation.actions.calling import OWNER
from permanence.service.escalation.actions.going import note_failed
from permanence.service.escalation.actions.tokens import answerer_of
from permanence.service.escalation.models import Call, Climb


def settle_answers(*, at: datetime, most: int = 200) -> int:
    """Do what came back of texts and phone calls, each once; return how many."""
    answers = claim_answers(OWNER, at=at, most=most)
    for answer in answers:
        hear_answer(answer, at=at)
    return len(answers)


def hear_answer(answer: Answer, *, at: datetime) -> None:
    """Note what became of a call, and do what the person said."""
    found = Call.objects.filter(pk=answer.subject).values_list("climb", flat=True).first()
    if found is None:
        return
    Climb.objects.select_for_update(no_key=True).get(pk=found)
    call = Call.objects.select_related("climb", "rung").get(pk=answer.subject)
    if answer.kind == AnswerKind.DELIVERED:
        Call.objects.filter(pk=call.pk).update(answer=answer.text[:500])
    elif answer.kind == AnswerKind.FAILED:
        if not call.result:
            note_failed([(call, answer.text)], at=at)
    else:
        carry_out(call, answer, at=at)


def carry_out(call: Call, answer: Answer, *, at: datetime) -> None:
    """Do what somebody answered; who comes too late changes nothing."""
    by = answerer_of(call)
    try:
        if answer.kind == AnswerKind.ACKNOWLEDGED:
            acknowledge_climb(call.climb, by, at=at)
        else:
            decline_climb(call.climb, by, reason=answer.text or "2", at=at)
    except Refusal:
        return
    Call.objects.filter(pk=call.pk, answer="").update(answer=answer.text[:500])
