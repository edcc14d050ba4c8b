"""A reader's own second factor: setting it up, taking it away, recovery codes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.app_setup import offer_secret, show_secret, take_first_code
from permanence.faces.desk.factor_mails import tell_factor
from permanence.faces.desk.forms.second import FirstCodeForm, ProofForm
from permanence.faces.desk.presenting.passkeys import show_passkeys
from permanence.faces.desk.presenting.second import show_app, show_own
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.proving import check_proof
from permanence.faces.ui.sessions import STRONG, whereabouts_of
from permanence.ground.lib.db import door
from permanence.world.accounts.actions import give_codes, note_log_in, remove_app
from permanence.world.accounts.models import Authenticator, Passkey
from permanence.world.accounts.queries import factors_of
from permanence.world.accounts.rules import LogInAct, Right


@never_cache
@require_safe
@staff_page(Right.READ_TICKETS)
def overview(request: StaffRequest) -> HttpResponse:
    """Show what the reader has besides the password, and what can be done with it."""
    user = request.reader.user
    with door():
        factors = factors_of(user)
        app = Authenticator.objects.filter(user=user).first()
        passkeys = list(Passkey.objects.filter(user=user).order_by("pk"))
    context = {
        "shell": build_shell(request, access.desk(request)),
        "second": show_own(factors, request.reader),
        "app": show_app(app, request.reader),
        "passkeys": show_passkeys(passkeys, request.reader),
        "codes_left": factors.codes_left,
    }
    return render(request, "desk/second.html", context)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_TICKETS)
def app(request: StaffRequest) -> HttpResponse:
    """Set up an authenticator app; it counts when it has shown one right code."""
    user, at = request.reader.user, request.reader.at
    with door():
        if factors_of(user).has_app:
            return HttpResponseRedirect(reverse("desk:second"))
    form = FirstCodeForm(request.POST or None)
    status = form.status
    if form.is_valid():
        codes, status = take_first_code(request, user, form, at=at)
        if not form.errors:
            request.session[STRONG] = True
            messages.success(request, _("The app is set up. All other browsers are logged out."))
            return show_codes(request, codes)
    context = {
        "shell": build_shell(request, access.desk(request)),
        "form": form,
        "secret": show_secret(offer_secret(request), user),
    }
    return render(request, "desk/second_app.html", context, status=status)


@never_cache
@sensitive_post_parameters("proof")
@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_TICKETS)
def app_remove(request: StaffRequest) -> HttpResponse:
    """Take the app away from who shows once more who they are."""
    user, at = request.reader.user, request.reader.at
    form = ProofForm(request.POST or None)
    status = form.status
    if form.is_valid():
        status = check_proof(request, user, form, at=at)
        if not form.errors:
            with door(), form.acting():
                remove_app(user, is_demanded=request.reader.must_prove_more)
                note_log_in(user, LogInAct.APP_REMOVED, at=at, where=whereabouts_of(request))
            status = form.status
        if not form.errors:
            tell_factor(user, "app_removed", at=at)
            messages.success(request, _("The app is removed. Its codes open nothing any more."))
            return HttpResponseRedirect(reverse("desk:second"))
    words = {
        "title": _("Remove the authenticator app"),
        "told": _(
            "Its codes open your log-in no more. Without any second factor, recovery codes go too."
        ),
        "submit": _("Remove the app"),
    }
    return answer_proof(request, form, words, status=status)


@never_cache
@sensitive_post_parameters("proof")
@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_TICKETS)
def codes(request: StaffRequest) -> HttpResponse:
    """Make new recovery codes for who shows once more who they are; the old ones are void."""
    user, at = request.reader.user, request.reader.at
    with door():
        if not factors_of(user):
            return HttpResponseRedirect(reverse("desk:second"))
    form = ProofForm(request.POST or None)
    status = form.status
    if form.is_valid():
        status = check_proof(request, user, form, at=at)
        if not form.errors:
            with door():
                fresh = give_codes(user)
                note_log_in(user, LogInAct.CODES_RENEWED, at=at, where=whereabouts_of(request))
            tell_factor(user, "codes_renewed", at=at)
            return show_codes(request, fresh)
    words = {
        "title": _("Make new recovery codes"),
        "told": _("The codes that you have until now are void from then on."),
        "submit": _("Make new codes"),
    }
    return answer_proof(request, form, words, status=status)


def show_codes(request: StaffRequest, codes: list[str]) -> HttpResponse:
    """Return recovery codes, this once; who kept those of before goes back to the overview."""
    if not codes:
        return HttpResponseRedirect(reverse("desk:second"))
    context = {"shell": build_shell(request, access.desk(request)), "codes": codes}
    return render(request, "desk/second_new_codes.html", context)


def answer_proof(
    request: StaffRequest, form: ProofForm, words: dict[str, Any], *, status: int
) -> HttpResponse:
    """Return the page that asks who it is before something is taken away."""
    context = {"shell": build_shell(request, access.desk(request)), "form": form, "words": words}
    return render(request, "desk/second_proof.html", context, status=status)
