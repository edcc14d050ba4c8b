"""Whether somebody is there, in words: beside their name, wherever it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.world.accounts.models import Absence
from permanence.world.accounts.rules.presence import Presence, Standing

Shown = dict[str, Any]


def say_presence(presence: Presence, reader: Reader) -> str:
    """Return whether somebody is there; of who is gone, until when and who stands in."""
    if presence.until is None:
        return _("here") if presence.standing == Standing.HERE else _("not here now")
    told = {"instant": say_moment(presence.until, reader), "name": presence.stand_in_name}
    if presence.standing == Standing.AWAY:
        return _("away until %(instant)s") % told
    if presence.stand_in_name:
        return _("out of office until %(instant)s, %(name)s stands in") % told
    return _("out of office until %(instant)s") % told


def show_presence(presence: Presence, reader: Reader) -> Shown:
    """Return somebody's presence as a mark with its words."""
    return {"standing": presence.standing.value, "text": say_presence(presence, reader)}


def name_with_presence(
    names: Mapping[int, str], gone: Mapping[int, Presence], reader: Reader
) -> dict[int, str]:
    """Return names for a choice; who is gone says so, everybody else is only named."""
    return {
        number: f"{name} · {say_presence(gone[number], reader)}" if number in gone else name
        for number, name in names.items()
    }


def list_absences(absences: Sequence[Absence], reader: Reader) -> list[Shown]:
    """Return the times in which somebody is not there that are not over."""
    kinds = {"away": _("Away"), "out": _("Out of office")}
    return [
        {
            **show_instant(one.from_at, reader, name="since"),
            **show_instant(one.to_at, reader, name="until"),
            "number": one.pk,
            "kind": kinds[one.kind],
            "stand_in": one.stand_in.name if one.stand_in else "",
        }
        for one in absences
    ]
