"""The way of a browser to a provider of log-ins, and back."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from permanence.faces.desk.entrance import go_on, safe_address
from permanence.faces.desk.leaving import keep_token
from permanence.faces.desk.presenting.sign_on import say_refusal
from permanence.faces.desk.provider_addresses import (
    address_of_metadata,
    address_of_posting,
    address_of_return,
)
from permanence.faces.ui.sessions import whereabouts_of
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.world.accounts.actions import count_attempt, note_log_in
from permanence.world.accounts.models import User
from permanence.world.accounts.rules import LogInAct
from permanence.world.sign_on.actions import (
    Admitted,
    Arrived,
    admit_person,
    come_back,
    set_out,
    set_out_with_request,
)
from permanence.world.sign_on.models import GOOD_FOR, Provider
from permanence.world.sign_on.rules import Fault, Kind, NotTrusted, counts_as_second

COOKIE = "sign-on"
DEPARTURES_OF_A_PLACE = 60
# What a provider said that an administrator has to know, and no visitor could have written.
TELLING = frozenset(
    {
        Fault.UNREACHABLE,
        Fault.REDIRECTED,
        Fault.INCOMPLETE,
        Fault.WRONG_CLIENT,
        Fault.CODE_REFUSED,
    }
)


@never_cache
@require_safe
def leave(request: HttpRequest, key: str) -> HttpResponse:
    """Send a browser to a provider, with a secret that only it has."""
    provider = find_provider(key)
    back = safe_address(request, request.GET.get("next", ""))
    try:
        check_departure(request, provider)
        address, secret = depart(provider, back=back)
    except NotTrusted as wrong:
        return refuse(request, provider, wrong)
    return keep_secret(HttpResponseRedirect(address), secret)


def depart(provider: Provider, *, back: str) -> tuple[str, str]:
    """Return where a browser goes, in the language of its provider, and its secret."""
    if provider.kind == Kind.SAML:
        return set_out_with_request(
            provider,
            audience=address_of_metadata(provider),
            recipient=address_of_posting(provider),
            back=back,
            at=now(),
        )
    return set_out(
        provider,
        callback=address_of_return(provider),
        back=back,
        language=get_language() or "",
        at=now(),
    )


@never_cache
@require_safe
@sensitive_variables("secret")
def come(request: HttpRequest, key: str) -> HttpResponse:
    """Let in whom a provider vouches for, or say in words why not."""
    provider = find_provider(key, Kind.OIDC)
    answer = {name: request.GET.get(name, "") for name in request.GET}
    secret = request.COOKIES.get(COOKIE, "")
    at = now()
    try:
        if not provider.is_active:
            raise NotTrusted(Fault.SWITCHED_OFF)
        arrived = come_back(
            provider, answer, secret=secret, callback=address_of_return(provider), at=at
        )
        return welcome(request, provider, arrived)
    except NotTrusted as wrong:
        return refuse(request, provider, wrong)


def find_provider(key: str, kind: Kind | None = None) -> Provider:
    """Return a provider, of a kind if one is named; 404 when there is none of that name."""
    with house():
        found = Provider.objects.filter(key=key).first()
    if found is None or (kind and found.kind != kind):
        raise Http404
    return found


def check_departure(request: HttpRequest, provider: Provider) -> None:
    """Refuse to set out to a provider that is switched off, and too often from one place."""
    if not provider.is_active:
        raise NotTrusted(Fault.SWITCHED_OFF)
    place = whereabouts_of(request).place
    if count_attempt(f"sign-on:place:{place}", at=now()) > DEPARTURES_OF_A_PLACE:
        raise NotTrusted(Fault.CROWDED)


def keep_secret(response: HttpResponse, secret: str) -> HttpResponse:
    """Let the browser keep what proves that it is the one that set out."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(GOOD_FOR.total_seconds()),
        path=reverse("desk:login"),
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def welcome(request: HttpRequest, provider: Provider, arrived: Arrived) -> HttpResponse:
    """Let somebody in whose log-in is found; a second factor may still be asked for."""
    at, how = now(), str(provider)
    with house():
        admitted = admit_person(provider, arrived.person, at=at)
    note_binding(request, admitted, how=how)
    response = go_on(
        request,
        admitted.user,
        how=how,
        at=at,
        back=arrived.back,
        is_both=counts_as_second(provider.card, arrived.person),
    )
    keep_token(request, arrived.token)
    return forget_secret(response)


def note_binding(request: HttpRequest, admitted: Admitted, *, how: str) -> None:
    """Write down that a log-in was made, or bound to somebody at a provider."""
    if admitted.is_bound:
        act = LogInAct.ADMITTED if admitted.is_new else LogInAct.BOUND
        note_log_in(admitted.user, act, at=now(), where=whereabouts_of(request), how=how)


def refuse(request: HttpRequest, provider: Provider, wrong: NotTrusted) -> HttpResponse:
    """Write down why somebody was not let in, and lead back to the log-in with the reason."""
    user = User.objects.filter(pk=wrong.user).first() if wrong.user else None
    act = LogInAct.HELD_UP if wrong.fault is Fault.CROWDED else LogInAct.REFUSED
    facts = {"how": str(provider), "reason": str(wrong.fault)}
    if wrong.fault in TELLING and wrong.detail:
        facts["detail"] = wrong.detail
    note_log_in(user, act, at=now(), where=whereabouts_of(request), **facts)
    messages.error(request, say_refusal(wrong.fault, provider=provider.name))
    return forget_secret(HttpResponseRedirect(reverse("desk:login")))


def forget_secret(response: HttpResponse) -> HttpResponse:
    """Let the browser forget its secret: it is good once."""
    response.delete_cookie(COOKIE, path=reverse("desk:login"))
    return response
