"""The second step of a log-in: a code, or setting up what will show codes from now on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from permanence.faces.desk.app_setup import offer_secret, show_secret, take_first_code
from permanence.faces.desk.entrance import (
    Pending,
    let_in,
    open_session,
    read_pending,
    remember_language,
)
from permanence.faces.desk.forms.second import CodeForm, FirstCodeForm, PasskeyForm
from permanence.faces.desk.presenting.passkeys import passkey_door, passkey_workshop
from permanence.faces.desk.proving import try_code
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import door
from permanence.world.accounts.actions.second import APP
from permanence.world.accounts.queries import factors_of


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Take a code from who has taken the first step, and only then let them in."""
    at = now()
    pending = read_pending(request, at=at)
    if pending is None:
        return HttpResponseRedirect(reverse("desk:login"))
    with door():
        factors = factors_of(pending.user)
    if not factors:
        return HttpResponseRedirect(reverse("desk:second-setup"))
    form = CodeForm(request.POST or None)
    status = form.status
    if form.is_valid():
        kind, status = try_code(request, pending.user, form, at=at)
        if kind:
            how = say_both(pending, kind)
            return let_in(request, pending.user, how=how, at=at, back=pending.back, is_strong=True)
    context = {"form": form, "address": pending.user.email, "factors": factors}
    if factors.passkeys:
        context["passkey"] = passkey_door(pending.back)
    return render(request, "desk/second_step.html", context, status=status)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def second_setup(request: HttpRequest) -> HttpResponse:
    """Let who must have a second factor set one up; nothing else is open to them before."""
    at = now()
    pending = read_pending(request, at=at)
    if pending is None:
        return HttpResponseRedirect(reverse("desk:login"))
    with door():
        if factors_of(pending.user):
            return HttpResponseRedirect(reverse("desk:second-step"))
    user = pending.user
    form = FirstCodeForm(request.POST or None)
    status = form.status
    if form.is_valid():
        codes, status = take_first_code(request, user, form, at=at)
        if not form.errors:
            open_session(request, user, how=say_both(pending, APP), at=at, is_strong=True)
            return show_codes_once(request, pending, codes)
    context = {
        "form": form,
        "address": user.email,
        "secret": show_secret(offer_secret(request), user),
        "passkey": passkey_workshop(at_door=True),
        "passkey_form": PasskeyForm(),
    }
    return render(request, "desk/second_setup.html", context, status=status)


def show_codes_once(request: HttpRequest, pending: Pending, codes: list[str]) -> HttpResponse:
    """Return the page of recovery codes, from which the way leads to the desk."""
    context = {"codes": codes, "onward": pending.back or reverse("desk:home")}
    response = render(request, "desk/second_codes.html", context)
    return remember_language(pending.user, response)


def say_both(pending: Pending, kind: str) -> str:
    """Return how somebody got in, by both steps."""
    return "+".join(part for part in (pending.how, kind) if part)
