"""The second factor: an app's codes, recovery codes, and which roles must have one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.codes import (
    find_step,
    make_recovery_code,
    read_digits,
    read_recovery_code,
)
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.sealing import seal, unseal
from permanence.world.accounts.models import Authenticator, Desk, Passkey, RecoveryCode, User
from permanence.world.accounts.queries import factors_of
from permanence.world.accounts.rules import ROLES

APP, RECOVERY = "totp", "recovery"
CODES = 10
DIGEST_SALT = "permanence.recovery"


class AppThere(Refusal):
    """A person has one app at most."""


class LastFactor(Refusal):
    """Whose role asks for a second factor keeps one."""


def add_app(user: User, *, secret: str, code: str, at: datetime) -> bool:
    """Let an app's codes open a log-in from now on, when one shows that it works."""
    step = find_step(secret, code, at=at, after=0)
    if step is None:
        return False
    _row, is_new = Authenticator.objects.get_or_create(
        user=user,
        defaults={"secret": seal(secret, purpose=APP), "last_step": step, "since": at},
    )
    if not is_new:
        raise AppThere(_("You have an authenticator app already."))
    return True


def accept_code(user: User, text: str, *, at: datetime) -> str:
    """Take a code once, and say what it was: of the app, for recovery, or nothing good."""
    code = read_digits(text)
    if code:
        return APP if accept_app_code(user, code, at=at) else ""
    spent = RecoveryCode.objects.filter(
        user=user, digest=digest_code(user, text), used_at=None
    ).update(used_at=at)
    return RECOVERY if spent else ""


def accept_app_code(user: User, code: str, *, at: datetime) -> bool:
    """Take a code of the app; of two who send the same at once, one is refused."""
    app = Authenticator.objects.filter(user=user).first()
    secret = unseal(app.secret, purpose=APP) if app else None
    if app is None or secret is None:
        return False
    step = find_step(secret, code, at=at, after=app.last_step)
    if step is None:
        return False
    return bool(Authenticator.objects.filter(pk=app.pk, last_step__lt=step).update(last_step=step))


def remove_app(user: User, *, is_demanded: bool) -> None:
    """Let the app's codes open nothing any more."""
    check_not_last(user, is_demanded=is_demanded)
    Authenticator.objects.filter(user=user).delete()
    drop_idle_codes(user)


def check_not_last(user: User, *, is_demanded: bool) -> None:
    """Refuse to take the last factor from whose role asks for one."""
    factors = factors_of(user)
    if is_demanded and factors.has_app + factors.passkeys <= 1:
        raise LastFactor(_("Your role asks for a second factor: set up another one first."))


def drop_idle_codes(user: User) -> None:
    """Take recovery codes away from whom nothing is left to recover."""
    if not factors_of(user):
        RecoveryCode.objects.filter(user=user).delete()


def remove_factors(user: User) -> bool:
    """Take everything away but the password; False when there was nothing."""
    had_any = bool(factors_of(user))
    for rows in (Authenticator, Passkey, RecoveryCode):
        rows.objects.filter(user=user).delete()
    return had_any


def give_codes(user: User) -> list[str]:
    """Return fresh recovery codes, which are told this once; those of before are void."""
    RecoveryCode.objects.filter(user=user).delete()
    codes = [make_recovery_code() for _number in range(CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=digest_code(user, code)) for code in codes
    )
    return codes


def digest_code(user: User, code: str) -> str:
    """Return what is kept of a recovery code: without the installation's key nobody can guess."""
    told = f"{user.pk} {read_recovery_code(code)}"
    return salted_hmac(DIGEST_SALT, told, algorithm="sha256").hexdigest()


def choose_strict_roles(desk: Desk, roles: Collection[str], *, by: Actor, at: datetime) -> None:
    """Ask for a second factor of whoever has one of these roles on a desk, and of nobody else."""
    held = Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
    chosen = [role for role in ROLES if role in roles]
    if chosen == held.strict_roles:
        return
    changes = {"strict_roles": [held.strict_roles, chosen]}
    held.strict_roles = chosen
    held.save(update_fields=["strict_roles"])
    record("desk.changed", f"desk:{desk.pk}", at=at, actor=by, desk=desk.pk, changes=changes)
