"""What mail and fax servers tell of messages, kept in one transaction before the answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from permanence.faces.api.gate import Gate
from permanence.faces.api.views.alerts import read_bearer, refuse, too_often
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.service.trace.actions import note_refusal, take_events
from permanence.service.trace.queries import open_trace_source
from permanence.service.trace.rules.reading import LARGEST, Unreadable, read_events

# All who knock from one place, those of them whose token is wrong, and each source on its own.
PLACES, STRANGERS, SOURCES = Gate(most=6000), Gate(most=60), Gate(most=1200)


@csrf_exempt
@never_cache
@require_POST
def traces(request: HttpRequest) -> HttpResponse:
    """Take in the events of a source; who has no token learns nothing.

    All of a message is taken or nothing; a refused one says which lines are wrong, and why.
    """
    place = str(request.META.get("REMOTE_ADDR", ""))
    if not PLACES.opens(place):
        return too_often()
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return refuse(413, f"a message may have {LARGEST} bytes")
    at = now()
    with house():
        source = open_trace_source(read_bearer(request), at=at)
        if source is None:
            return HttpResponse(status=401) if STRANGERS.opens(place) else too_often()
        if not SOURCES.opens(str(source.pk)):
            return too_often()
        try:
            taken = take_events(source, read_events(request.body, at=at), at=at)
        except Unreadable as wrong:
            note_refusal(source, wrong, at=at)
            return refuse_lines(wrong)
    told = {"taken": taken.taken, "known": taken.known, "passages": taken.passages}
    return JsonResponse(told, status=202)


def refuse_lines(wrong: Unreadable) -> HttpResponse:
    """Return a refusal with each bad line, counted from 1."""
    lines = [{"line": number, "error": fault} for number, fault in wrong.faults]
    return JsonResponse({"error": wrong.reason, "lines": lines}, status=400)
