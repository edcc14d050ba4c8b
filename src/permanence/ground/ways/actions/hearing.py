"""What providers report of their own: receipts, texts that people send back, keys of a phone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from permanence.ground.ways.actions.answering import clean_text, note_answer
from permanence.ground.ways.actions.delivering import end_phone_call
from permanence.ground.ways.actions.posting import post_calls
from permanence.ground.ways.models import Attempt, Call, Provider, Reply
from permanence.ground.ways.rules import AnswerKind, NewCall, Way
from permanence.ground.ways.rules.failing_over import REACHED, Outcome, Result
from permanence.ground.ways.rules.providers import read_phone
from permanence.ground.ways.rules.replies import KEYS, find_references, read_reply

ANSWERED_WITHIN = timedelta(days=2)
HINTS = "ways.hint"


def hear_receipt(
    provider: Provider, outside_id: str, kind: AnswerKind | None, word: str, *, at: datetime
) -> bool:
    """Take note of a provider's receipt; False when it names nothing that it carried."""
    attempt = find_attempt(provider, outside_id)
    if attempt is None:
        return False
    call = Call.objects.select_for_update(no_key=True).get(pk=attempt.call_id)
    told = {"receipt": clean_text(word), "receipt_at": at}
    if kind is None:
        Attempt.objects.filter(pk=attempt.pk).update(receipt=told["receipt"])
    elif kind is AnswerKind.DELIVERED:
        Attempt.objects.filter(pk=attempt.pk).update(**told, result=Result.ACCEPTED)
        Call.objects.filter(pk=call.pk).update(delivered_at=at, failed_at=None, ended_at=at)
        Provider.objects.filter(pk=provider.pk).update(failures=0, rests_until=None)
        note_answer(call, AnswerKind.DELIVERED, word, at=at)
    else:
        Attempt.objects.filter(pk=attempt.pk).update(**told, result=Result.REFUSED)
        hear_failure(call, word, at=at)
    return True


def find_attempt(provider: Provider, outside_id: str) -> Attempt | None:
    """Return the attempt that a provider knows by a key of its own."""
    if not outside_id:
        return None
    known = Attempt.objects.filter(provider=provider, outside_id=outside_id[:200])
    return known.order_by("-pk").first()


def hear_failure(call: Call, word: str, *, at: datetime) -> None:
    """Let the next provider try what one took and could not bring; say so when it is over."""
    if call.ended_at is None:
        Call.objects.filter(pk=call.pk).update(handed_at=None, next_try_at=at)
    elif call.delivered_at is None:
        Call.objects.filter(pk=call.pk).update(failed_at=at)
        note_answer(call, AnswerKind.FAILED, word, at=at)


def hear_text(
    provider: Provider, *, sender: str, text: str, replied_to: str = "", at: datetime
) -> Call | None:
    """Take note of what somebody sent back; None when nothing was sent to that number lately.

    Who says what nobody understands is told, once a call, what would be understood.
    """
    call = find_answered(provider, sender=sender, text=text, replied_to=replied_to, at=at)
    if call is None:
        return None
    kind = read_reply(text)
    if kind is not None:
        note_answer(call, kind, text, at=at)
        return call
    is_first = not Reply.objects.filter(call=call, kind="").exists()
    Reply.objects.create(
        call=call,
        organisation_id=call.organisation_id,
        kind="",
        text=clean_text(text),
        at=at,
        heard_at=at,
    )
    if is_first:
        post_calls([write_hint(call)], at=at)
    return call


def find_answered(
    provider: Provider, *, sender: str, text: str, replied_to: str, at: datetime
) -> Call | None:
    """Return the call that a text answers: by the provider's key, by the number, or the last."""
    attempt = find_attempt(provider, replied_to)
    if attempt is not None:
        return Call.objects.get(pk=attempt.call_id)
    number = read_phone(sender) or read_phone(f"+{sender.strip()}")
    if not number:
        return None
    sent = Call.objects.filter(
        address=number, way=Way.SMS, posted_at__gt=at - ANSWERED_WITHIN
    ).exclude(owner=HINTS)
    named = sent.filter(reference__in=find_references(text)) if find_references(text) else None
    found = named.order_by("-pk").first() if named is not None else None
    return found or sent.order_by("-pk").first()


def write_hint(call: Call) -> NewCall:
    """Return the text that says how a call is answered."""
    with translation.override(call.language):
        text = _("This was not understood. Reply 1 to take it over, 2 to pass it on.")
    return NewCall(
        HINTS,
        call.pk,
        Way.SMS,
        call.address,
        call.language,
        text,
        desk=call.desk_id,
        organisation=call.organisation_id,
    )


def hear_key(call: Call, key: str, *, at: datetime) -> AnswerKind | None:
    """Take note of a key that somebody pressed in a phone call; None for one that says nothing."""
    kind = KEYS.get(key)
    if kind is not None:
        note_answer(call, kind, key, at=at)
    return kind


def hear_end(provider: Provider, outside_id: str, outcome: Outcome, *, at: datetime) -> bool:
    """Take note of how a phone call ended that somebody else carries; False for one not theirs."""
    attempt = find_attempt(provider, outside_id)
    if attempt is None:
        return False
    call = Call.objects.select_for_update(no_key=True).get(pk=attempt.call_id)
    Attempt.objects.filter(pk=attempt.pk).update(
        result=outcome.result, receipt=clean_text(outcome.answer), receipt_at=at
    )
    if call.ended_at is not None:
        return True
    if outcome.result in REACHED:
        end_phone_call(call, outcome, at=at)
    else:
        Call.objects.filter(pk=call.pk).update(handed_at=None, next_try_at=at)
    return True
