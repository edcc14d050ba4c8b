"""A forgotten or first password: a link by mail, and the page that it leads to."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from permanence.faces.desk.forms import AddressForm, FreshPasswordForm
from permanence.faces.desk.password_links import send_reset
from permanence.faces.ui.sessions import whereabouts_of
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.world.accounts.actions import (
    choose_password,
    count_attempt,
    end_sessions,
    note_log_in,
    user_of_password_link,
)
from permanence.world.accounts.models import User
from permanence.world.accounts.rules import LogInAct

LINKS_OF_A_PLACE, LINKS_TO_AN_ADDRESS, TRIES_OF_A_PLACE = 20, 3, 60


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for an address and send a link there, saying the same whether it is known or not."""
    form = AddressForm(request.POST or None)
    asked = form.is_valid()
    if asked:
        send_link(request, form.cleaned_data["email"].strip().lower())
    context = {"form": None if asked else form, "sent": asked, "expired": False}
    return render(request, "desk/password_ask.html", context, status=form.status)


def send_link(request: HttpRequest, address: str) -> None:
    """Send a link to a known address, unless its place or the address had many already."""
    at, where = now(), whereabouts_of(request)
    of_place = count_attempt(f"password-link:place:{where.place}", at=at)
    of_address = count_attempt(f"password-link:address:{address}", at=at)
    if of_place > LINKS_OF_A_PLACE or of_address > LINKS_TO_AN_ADDRESS:
        return
    user = User.objects.filter(email=address, is_active=True).first()
    if user is None:
        return
    with house():
        is_sent = send_reset(user, at=at)
    if is_sent:
        note_log_in(user, LogInAct.LINK_SENT, at=at, where=where)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, token: str) -> HttpResponse:
    """Let whom the link was sent to choose a password, once; then they log in with it."""
    at, where = now(), whereabouts_of(request)
    is_crowded = count_attempt(f"password-choice:place:{where.place}", at=at) > TRIES_OF_A_PLACE
    user = None if is_crowded else user_of_password_link(token, at=at)
    if user is None:
        context = {"form": AddressForm(), "sent": False, "expired": True}
        return render(request, "desk/password_ask.html", context, status=410)
    is_first = not user.has_usable_password()
    form = FreshPasswordForm(request.POST or None)
    if form.is_valid():
        choose_password(user, form.cleaned_data["new"])
        end_sessions(user)
        act = LogInAct.JOINED if is_first else LogInAct.LINK_USED
        note_log_in(user, act, at=at, where=where)
        logout(request)
        messages.success(request, _("Your password is set. Sign in with it."))
        return HttpResponseRedirect(reverse("desk:login"))
    context = {"form": form, "address": user.email, "first": is_first}
    return render(request, "desk/password_choose.html", context, status=form.status)
