"""Logging in and out; both are written in the log-in journal."""

from __future__ import annotations

from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from permanence.faces.desk.entrance import go_on, safe_address
from permanence.faces.desk.forms import LogInForm
from permanence.faces.desk.leaving import address_to_leave
from permanence.faces.desk.presenting.browsers import BROWSER_COOKIE
from permanence.faces.desk.presenting.passkeys import passkey_door
from permanence.faces.desk.presenting.sign_on import list_ways_in
from permanence.faces.ui.sessions import whereabouts_of
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.world.accounts.actions import count_attempt, note_log_in
from permanence.world.accounts.models import User
from permanence.world.accounts.rules import LogInAct
from permanence.world.attention.actions.pushing import forget_browser_left

TRIES_OF_ADDRESS = 10
TRIES_OF_PLACE = 60
TOO_MANY = 429


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Let a member of staff in; unknown, wrong and locked are answered alike."""
    back = safe_address(request, request.POST.get("next") or request.GET.get("next", ""))
    form = LogInForm(request.POST or None, initial={"next": back})
    status = form.status
    if request.method == "POST" and form.is_valid():
        user, status = try_password(request, form)
        if user is not None:
            return go_on(request, user, how="password", at=now(), back=back)
    context = {"form": form, "ways_in": list_ways_in(back), "passkey": passkey_door(back)}
    return render(request, "desk/login.html", context, status=status)


def try_password(request: HttpRequest, form: LogInForm) -> tuple[User | None, int]:
    """Return whose the password is; without anybody, the status of the answer.

    Tries are counted before the password is looked at, for known and unknown addresses alike.
    """
    address = form.cleaned_data["username"].strip().lower()
    known = User.objects.filter(email=address).first()
    if not may_try(address, str(request.META.get("REMOTE_ADDR", ""))):
        note(request, known, LogInAct.HELD_UP)
        form.add_error(None, _("Too many tries. Wait a quarter of an hour and try again."))
        return None, TOO_MANY
    user = authenticate(request, username=address, password=form.cleaned_data["password"])
    if not isinstance(user, User):
        note(request, known, LogInAct.REFUSED)
        form.add_error(None, _("This address and password do not belong together."))
        return None, 422
    return user, 200


def note(request: HttpRequest, user: User | None, act: LogInAct) -> None:
    """Write down who did what in the log-in journal, and from where."""
    note_log_in(user, act, at=now(), where=whereabouts_of(request))


def may_try(address: str, place: str) -> bool:
    """Count a try under the address and under the place it came from; say whether it may go on."""
    at = now()
    of_address = count_attempt(f"login:address:{address}", at=at)
    of_place = count_attempt(f"login:place:{place}", at=at)
    return of_address <= TRIES_OF_ADDRESS and of_place <= TRIES_OF_PLACE


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if isinstance(request.user, User):
        note(request, request.user, LogInAct.LOGGED_OUT)
    provider, address = address_to_leave(request)
    with house():
        forget_browser_left(request.COOKIES.get(BROWSER_COOKIE, ""))
    logout(request)
    if address:
        context = {"provider": provider, "url": address}
        return render(request, "desk/logged_out.html", context)
    return HttpResponseRedirect(reverse("desk:login"))
