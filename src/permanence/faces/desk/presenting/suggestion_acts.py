"""The words for a suggestion that somebody had in view when they judged, or set aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.said import Said
from permanence.ground.journal.models import Act

Facts = Mapping[str, Any]


def say_shown(facts: Facts) -> list[str]:
    """Return what was suggested to whoever judged, if anything was."""
    if not facts.get("suggested"):
        return []
    return [_("suggested was: %(values)s") % {"values": say_values(facts["suggested"])}]


def say_set_aside(act: Act, facts: Facts, reader: Reader) -> Said:
    """Words for a suggestion that was set aside."""
    told = {
        "who": act.actor_name or "Permanence",
        "values": say_values(facts.get("suggested", {})),
    }
    return Said(_("%(who)s set the suggestion aside: %(values)s") % told, "cross", is_quiet=True)


def say_values(suggested: Facts) -> str:
    """Return suggested values in words."""
    told = {
        "severity": _("severity %(severity)s"),
        "level": _("level %(level)s"),
        "team": "%(team)s",
    }
    return " · ".join(text % suggested for axis, text in told.items() if suggested.get(axis))
