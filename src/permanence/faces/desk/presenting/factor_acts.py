"""The words of the log-in journal for second factors, and for how somebody got in."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.world.accounts.models import LogInEvent
from permanence.world.accounts.rules import LogInAct

ALARMS: Final = frozenset(
    {
        LogInAct.CODE_REFUSED,
        LogInAct.CODE_SPENT,
        LogInAct.PASSKEY_REFUSED,
        LogInAct.PASSKEY_DOUBTED,
        LogInAct.FACTORS_REMOVED,
    }
)


def say_factor_act(line: LogInEvent) -> str:
    """Return what a line tells of a second factor; nothing when it tells of something else."""
    if line.act == LogInAct.CODE_SPENT:
        left = int(line.facts.get("left", 0))
        said = ngettext(
            "Recovery code used: %(left)s is left", "Recovery code used: %(left)s are left", left
        )
        return said % {"left": left}
    if line.act == LogInAct.FACTORS_REMOVED:
        return _("Second factor removed: %(reason)s") % {"reason": line.facts.get("reason", "")}
    return factor_words().get(line.act, "") % {"name": line.facts.get("name", "")}


def factor_words() -> dict[str, str]:
    """Return what the other acts are called."""
    return {
        LogInAct.APP_ADDED: _("Authenticator app set up"),
        LogInAct.APP_REMOVED: _("Authenticator app removed"),
        LogInAct.PASSKEY_ADDED: _("Passkey “%(name)s” added"),
        LogInAct.PASSKEY_REMOVED: _("Passkey “%(name)s” removed"),
        LogInAct.PASSKEY_REFUSED: _("Passkey refused"),
        LogInAct.PASSKEY_DOUBTED: _("Passkey “%(name)s” refused: it seems to have been copied"),
        LogInAct.CODE_REFUSED: _("Code refused"),
        LogInAct.CODES_RENEWED: _("New recovery codes made"),
    }


def say_way(how: str) -> str:
    """Return by what somebody got in, part by part; nothing for a line that does not tell."""
    return ", ".join(say_part(part) for part in how.split("+") if part)


def say_part(part: str) -> str:
    """Return one part of a log-in in words; single sign-on names its provider."""
    ways = {
        "password": _("password"),
        "totp": _("code"),
        "recovery": _("recovery code"),
        "passkey": _("passkey"),
    }
    kind, _colon, provider = part.partition(":")
    if provider:
        return _("single sign-on (%(provider)s)") % {"provider": provider}
    return ways.get(kind, kind)
