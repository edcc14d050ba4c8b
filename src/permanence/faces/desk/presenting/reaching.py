"""How somebody is reached, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.world.attention.models import ReachWay
from permanence.world.attention.rules.reaching import By

Shown = dict[str, Any]


def by_names() -> dict[str, str]:
    """Return by what somebody can be reached."""
    return {
        By.PUSH: _("Message to closed browsers"),
        By.MAIL: _("Mail to your own address"),
        By.SMS: _("SMS"),
        By.CHAT: _("Chat"),
        By.VOICE: _("Phone call"),
    }


def show_reach(rows: Iterable[ReachWay]) -> list[Shown]:
    """Return the ways to somebody in their order."""
    names = by_names()
    return [
        {
            "number": row.pk,
            "name": names[row.way],
            "address": row.address,
            "after": say_after(round(row.after.total_seconds() / 60)),
            "is_proven": row.proven_at is not None,
        }
        for row in rows
    ]


def say_after(minutes: int) -> str:
    """Return how long after a call somebody is reached."""
    if not minutes:
        return _("at once")
    return ngettext("after %(count)s minute", "after %(count)s minutes", minutes) % {
        "count": minutes
    }
