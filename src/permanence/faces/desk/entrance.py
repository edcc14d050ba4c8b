"""The way in: after the first factor, before the second, and the session that then begins.

Whoever finishes a first step (a password, single sign-on) calls `go_on`. Between the steps somebody
is known and not logged in: the session names nobody, so that no page lets them in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from permanence.faces.ui.language import COOKIE as LANGUAGE_COOKIE
from permanence.faces.ui.sessions import mark_session, whereabouts_of
from permanence.ground.lib.db import door, house
from permanence.world.accounts.actions import note_log_in
from permanence.world.accounts.models import User
from permanence.world.accounts.queries import factors_of, must_use_second_factor
from permanence.world.accounts.rules import LogInAct

PENDING = "pending"
PENDING_FOR = timedelta(minutes=10)
BACKEND = "permanence.faces.ui.sessions.KnownUsers"
YEAR = 365 * 24 * 3600
Answer = TypeVar("Answer", bound=HttpResponse)


@dataclass(frozen=True)
class Pending:
    """Somebody who has taken the first step: how, and where they were going."""

    user: User
    how: str
    back: str


def go_on(
    request: HttpRequest,
    user: User,
    *,
    how: str,
    at: datetime,
    back: str = "",
    is_both: bool = False,
) -> HttpResponseRedirect:
    """Let in who has proven enough; lead anybody else to the second factor, or to set one up.

    `how` is what the journal says: "password", "oidc:<key>". `is_both` tells that the step counts
    as both factors, as a passkey does.
    """
    if is_both:
        return let_in(request, user, how=how, at=at, back=back, is_strong=True)
    with door():
        factors = factors_of(user)
    with house():
        must_prove_more = must_use_second_factor(user)
    if not factors and not must_prove_more:
        return let_in(request, user, how=how, at=at, back=back, is_strong=False)
    begin_second_step(request, user, how=how, at=at, back=back)
    return HttpResponseRedirect(reverse("desk:second-step" if factors else "desk:second-setup"))


def begin_second_step(
    request: HttpRequest, user: User, *, how: str, at: datetime, back: str
) -> None:
    """Remember for ten minutes who has taken the first step; a log-in of before is over."""
    request.session.flush()
    request.session.set_expiry(int(PENDING_FOR.total_seconds()))
    request.session[PENDING] = {
        "user": user.pk,
        "how": how,
        "back": safe_address(request, back),
        "until": (at + PENDING_FOR).timestamp(),
        # A new password makes who knew the old one begin again.
        "mark": user.get_session_auth_hash(),
    }


def read_pending(request: HttpRequest, *, at: datetime) -> Pending | None:
    """Return who stands between the two steps; None when it was too long ago, or is void."""
    kept = request.session.get(PENDING)
    if not kept or at.timestamp() >= kept["until"]:
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or not constant_time_compare(kept["mark"], user.get_session_auth_hash()):
        return None
    return Pending(user, kept["how"], kept["back"])


def let_in(
    request: HttpRequest, user: User, *, how: str, at: datetime, back: str, is_strong: bool
) -> HttpResponseRedirect:
    """Begin a session, and lead to the page that was asked for."""
    open_session(request, user, how=how, at=at, is_strong=is_strong)
    address = safe_address(request, back) or reverse("desk:home")
    return remember_language(user, HttpResponseRedirect(address))


def open_session(
    request: HttpRequest, user: User, *, how: str, at: datetime, is_strong: bool
) -> None:
    """Log somebody in, in a fresh session, and write it down."""
    with door():
        request.session.flush()
        login(request, user, backend=BACKEND)
        mark_session(request, how=how, is_strong=is_strong)
        note_log_in(user, LogInAct.LOGGED_IN, at=at, where=whereabouts_of(request), how=how)


def safe_address(request: HttpRequest, address: str) -> str:
    """Return an address within this site, or nothing."""
    allowed = {request.get_host()}
    is_safe = url_has_allowed_host_and_scheme(address, allowed, require_https=request.is_secure())
    return address if is_safe else ""


def remember_language(user: User, response: Answer) -> Answer:
    """Let the browser ask in the reader's language from now on."""
    if user.language:
        response.set_cookie(LANGUAGE_COOKIE, user.language, max_age=YEAR, samesite="Lax")
    return response
