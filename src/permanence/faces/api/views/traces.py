"""What mail and fax servers tell of messages, kept in one transaction before the answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from permanence.faces.api.door import Door, read_bearer, too_often
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.service.trace.actions import note_refusal, take_events
from permanence.service.trace.queries import open_trace_source
from permanence.service.trace.rules.reading import LARGEST, Unreadable, read_events

DOOR = Door()


@csrf_exempt
@never_cache
@require_POST
def traces(request: HttpRequest) -> HttpResponse:
    """Take in the events of a source; who has no token learns nothing.

    All of a message is taken or nothing; a refused one says which lines are wrong, and why.
    """
    if stopped := DOOR.stop(request, largest=LARGEST):
        return stopped
    at = now()
    with house():
        source = open_trace_source(read_bearer(request), at=at)
        if source is None:
            return DOOR.send_away(request)
        if not DOOR.hears(source.pk):
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
