"""The words for what was done to a rota."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import say_moment_text, show_instant
from permanence.ground.journal.queries import last_acts

Shown = dict[str, Any]


def act_names() -> dict[str, str]:
    """Return what is said of each act on a rota."""
    return {
        "rota.added": _("Added"),
        "rota.changed": _("Changed"),
        "rota.named": _("Renamed"),
        "rota.retired": _("Retired"),
        "rota.returned": _("Brought back"),
        "rota.covered": _("Hours covered"),
        "rota.uncovered": _("Cover taken back"),
        "rota.swap_asked": _("Swap asked for"),
        "rota.swap_agreed": _("Swap agreed"),
        "rota.swap_declined": _("Swap declined"),
        "rota.swap_withdrawn": _("Question taken back"),
    }


def show_rota_history(rota: int, reader: Reader) -> list[Shown]:
    """Return who changed what on a rota, the newest first."""
    names = act_names()
    return [
        {
            **show_instant(act.at, reader),
            "who": act.actor_name or "Permanence",
            "what": " · ".join([names[act.act], *say_facts(act.facts, reader)]),
            "changes": [],
        }
        for act in last_acts(f"rota:{rota}")
        if act.act in names
    ]


def say_facts(facts: dict[str, Any], reader: Reader) -> list[str]:
    """Return who it was about, and from when until when."""
    people = [facts.get("person", ""), facts.get("asked", "")]
    ends = [say_moment_text(facts.get(key), reader) for key in ("from_at", "to_at")]
    hours = " – ".join(one for one in ends if one)
    return [one for one in [*people, hours] if one]
