"""Setting up an authenticator app: a secret as QR code and text, and the first code it shows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from permanence.faces.desk.factor_mails import tell_factor
from permanence.faces.desk.forms.second import FirstCodeForm
from permanence.faces.desk.forms.shape import WRONG
from permanence.faces.desk.proving import TRIES_OF_CODES, hold_up
from permanence.faces.ui.sessions import whereabouts_of
from permanence.ground.lib.codes import address_of_secret, make_secret, read_digits
from permanence.ground.lib.db import door
from permanence.ground.lib.sealing import seal, unseal
from permanence.world.accounts.actions import (
    add_app,
    count_attempt,
    end_sessions,
    give_codes,
    note_log_in,
)
from permanence.world.accounts.models import User
from permanence.world.accounts.queries import factors_of
from permanence.world.accounts.rules import LogInAct

OFFERED = "offered"
ISSUER = "Permanence"
GROUP = 4


def offer_secret(request: HttpRequest) -> str:
    """Return the secret that this browser is being shown; it counts for nothing yet."""
    kept = request.session.get(OFFERED, "")
    secret = unseal(kept, purpose=OFFERED) if kept else None
    if secret is None:
        secret = make_secret()
        request.session[OFFERED] = seal(secret, purpose=OFFERED)
    return secret


def show_secret(secret: str, user: User) -> dict[str, Any]:
    """Return the secret as a picture for the phone's camera, and as text to type."""
    import segno  # noqa: PLC0415 -- one page draws codes

    address = address_of_secret(secret, account=user.email, issuer=ISSUER)
    picture = segno.make_qr(address, error="m")
    groups = [secret[start : start + GROUP] for start in range(0, len(secret), GROUP)]
    return {
        "picture": picture.svg_data_uri(scale=5, border=3, light="#fff", dark="#000"),
        "size": picture.symbol_size(scale=5, border=3)[0],
        "text": " ".join(groups),
        "address": address,
    }


def take_first_code(
    request: HttpRequest, user: User, form: FirstCodeForm, *, at: datetime
) -> tuple[list[str], int]:
    """Let the app count when its code is right; return fresh recovery codes and the status.

    Who has recovery codes already keeps them. All other browsers are logged out: they were let in
    with less.
    """
    with door(), form.acting():
        if count_attempt(f"second:{user.pk}", at=at) > TRIES_OF_CODES:
            return [], hold_up(request, user, form, at=at)
        code = read_digits(form.cleaned_data["code"])
        if not code or not add_app(user, secret=offer_secret(request), code=code, at=at):
            form.add_error("code", _("This is not the code that the app shows now."))
            return [], WRONG
        codes = [] if factors_of(user).codes_left else give_codes(user)
        end_sessions(user, kept=request.session.session_key or "")
        note_log_in(user, LogInAct.APP_ADDED, at=at, where=whereabouts_of(request))
    if form.errors:
        return [], form.status
    del request.session[OFFERED]
    tell_factor(user, "app_added", at=at)
    return codes, 200
