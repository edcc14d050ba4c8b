"""The words for what was done to the record of an installation, and for naming it on a ticket."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.said import Said
from permanence.faces.ui.environments.showing import Look, show_since
from permanence.faces.ui.environments.words import (
    HEADINGS,
    keeper_names,
    name_piece,
    place_names,
    purpose_names,
    say_worth,
)
from permanence.ground.journal.models import Act
from permanence.ground.journal.queries import last_acts
from permanence.world.catalogue.rules import Held

Shown = dict[str, Any]


def say_named(act: Act, facts: Mapping[str, Any], reader: Reader) -> Said:
    """Words for which installation a ticket is about."""
    told = {"who": act.actor_name, "name": facts.get("after") or facts.get("before", "")}
    if facts.get("after"):
        return Said(_("%(who)s said that it is about %(name)s") % told, "screen", is_quiet=True)
    return Said(_("%(who)s said that it is not about %(name)s") % told, "screen", is_quiet=True)


def show_record_history(subject: str, reader: Reader) -> list[Shown]:
    """Return who changed what in a record, and when, the newest first."""
    return [
        {
            **show_instant(act.at, reader),
            "who": act.actor_name or "Permanence",
            "what": say_record_act(act, reader),
            "changes": list_card_changes(act.facts.get("changes", {})),
        }
        for act in last_acts(subject)
    ]


def say_record_act(act: Act, reader: Reader) -> str:
    """Return what was done."""
    said = {
        "installation.added": _("Added"),
        "installation.changed": _("Changed"),
        "installation.confirmed": _("Confirmed as it stands"),
        "installation.retired": _("Put out of use"),
        "installation.restored": _("Taken into use again"),
    }
    if act.act in said:
        return said[act.act]
    told = tell_piece(act.facts, reader)
    if act.act == "installation.piece_struck":
        return _("Taken back: %(kind)s, %(name)s: %(worth)s") % told
    if told["since"]:
        return _("%(kind)s, %(name)s: %(worth)s, since %(since)s") % told
    return _("%(kind)s, %(name)s: %(worth)s") % told


def tell_piece(facts: Mapping[str, Any], reader: Reader) -> dict[str, str]:
    """Return a piece of the journal in the reader's words."""
    piece = Held(
        kind=facts["kind"],
        name=facts["name"],
        value=facts["value"],
        detail=facts["detail"],
        since=parse_since(facts["since"]),
        is_gone=facts["is_gone"],
    )
    look = Look(reader.at, reader.zone)
    return {
        "kind": str(HEADINGS[piece.kind]),
        "name": name_piece(piece),
        "worth": say_worth(piece),
        "since": show_since(piece.since, look, name="since")["since"],
    }


def parse_since(text: str | None) -> datetime | None:
    """Return an instant of the journal."""
    return datetime.fromisoformat(text) if text else None


def list_card_changes(changes: Mapping[str, Any]) -> list[Shown]:
    """Return each field that became different, as it was and as it is."""
    names = {
        "name": _("Name"),
        "product": _("Product or service"),
        "purpose": _("What it is for"),
        "runs_at": _("Where it runs"),
        "keeper": _("Who keeps this record"),
        "region": _("Region"),
        "zone": _("Time zone"),
        "notes": _("Notes"),
    }
    return [
        {"label": names.get(key, key), "was": say_field(key, was), "now": say_field(key, now)}
        for key, (was, now) in changes.items()
    ]


def say_field(key: str, value: Any) -> str:
    """Return what a field says; nothing is a dash."""
    if not value:
        return "—"
    words = {"purpose": purpose_names, "runs_at": place_names, "keeper": keeper_names}
    return words[key]().get(value, value) if key in words else str(value)
