"""Who reports to us: a provider that knows its secret address, and not too often."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from permanence.faces.api.gate import Gate
from permanence.ground.lib.db import house
from permanence.ground.ways.actions.sealing import is_token
from permanence.ground.ways.models import Provider

LARGEST = 64 * 1024
STRANGERS, PROVIDERS = Gate(most=60), Gate(most=1200)
View = Callable[..., HttpResponse]


def provider_report(view: View) -> View:
    """Let a view hear what a provider posts at its secret address; everybody else learns nothing.

    What is posted is kept by the view alone: it stands in no log and in no report of an error.
    """

    @csrf_exempt
    @never_cache
    @require_POST
    @sensitive_post_parameters()
    @wraps(view)
    def answer(request: HttpRequest, provider: int, token: str, **places: int) -> HttpResponse:
        stranger = str(request.META.get("REMOTE_ADDR", ""))
        if not PROVIDERS.opens(str(provider)):
            return HttpResponse(status=429, headers={"Retry-After": "60"})
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
            return HttpResponse(status=413)
        with house():
            found = Provider.objects.filter(pk=provider, ended_at=None).first()
            if found is None or not is_token(found, token):
                return HttpResponse(status=404 if STRANGERS.opens(stranger) else 429)
            return view(request, found, **places)

    return answer
