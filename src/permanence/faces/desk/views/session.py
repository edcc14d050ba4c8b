"""Logging in and out, and how a reader wants to see the desk."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import AccountForm, LogInForm
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.ui.language import COOKIE as LANGUAGE_COOKIE
from permanence.ground.lib.clock import now
from permanence.world.accounts.actions import choose_settings, count_attempt
from permanence.world.accounts.rules import Right

TRIES_OF_ADDRESS = 10
TRIES_OF_PLACE = 60
TOO_MANY = 429
YEAR = 365 * 24 * 3600


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Let a member of staff in; unknown, wrong and locked are answered alike."""
    back = safe_address(request, request.POST.get("next") or request.GET.get("next", ""))
    form = LogInForm(request.POST or None, initial={"next": back})
    status = 200
    if request.method == "POST":
        status = form.status if not form.is_valid() else enter(request, form)
        if not form.errors:
            return remember_language(request, HttpResponseRedirect(back or reverse("desk:home")))
    return render(request, "desk/login.html", {"form": form}, status=status)


def enter(request: HttpRequest, form: LogInForm) -> int:
    """Try the password and begin a fresh session; return the status of the answer.

    Tries are counted before the password is looked at, for known and unknown addresses alike.
    """
    address = form.cleaned_data["username"].strip().lower()
    if not may_try(address, str(request.META.get("REMOTE_ADDR", ""))):
        form.add_error(None, _("Too many tries. Wait a quarter of an hour and try again."))
        return TOO_MANY
    user = authenticate(request, username=address, password=form.cleaned_data["password"])
    if user is None:
        form.add_error(None, _("This address and password do not belong together."))
        return 422
    login(request, user)
    return 200


def may_try(address: str, place: str) -> bool:
    """Count a try under the address and under the place it came from; say whether it may go on."""
    at = now()
    of_address = count_attempt(f"login:address:{address}", at=at)
    of_place = count_attempt(f"login:place:{place}", at=at)
    return of_address <= TRIES_OF_ADDRESS and of_place <= TRIES_OF_PLACE


def safe_address(request: HttpRequest, address: str) -> str:
    """Return an address within this site, or nothing."""
    allowed = {request.get_host()}
    is_safe = url_has_allowed_host_and_scheme(address, allowed, require_https=request.is_secure())
    return address if is_safe else ""


def remember_language(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let the browser ask in the reader's language from now on."""
    language = getattr(request.user, "language", "")
    if language:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR, samesite="Lax")
    return response


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect(reverse("desk:login"))


@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_TICKETS)
def account(request: StaffRequest) -> HttpResponse:
    """Show and keep the reader's language, zone and theme."""
    user = request.reader.user
    kept = {"language": user.language, "zone": user.zone, "theme": user.theme}
    form = AccountForm(request.POST or None, initial=kept)
    if form.is_valid():
        with form.acting():
            choose_settings(user, **form.cleaned_data)
        with translation.override(user.language):
            messages.success(request, _("Your settings are kept."))
        response = remember_language(request, HttpResponseRedirect(reverse("desk:account")))
        response.delete_cookie("theme")
        return response
    shell = build_shell(request, access.desk(request))
    context = {"shell": shell, "form": form, "password": None}
    return render(request, "desk/account.html", context, status=form.status)
