"""Carrying calls: one attempt of one provider after the other, each on the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Count, F

from permanence.ground.ways.actions.answering import clean_text, note_answer
from permanence.ground.ways.actions.sealing import address_of_reports, open_secrets
from permanence.ground.ways.actions.speaking import write_script
from permanence.ground.ways.models import Attempt, Call, Provider
from permanence.ground.ways.rules import AnswerKind, Way
from permanence.ground.ways.rules.failing_over import (
    BLAMED,
    CROWDED,
    MINUTE,
    REACHED,
    Candidate,
    Outcome,
    Result,
    choose_provider,
    next_round,
    rest_after,
    waits_for_room,
)
from permanence.ground.ways.rules.replies import KEYS
from permanence.ground.ways.rules.trial import Trial

# How long a worker may be with a call: then another one takes it up, as if this one had died.
HOLD: Mapping[str, timedelta] = {
    Way.SMS: timedelta(seconds=30),
    Way.CHAT: timedelta(seconds=30),
    Way.VOICE: timedelta(seconds=100),
}


def begin_attempts(ways: Collection[Way], *, at: datetime, most: int) -> tuple[list[Trial], int]:
    """Take calls whose time has come and choose who carries each; return also how many were taken.

    Calls for which nobody is left are given up, or put off until all are tried again.
    """
    calls = claim_calls(ways, at=at, most=most)
    if not calls:
        return [], 0
    close_open_attempts(calls, at=at)
    tried: dict[int, list[Attempt]] = defaultdict(list)
    for one in Attempt.objects.filter(call__in=calls).order_by("pk"):
        tried[one.call_id].append(one)
    providers = list(
        Provider.objects.filter(ended_at=None, way__in=[one.value for one in ways])
        .order_by("pk")
        .select_for_update(no_key=True)
    )
    carried = count_carried(providers, at=at)
    trials = []
    for call in calls:
        chosen = choose_for(call, providers, tried[call.pk], carried, at=at)
        if chosen is not None:
            carried[chosen.pk] = carried.get(chosen.pk, 0) + 1
            trials.append(begin_attempt(call, chosen, at=at))
    return trials, len(calls)


def claim_calls(ways: Collection[Way], *, at: datetime, most: int) -> list[Call]:
    """Take calls whose time has come; a worker that dies gives them back after a while."""
    claimed = list(
        Call.objects.due(at)
        .filter(way__in=[one.value for one in ways])
        .order_by("next_try_at", "pk")
        .select_for_update(skip_locked=True, no_key=True)[:most]
    )
    for call in claimed:
        call.next_try_at = at + HOLD[call.way]
    Call.objects.bulk_update(claimed, ["next_try_at"])
    return claimed


def close_open_attempts(calls: Sequence[Call], *, at: datetime) -> None:
    """Say of attempts that nobody ended that they are lost, and of unheard ones that they are.

    A call that was accepted comes here only when its receipt is overdue: its provider is blamed.
    """
    found = Attempt.objects.filter(call__in=calls)
    found.filter(ended_at=None).update(ended_at=at, result=Result.LOST)
    unheard = found.filter(result=Result.ACCEPTED, receipt_at=None)
    blamed = set(unheard.values_list("provider", flat=True))
    unheard.update(result=Result.SILENT)
    for number in sorted(blamed):
        blame_provider(number, at=at)


def count_carried(providers: Sequence[Provider], *, at: datetime) -> dict[int, int]:
    """Return how many attempts each provider had within the last minute, of those with a limit."""
    limited = [one.pk for one in providers if one.per_minute]
    rows = Attempt.objects.filter(provider__in=limited, started_at__gt=at - MINUTE)
    return dict(rows.values_list("provider").annotate(count=Count("pk")).order_by())


def choose_for(
    call: Call,
    providers: Sequence[Provider],
    tried: Sequence[Attempt],
    carried: Mapping[int, int],
    *,
    at: datetime,
) -> Provider | None:
    """Return who carries a call now; without anybody, settle what becomes of the call."""
    now = [one for one in tried if one.round == call.round]
    before = {one.provider_id for one in now}
    fit = sorted((one for one in providers if may_carry(one, call)), key=lambda one: one.rank)
    candidates = [
        Candidate(
            one.pk,
            one.rests_until,
            one.per_minute,
            carried.get(one.pk, 0),
            is_tried=one.pk in before,
        )
        for one in fit
    ]
    chosen = choose_provider(candidates, at=at)
    if chosen is not None:
        return next(one for one in fit if one.pk == chosen)
    if waits_for_room(candidates):
        put_off(call, at + CROWDED, round_=call.round)
    else:
        end_round(call, now, at=at)
    return None


def may_carry(provider: Provider, call: Call) -> bool:
    """Say whether a provider carries calls of this way and desk; a trial is for one alone."""
    if provider.way != call.way:
        return False
    if call.only_id is not None:
        return provider.pk == call.only_id
    return provider.desk_id is None or provider.desk_id == call.desk_id


def end_round(call: Call, tried: Sequence[Attempt], *, at: datetime) -> None:
    """Try all providers again later, or give a call up whose providers all failed."""
    results = [Result(one.result) for one in tried]
    again = None if call.only_id else next_round(results, round_=call.round, at=at)
    if again is not None:
        put_off(call, again, round_=call.round + 1)
        return
    if Result.SILENT in results:
        reason = "no receipt"
    else:
        reason = next((one.answer for one in reversed(tried) if one.answer), "no provider")
    Call.objects.filter(pk=call.pk).update(failed_at=at, ended_at=at)
    note_answer(call, AnswerKind.FAILED, reason, at=at)


def put_off(call: Call, until: datetime, *, round_: int) -> None:
    """Let a call be taken again at an instant."""
    Call.objects.filter(pk=call.pk).update(next_try_at=until, round=round_)


def begin_attempt(call: Call, provider: Provider, *, at: datetime) -> Trial:
    """Write down that a provider is asked, before it is; return what it is asked for."""
    attempt = Attempt.objects.create(
        call=call,
        organisation_id=call.organisation_id,
        provider=provider,
        provider_name=provider.name,
        round=call.round,
        started_at=at,
    )
    return Trial(
        attempt=attempt.pk,
        call=call.pk,
        provider=provider.pk,
        kind=provider.kind,
        way=call.way,
        address=call.address,
        language=call.language,
        text=call.text,
        started_at=at,
        spoken=call.spoken,
        reference=call.reference,
        callback=address_of_reports(provider),
        script=write_script(call) if call.way == Way.VOICE else None,
        settings=provider.settings,
        secrets=open_secrets(provider),
    )


def settle_attempt(trial: Trial, outcome: Outcome, *, at: datetime) -> None:
    """Write down what a provider answered; what failed goes to the next one at once."""
    call = Call.objects.select_for_update(no_key=True).get(pk=trial.call)
    Attempt.objects.filter(pk=trial.attempt).update(
        ended_at=at,
        result=outcome.result,
        answer=clean_text(outcome.answer),
        outside_id=clean_text(outcome.outside_id)[:200],
    )
    if outcome.result in REACHED:
        Provider.objects.filter(pk=trial.provider).update(failures=0, rests_until=None)
        settle_reached(call, trial, outcome, at=at)
        return
    if outcome.result in BLAMED:
        blame_provider(trial.provider, at=at)
    Call.objects.filter(pk=call.pk, ended_at=None).update(next_try_at=at)


def settle_reached(call: Call, trial: Trial, outcome: Outcome, *, at: datetime) -> None:
    """Say that a call is on its way, has arrived, or that nobody picked up."""
    if call.ended_at is not None:
        return  # a receipt was faster, or another worker
    if outcome.result is Result.ACCEPTED:
        within = Provider.objects.values_list("receipt_within", flat=True).get(pk=trial.provider)
        if within is not None:
            Call.objects.filter(pk=call.pk).update(handed_at=at, next_try_at=at + within)
            return
        Call.objects.filter(pk=call.pk).update(handed_at=at, ended_at=at)
        note_answer(call, AnswerKind.DELIVERED, "accepted", at=at)
        return
    end_phone_call(call, outcome, at=at)


def end_phone_call(call: Call, outcome: Outcome, *, at: datetime) -> None:
    """Say how a phone call went: which key was pressed, or that nobody picked up."""
    if outcome.result is Result.UNANSWERED:
        Call.objects.filter(pk=call.pk).update(failed_at=at, ended_at=at)
        note_answer(call, AnswerKind.FAILED, outcome.answer, at=at)
        return
    Call.objects.filter(pk=call.pk).update(handed_at=at, delivered_at=at, ended_at=at)
    note_answer(call, AnswerKind.DELIVERED, outcome.answer, at=at)
    if outcome.pressed in KEYS:
        note_answer(call, KEYS[outcome.pressed], outcome.pressed, at=at)


def blame_provider(number: int, *, at: datetime) -> None:
    """Let a provider that failed rest; the longer, the more often in a row."""
    failures = Provider.objects.values_list("failures", flat=True).get(pk=number) + 1
    Provider.objects.filter(pk=number).update(
        failures=F("failures") + 1, rests_until=at + rest_after(failures)
    )
