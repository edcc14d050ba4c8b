"""What a provider of SAML is told of this installation, and the answers that browsers post."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.desk.provider_addresses import address_of_metadata, address_of_posting
from permanence.faces.desk.views.arrivals import COOKIE, find_provider, refuse, welcome
from permanence.ground.lib.clock import now
from permanence.world.sign_on.actions import come_back_with_answer, keep_answer
from permanence.world.sign_on.models import Provider
from permanence.world.sign_on.rules import Fault, Kind, NotTrusted
from permanence.world.sign_on.rules.saml import write_metadata


@require_safe
def metadata(request: HttpRequest, key: str) -> HttpResponse:
    """Say what a provider has to know of this installation; it is no secret."""
    provider = find_provider(key, Kind.SAML)
    told = write_metadata(
        audience=address_of_metadata(provider), recipient=address_of_posting(provider)
    )
    return HttpResponse(told, content_type="application/samlmetadata+xml")


# The provider's page posts here, and has no token of ours: what is posted is only laid aside, and
# looked at when the same browser comes by itself.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest, key: str) -> HttpResponse:
    """Lay aside what a provider let a browser post; let in who then comes by themselves."""
    provider = find_provider(key, Kind.SAML)
    if request.method != "POST":
        return finish(request, provider)
    state = request.POST.get("RelayState", "")
    keep_answer(provider, state=state, answer=request.POST.get("SAMLResponse", ""), at=now())
    address = f"{reverse('desk:login-post', args=[key])}?{urlencode({'state': state})}"
    return HttpResponse(status=303, headers={"Location": address})


@sensitive_variables("secret")
def finish(request: HttpRequest, provider: Provider) -> HttpResponse:
    """Let in whom a provider vouches for, or say in words why not."""
    secret = request.COOKIES.get(COOKIE, "")
    try:
        if not provider.is_active:
            raise NotTrusted(Fault.SWITCHED_OFF)
        arrived = come_back_with_answer(
            provider,
            state=request.GET.get("state", ""),
            secret=secret,
            audience=address_of_metadata(provider),
            recipient=address_of_posting(provider),
            at=now(),
        )
        return welcome(request, provider, arrived)
    except NotTrusted as wrong:
        return refuse(request, provider, wrong)
