"""What monitoring posts: alerts, and that it lives. Kept in one transaction before the answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from permanence.faces.api.door import Door, read_bearer, refuse, too_often
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.service.alerts.actions import hear_delivery
from permanence.service.alerts.queries import open_source
from permanence.service.alerts.rules.reports import LARGEST, Unreadable
from permanence.service.alerts.rules.sources import Kind

DOOR = Door()


@csrf_exempt
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def alerts(request: HttpRequest, source: int, token: str = "") -> HttpResponse:
    """Take in what a source reports; who has no token learns nothing.

    A refused report says why, so that whoever set the source up can read it in its log.
    """
    if stopped := DOOR.stop(request, largest=LARGEST):
        return stopped
    at = now()
    with house():
        found = open_source(source, token or read_bearer(request), at=at)
        if found is None:
            return DOOR.send_away(request)
        if not DOOR.hears(found.pk):
            return too_often()
        if request.method != "POST" and found.kind != Kind.HEARTBEAT:
            return HttpResponse(status=405, headers={"Allow": "POST"})
        try:
            reading = hear_delivery(found, request.body, at=at)
        except Unreadable as wrong:
            return refuse(400, str(wrong))
    return JsonResponse({"alerts": len(reading.reports), "left_out": reading.left_out})
