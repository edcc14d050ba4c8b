"""Codes and proofs that somebody types: counted, judged, and told in the log-in journal."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import check_password
from django.http import HttpRequest
from django.utils.translation import gettext as _

from permanence.faces.desk.forms.shape import WRONG, DeskForm
from permanence.faces.ui.sessions import whereabouts_of
from permanence.ground.lib.db import door
from permanence.world.accounts.actions import accept_code, count_attempt, note_log_in
from permanence.world.accounts.actions.second import RECOVERY
from permanence.world.accounts.models import User
from permanence.world.accounts.queries import factors_of
from permanence.world.accounts.rules import LogInAct

TRIES_OF_CODES, TRIES_OF_PROOFS = 10, 5
TOO_MANY = 429


def try_code(request: HttpRequest, user: User, form: DeskForm, *, at: datetime) -> tuple[str, int]:
    """Return what kind of good code stands in the form; without one, the status of the answer.

    Tries are counted before the code is looked at.
    """
    with door():
        if count_attempt(f"second:{user.pk}", at=at) > TRIES_OF_CODES:
            return "", hold_up(request, user, form, at=at)
        kind = accept_code(user, form.cleaned_data["code"], at=at)
        if not kind:
            note_log_in(user, LogInAct.CODE_REFUSED, at=at, where=whereabouts_of(request))
            form.add_error("code", _("This code is wrong, too old, or was used already."))
            return "", WRONG
        if kind == RECOVERY:
            note_spent(request, user, at=at)
    return kind, 200


def check_proof(request: HttpRequest, user: User, form: DeskForm, *, at: datetime) -> int:
    """Refuse who knows neither password nor code; return the status of the answer."""
    proof = form.cleaned_data["proof"]
    with door():
        if count_attempt(f"password:{user.pk}", at=at) > TRIES_OF_PROOFS:
            return hold_up(request, user, form, at=at)
        if user.has_usable_password() and check_password(proof, user.password):
            return 200
        kind = accept_code(user, proof, at=at)
        if not kind:
            note_log_in(user, LogInAct.CODE_REFUSED, at=at, where=whereabouts_of(request))
            form.add_error("proof", _("This is neither your password nor a good code."))
            return WRONG
        if kind == RECOVERY:
            note_spent(request, user, at=at)
    return 200


def hold_up(request: HttpRequest, user: User, form: DeskForm, *, at: datetime) -> int:
    """Say that somebody tried too often; return the status of the answer."""
    note_log_in(user, LogInAct.HELD_UP, at=at, where=whereabouts_of(request))
    form.add_error(None, _("Too many tries. Wait a quarter of an hour and try again."))
    return TOO_MANY


def note_spent(request: HttpRequest, user: User, *, at: datetime) -> None:
    """Write down that a recovery code was used, and how many are left."""
    left = factors_of(user).codes_left
    note_log_in(user, LogInAct.CODE_SPENT, at=at, where=whereabouts_of(request), left=left)
