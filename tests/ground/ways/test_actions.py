"""Calls are posted by value, and what comes back is taken once."""

from __future__ import annotations

from datetime import datetime

from permanence.ground.ways.actions import claim_answers, post_calls
from permanence.ground.ways.actions.answering import note_answer
from permanence.ground.ways.models import Provider
from permanence.ground.ways.queries import attempts_of, ways_set_up
from permanence.ground.ways.rules import Answer, AnswerKind, NewCall, Way

CALL = NewCall("escalation.rung", 7, Way.SMS, "+441632960001", "en", "Request 123 is overdue.")


def test_what_comes_back_of_a_call_is_taken_once_by_its_owner(house: None, at: datetime) -> None:
    first, other = post_calls(
        [CALL, NewCall("somebody.else", 1, Way.SMS, "+441632960002", "en", "x")], at=at
    )
    note_answer(first, AnswerKind.DELIVERED, "accepted", at=at)
    note_answer(first, AnswerKind.ACKNOWLEDGED, "1", at=at)
    note_answer(first, AnswerKind.ACKNOWLEDGED, "1 again", at=at)
    note_answer(other, AnswerKind.FAILED, at=at)

    taken = claim_answers("escalation.rung", at=at)

    assert taken == [
        Answer(first.pk, 7, AnswerKind.DELIVERED, "accepted", at),
        Answer(first.pk, 7, AnswerKind.ACKNOWLEDGED, "1", at),
    ]
    assert claim_answers("escalation.rung", at=at) == []
    assert len(claim_answers("somebody.else", at=at)) == 1


def test_a_way_is_set_up_as_soon_as_somebody_carries_it(house: None, at: datetime) -> None:
    assert ways_set_up() == frozenset()

    Provider.objects.create(name="One", way=Way.SMS, kind="http", rank=1, nonce="x", made_at=at)
    Provider.objects.create(
        name="Own", way=Way.CHAT, kind="chat", rank=1, nonce="y", made_at=at, desk_id=2
    )

    assert ways_set_up() == {Way.SMS, Way.CHAT}
    assert ways_set_up(desk=1) == {Way.SMS}
    assert attempts_of("escalation.rung", [7]) == []
