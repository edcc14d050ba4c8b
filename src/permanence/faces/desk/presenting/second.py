"""Second factors, as the account page and administrators see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.rights import role_names
from permanence.world.accounts.models import Authenticator, Desk, Specialist
from permanence.world.accounts.rules import Factors, demands_second_factor

Shown = dict[str, Any]


def say_factors(factors: Factors) -> str:
    """Return in a few words what somebody has besides the password."""
    parts = [_("authenticator app")] if factors.has_app else []
    if factors.passkeys:
        said = ngettext("%(count)s passkey", "%(count)s passkeys", factors.passkeys)
        parts.append(said % {"count": factors.passkeys})
    return ", ".join(parts)


def say_codes(factors: Factors) -> str:
    """Return how many recovery codes are left; nothing for whom there is nothing to recover."""
    if not factors:
        return ""
    left = factors.codes_left
    return ngettext("%(left)s code left", "%(left)s codes left", left) % {"left": left}


def show_own(factors: Factors, reader: Reader) -> Shown:
    """Return what the account page says of the reader's second factor."""
    return {
        "said": say_factors(factors),
        "must": reader.must_prove_more,
        "url": reverse("desk:second"),
    }


def show_app(app: Authenticator | None, reader: Reader) -> Shown | None:
    """Return the reader's app; None without one."""
    return show_instant(app.since, reader, name="since") if app else None


def show_colleagues(
    people: Sequence[tuple[Specialist, Sequence[str]]],
    factors: Mapping[int, Factors],
    *,
    desk: Desk,
    reader: Reader,
) -> list[Shown]:
    """Return who works on a desk, with what each has, and who must have something and has not."""
    names = role_names()
    return [
        {
            "name": one.name,
            "roles": ", ".join(names.get(role, role) for role in roles),
            "said": say_factors(factors[one.user_id]),
            "codes": say_codes(factors[one.user_id]),
            "missing": not factors[one.user_id] and demands_second_factor(roles, desk.strict_roles),
            "url": ""
            if one.pk == reader.specialist.pk or not factors[one.user_id]
            else f"{reverse('desk:second-loss', args=[one.pk])}?desk={desk.key}",
        }
        for one, roles in people
    ]
