"""Keeping a passkey that a device has made, with all that goes along."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from permanence.faces.desk.factor_mails import tell_factor
from permanence.faces.desk.forms.second import PasskeyForm
from permanence.faces.desk.passkey_asking import read_answer, take_question
from permanence.faces.ui.sessions import whereabouts_of
from permanence.ground.lib.db import door
from permanence.world.accounts.actions import end_sessions, give_codes, note_log_in
from permanence.world.accounts.actions.passkeys import add_passkey
from permanence.world.accounts.models import User
from permanence.world.accounts.queries import factors_of
from permanence.world.accounts.rules import LogInAct


def take_passkey(request: HttpRequest, user: User, form: PasskeyForm, *, at: datetime) -> list[str]:
    """Keep the passkey of a valid form; return recovery codes to whoever has none yet.

    All other browsers are logged out when it is the first second factor.
    """
    state = take_question(request, at=at) or {}
    name = form.cleaned_data["name"]
    codes: list[str] = []
    with door(), form.acting():
        is_first = not factors_of(user)
        answer = read_answer(form.cleaned_data["credential"])
        add_passkey(user, name=name, state=state, answer=answer, at=at)
        if not factors_of(user).codes_left:
            codes = give_codes(user)
        if is_first:
            end_sessions(user, kept=request.session.session_key or "")
        where = whereabouts_of(request)
        note_log_in(user, LogInAct.PASSKEY_ADDED, at=at, where=where, name=name)
    if not form.errors:
        tell_factor(user, "passkey_added", at=at)
    return codes
