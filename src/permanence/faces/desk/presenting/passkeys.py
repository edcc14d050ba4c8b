"""Passkeys, as their owner sees them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from permanence.faces.desk.access import Reader
from permanence.faces.desk.passkey_asking import place_of_passkeys
from permanence.faces.desk.presenting.moments import show_instant
from permanence.world.accounts.models import Passkey

Shown = dict[str, Any]


def passkey_door(back: str) -> Shown:
    """Return what a page needs to offer a log-in by passkey."""
    return {
        "url": reverse("desk:passkey"),
        "ask_url": reverse("desk:passkey-ask"),
        "place": place_of_passkeys(),
        "back": back,
    }


def passkey_workshop(*, at_door: bool) -> Shown:
    """Return what a page needs to offer making a passkey: of who is logged in, or at the door."""
    name = "passkey-at-door" if at_door else "passkey-new"
    return {
        "url": reverse(f"desk:{name}"),
        "ask_url": reverse(f"desk:{name}-ask"),
        "place": place_of_passkeys(),
    }


def show_passkeys(passkeys: Sequence[Passkey], reader: Reader) -> list[Shown]:
    """Return the reader's passkeys, with when each was used last."""
    return [
        {
            **show_instant(one.since, reader, name="since"),
            **(show_instant(one.used_at, reader, name="used") if one.used_at else {}),
            "name": one.name,
            "doubted": one.doubted_at is not None,
            "url": reverse("desk:passkey-remove", args=[one.pk]),
        }
        for one in passkeys
    ]
