"""Calling subscribers' programs: signed, tried again, and never inside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from permanence.ground.lib.lines import NoAnswer, call_address
from permanence.service.status.actions.subscribing import secret_of
from permanence.service.status.models import Delivery
from permanence.service.status.rules.hooks import judge_attempt, sign_body, write_body

HOLD = timedelta(minutes=2)
KEPT = timedelta(days=30)
LONGEST_ANSWER = 200


@dataclass(frozen=True)
class Call:
    """One attempt: where, under which secret, what."""

    delivery: int
    url: str
    secret: str
    body: bytes
    tries: int


@dataclass(frozen=True)
class Answer:
    """What came of an attempt; no status is no answer."""

    status: int | None
    text: str


def claim_calls(*, at: datetime, most: int = 20) -> list[Call]:
    """Take what is due, for a while."""
    rows = Delivery.objects.filter(due_at__lte=at).select_related("subscriber")
    claimed = rows.order_by("due_at", "pk").select_for_update(
        skip_locked=True, no_key=True, of=("self",)
    )[:most]
    calls = [
        Call(
            one.pk,
            one.subscriber.hook_url,
            secret_of(one.subscriber),
            write_body(one.body | {"delivery": one.pk}),
            one.tries + 1,
        )
        for one in claimed
    ]
    Delivery.objects.filter(pk__in=[one.delivery for one in calls]).update(
        due_at=at + HOLD, tries=F("tries") + 1, tried_at=at
    )
    return calls


def make_call(call: Call, *, at: datetime) -> Answer:
    """Call a program, and return what it answers; no transaction may be open meanwhile."""
    headers = {
        "Content-Type": "application/json",
        "Permanence-Delivery": str(call.delivery),
        "Permanence-Signature": sign_body(call.secret, call.body, at=at),
    }
    try:
        status, text = call_address(
            call.url, call.body, headers=headers, trusted=settings.WAY_HOSTS
        )
    except NoAnswer as wrong:
        return Answer(None, str(wrong)[:LONGEST_ANSWER])
    return Answer(status, f"{status} {text[:LONGEST_ANSWER].decode('utf-8', 'replace')}".strip())


def settle_call(call: Call, answer: Answer, *, at: datetime) -> None:
    """Keep what came of an attempt, and when the next one is."""
    outcome = judge_attempt(answer.status, tries=call.tries, at=at)
    Delivery.objects.filter(pk=call.delivery).update(
        due_at=outcome.again_at,
        answer=answer.text.replace("\x00", ""),
        arrived_at=at if outcome.arrived else None,
    )


def forget_calls(*, at: datetime) -> int:
    """Forget what was told long ago."""
    return Delivery.objects.filter(due_at=None, made_at__lt=at - KEPT).delete()[0]
