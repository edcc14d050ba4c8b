"""What monitoring posts: alerts, and that it lives. Kept in one transaction before the answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from permanence.faces.api.gate import Gate
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.service.alerts.actions import hear_delivery
from permanence.service.alerts.queries import open_source
from permanence.service.alerts.rules.reports import LARGEST, Unreadable
from permanence.service.alerts.rules.sources import Kind

# All who knock from one place, those of them whose token is wrong, and each source on its own.
PLACES, STRANGERS, SOURCES = Gate(most=6000), Gate(most=60), Gate(most=1200)
BEARER = "bearer "


@csrf_exempt
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def alerts(request: HttpRequest, source: int, token: str = "") -> HttpResponse:
    """Take in what a source reports; who has no token learns nothing.

    A refused report says why, so that whoever set the source up can read it in its log.
    """
    place = str(request.META.get("REMOTE_ADDR", ""))
    if not PLACES.opens(place):
        return too_often()
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return refuse(413, f"a message may have {LARGEST} bytes")
    at = now()
    with house():
        found = open_source(source, token or read_bearer(request), at=at)
        if found is None:
            return HttpResponse(status=401) if STRANGERS.opens(place) else too_often()
        if not SOURCES.opens(str(found.pk)):
            return too_often()
        if request.method != "POST" and found.kind != Kind.HEARTBEAT:
            return HttpResponse(status=405, headers={"Allow": "POST"})
        try:
            reading = hear_delivery(found, request.body, at=at)
        except Unreadable as wrong:
            return refuse(400, str(wrong))
    return JsonResponse({"alerts": len(reading.reports), "left_out": reading.left_out})


def read_bearer(request: HttpRequest) -> str:
    """Return the token of the header Authorization; nothing where there is none."""
    told = request.headers.get("Authorization", "")
    return told[len(BEARER) :].strip() if told.lower().startswith(BEARER) else ""


def refuse(status: int, reason: str) -> HttpResponse:
    """Return a refusal with its reason."""
    return JsonResponse({"error": reason}, status=status)


def too_often() -> HttpResponse:
    """Ask to come again in a minute."""
    return HttpResponse(status=429, headers={"Retry-After": "60"})
