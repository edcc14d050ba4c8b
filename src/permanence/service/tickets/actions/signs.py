"""Keeping a desk's own book of signs: each save is a version, and stands in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.tickets.models import SignsVersion
from permanence.service.tickets.queries.signs import shipped_signs, signs_told
from permanence.service.tickets.rules.sign_editing import compare_books
from permanence.service.tickets.rules.signs import WrongSigns, make_book
from permanence.world.accounts.models import Desk


class SignsChanged(Refusal):
    """Somebody else has saved another version since this one was looked at."""


class WrongBook(Refusal):
    """A book of signs that says what it cannot mean."""


def save_signs(
    desk: Desk, told: Mapping[str, Any], *, ordered_by: str, seen: int, by: Actor, at: datetime
) -> int:
    """Keep a book of signs as a new version; return the number of the one that holds.

    `seen` is the version that was looked at, 0 for the shipped one. What waits for a suggestion is
    looked at by it from now on; what was suggested stays.
    """
    try:
        make_book(told)
    except WrongSigns as wrong:
        raise WrongBook(_("This cannot be looked for: {why}."), why=str(wrong)) from wrong
    Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
    number, before = signs_told(desk, ordered_by)
    if number != seen:
        raise SignsChanged(_("Somebody else has changed the signs meanwhile: look at them again."))
    changes = compare_books(before, told)
    if not changes:
        return number
    SignsVersion.objects.create(
        desk=desk, number=number + 1, book=dict(told), saved_at=at, saved_by=by.name
    )
    record(
        "signs.saved",
        f"desk:{desk.key}",
        at=at,
        actor=by,
        desk=desk.pk,
        number=number + 1,
        changes=changes,
    )
    return number + 1


def restore_signs(
    desk: Desk, number: int, *, ordered_by: str, seen: int, by: Actor, at: datetime
) -> int:
    """Let an earlier version hold again, as a new one; 0 are the signs that are shipped."""
    if number == 0:
        told = shipped_signs(desk, ordered_by)
    else:
        told = SignsVersion.objects.get(desk=desk, number=number).book
    return save_signs(desk, told, ordered_by=ordered_by, seen=seen, by=by, at=at)
