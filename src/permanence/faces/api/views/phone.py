"""What a phone provider asks while it calls somebody: what to say, and what a key means."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from permanence.faces.api.providers import provider_report
from permanence.ground.lib.clock import now
from permanence.ground.ways.actions.hearing import hear_end, hear_key
from permanence.ground.ways.actions.sealing import address_of_reports, open_secrets
from permanence.ground.ways.actions.speaking import write_script
from permanence.ground.ways.models import Call, Provider
from permanence.ground.ways.rules import Way
from permanence.ground.ways.rules.failing_over import Outcome, Result
from permanence.ground.ways.rules.spoken import is_signed, write_farewell, write_question

XML = "text/xml; charset=utf-8"
# How a provider says that a call ended; of any other word nothing is known yet.
ENDS = {
    "completed": Result.ANSWERED,
    "busy": Result.UNANSWERED,
    "no-answer": Result.UNANSWERED,
    "canceled": Result.FAILED,
    "failed": Result.FAILED,
}


@provider_report
def speak(request: HttpRequest, provider: Provider, call: int) -> HttpResponse:
    """Say what a call is for, and ask for a key."""
    found = find_call(request, provider, call)
    if found is None:
        return HttpResponse(status=403)
    key = f"{address_of_reports(provider)}calls/{found.pk}/key"
    return HttpResponse(write_question(write_script(found), key_address=key), content_type=XML)


@provider_report
def key(request: HttpRequest, provider: Provider, call: int) -> HttpResponse:
    """Take note of a key: 1 takes it over, 2 passes it on, any other asks again."""
    found = find_call(request, provider, call)
    if found is None:
        return HttpResponse(status=403)
    pressed = request.POST.get("Digits", "")[:1]
    hear_key(found, pressed, at=now())
    again = f"{address_of_reports(provider)}calls/{found.pk}"
    return HttpResponse(write_farewell(write_script(found), pressed, again=again), content_type=XML)


@provider_report
def end(request: HttpRequest, provider: Provider, call: int) -> HttpResponse:
    """Take note of how a call ended."""
    found = find_call(request, provider, call)
    if found is None:
        return HttpResponse(status=403)
    word = request.POST.get("CallStatus", "")[:40]
    result = ENDS.get(word)
    if result is not None:
        outside_id = request.POST.get("CallSid", "")
        hear_end(provider, outside_id, Outcome(result, word), at=now())
    return HttpResponse(status=204)


def find_call(request: HttpRequest, provider: Provider, number: int) -> Call | None:
    """Return the call that a provider asks about; None when its signature is not right."""
    address = settings.PUBLIC_URL + request.get_full_path()
    token = open_secrets(provider).get("token", "")
    signature = request.headers.get("X-Twilio-Signature", "")
    if not is_signed(address, request.POST.dict(), token, signature):
        return None
    tried = Call.objects.filter(pk=number, way=Way.VOICE, attempts__provider=provider)
    return tried.first()
