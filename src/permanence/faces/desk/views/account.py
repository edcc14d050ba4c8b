"""A reader's own account: settings, password, the browsers let in, and what the journal tells."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.hashers import check_password
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.entrance import remember_language
from permanence.faces.desk.forms import AccountForm, PasswordForm
from permanence.faces.desk.presenting.browsers import BROWSER_COOKIE
from permanence.faces.desk.presenting.log_ins import show_lines, show_sessions
from permanence.faces.desk.presenting.presence import show_presence
from permanence.faces.desk.presenting.second import show_own
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.ui.sessions import whereabouts_of
from permanence.ground.lib.db import door, house
from permanence.world.accounts.actions import (
    choose_password,
    choose_settings,
    count_attempt,
    end_session,
    end_sessions,
    note_log_in,
)
from permanence.world.accounts.models import Session, User
from permanence.world.accounts.queries import factors_of, log_ins_of
from permanence.world.accounts.queries.presence import presences_of
from permanence.world.accounts.rules import LogInAct, Right
from permanence.world.attention.actions.pushing import forget_other_browsers

TRIES_OF_PASSWORD = 5
TOO_MANY = 429


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_TICKETS)
def account(request: StaffRequest) -> HttpResponse:
    """Show and keep the reader's language, zone, theme, density and dates."""
    user = request.reader.user
    form = AccountForm(request.POST or None, initial=settings_of(user))
    if form.is_valid():
        with form.acting():
            choose_settings(user, **form.cleaned_data)
        with translation.override(user.language):
            messages.success(request, _("Your settings are kept."))
        response = remember_language(user, HttpResponseRedirect(reverse("desk:account")))
        response.delete_cookie("theme")
        return response
    return answer_account(request, form=form, status=form.status)


@never_cache
@sensitive_post_parameters()
@require_POST
@staff_page(Right.READ_TICKETS)
def change_password(request: StaffRequest) -> HttpResponse:
    """Take a new password from who knows the old one; all other browsers are logged out."""
    user, at = request.reader.user, request.reader.at
    form = PasswordForm(request.POST)
    status = form.status
    if form.is_valid():
        status = check_old_password(request, form)
    if form.errors:
        return answer_account(request, password=form, status=status)
    with door():
        choose_password(user, form.cleaned_data["new"])
        update_session_auth_hash(request, user)
        end_sessions(user, kept=request.session.session_key or "")
        note_log_in(user, LogInAct.PASSWORD_CHANGED, at=at, where=whereabouts_of(request))
    with house():
        forget_other_browsers(user.pk, kept=request.COOKIES.get(BROWSER_COOKIE, ""))
    messages.success(request, _("Your password is changed. All other browsers are logged out."))
    return HttpResponseRedirect(reverse("desk:account"))


def settings_of(user: User) -> dict[str, Any]:
    """Return how a reader sees the desk now."""
    return {
        "language": user.language,
        "zone": user.zone,
        "theme": user.theme,
        "density": user.density,
        "dates": user.dates,
        "single_keys": user.single_keys,
    }


def check_old_password(request: StaffRequest, form: PasswordForm) -> int:
    """Refuse a wrong old password, and too many of them; return the status of the answer."""
    user, at = request.reader.user, request.reader.at
    with door():
        is_held_up = count_attempt(f"password:{user.pk}", at=at) > TRIES_OF_PASSWORD
        if not is_held_up and check_password(form.cleaned_data["old"], user.password):
            return 200
        act = LogInAct.HELD_UP if is_held_up else LogInAct.PASSWORD_REFUSED
        note_log_in(user, act, at=at, where=whereabouts_of(request))
    if is_held_up:
        form.add_error(None, _("Too many tries. Wait a quarter of an hour and try again."))
        return TOO_MANY
    form.add_error("old", _("This is not your password."))
    return 422


@require_POST
@staff_page(Right.READ_TICKETS)
def leave(request: StaffRequest) -> HttpResponse:
    """Log one browser out, or all but this one, at once."""
    user, at, handle = request.reader.user, request.reader.at, request.POST.get("session", "")
    where = whereabouts_of(request)
    with door():
        if handle:
            ended = int(end_session(user, handle=handle, at=at))
        else:
            ended = end_sessions(user, kept=request.session.session_key or "")
        if ended:
            act = LogInAct.SESSION_ENDED if handle else LogInAct.SESSIONS_ENDED
            note_log_in(user, act, at=at, where=where)
    if not handle:
        with house():
            forget_other_browsers(user.pk, kept=request.COOKIES.get(BROWSER_COOKIE, ""))
    done = ngettext("%(count)s browser is logged out.", "%(count)s browsers are logged out.", ended)
    messages.success(request, done % {"count": ended})
    return HttpResponseRedirect(reverse("desk:account") + "#sessions")


def answer_account(
    request: StaffRequest,
    *,
    form: AccountForm | None = None,
    password: PasswordForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the account page; a form given is one that came back wrong."""
    user, at = request.reader.user, request.reader.at
    own = request.reader.specialist.pk
    with door():
        sessions = list(Session.objects.of_user(user, at=at))
        lines = log_ins_of(user)
        factors = factors_of(user)
    context: dict[str, Any] = {
        "shell": build_shell(request, access.desk(request)),
        "form": form or AccountForm(initial=settings_of(user)),
        "password": {
            "form": password or PasswordForm(),
            "url": reverse("desk:account-password"),
        },
        "sessions": show_sessions(
            sessions, request.reader, current=request.session.session_key or ""
        ),
        "sessions_url": reverse("desk:account-sessions"),
        "lines": show_lines(lines, request.reader, names={}),
        "second": show_own(factors, request.reader),
        "roles_url": reverse("desk:roles"),
        "presence": show_presence(presences_of([own], at=at)[own], request.reader),
        "presence_url": reverse("desk:person-presence", args=[own]),
        "reach_url": reverse("desk:reach"),
    }
    return render(request, "desk/account.html", context, status=status)
