"""The words for what was done to the catalogue of a desk's service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.components import component_kinds, name_component
from permanence.faces.desk.presenting.moments import show_instant
from permanence.ground.journal.models import Act
from permanence.world.accounts.models import Desk
from permanence.world.catalogue.models import Component

Shown = dict[str, Any]
SHOWN: Final = 12


def show_catalogue_history(desk: Desk, reader: Reader) -> list[Shown]:
    """Return who changed what in the catalogue last, and when."""
    rows = {f"component:{row.pk}": row for row in Component.objects.filter(desk=desk)}
    acts = Act.objects.filter(subject__in=rows).order_by("-at", "-id")[:SHOWN]
    return [
        {
            **show_instant(act.at, reader),
            "who": act.actor_name or "Permanence",
            "what": f"{name_component(rows[act.subject], desk)}: "
            f"{say_component_act(act.act, act.facts)}",
            "changes": list_changes(act.facts.get("changes", {})),
        }
        for act in acts
    ]


def say_component_act(act: str, facts: Mapping[str, Any]) -> str:
    """Return what was done to a component."""
    said = {
        "component.added": _("Added"),
        "component.changed": _("Changed"),
        "component.archived": _("Archived"),
        "component.restored": _("Taken into use again"),
    }
    if act in said:
        return said[act]
    told = []
    if added := facts.get("added"):
        told.append(_("now needs %(names)s") % {"names": ", ".join(added)})
    if dropped := facts.get("dropped"):
        told.append(_("no longer needs %(names)s") % {"names": ", ".join(dropped)})
    return "; ".join(told) or act


def list_changes(changes: Mapping[str, Any]) -> list[Shown]:
    """Return each thing that was changed of a component, as it was and as it is."""
    labels = {
        "names": _("Name"),
        "kind": _("Kind"),
        "is_public": _("Anybody may read of it"),
        "position": _("Place in the list"),
    }
    return [
        {"label": label, "was": say_value(changes[name][0]), "now": say_value(changes[name][1])}
        for name, label in labels.items()
        if name in changes
    ]


def say_value(value: object) -> str:
    """Return one value of a component's record in words."""
    if isinstance(value, Mapping):
        return " · ".join(f"{code}: {name}" for code, name in sorted(value.items()))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    kinds: dict[str, str] = {str(kind): str(name) for kind, name in component_kinds().items()}
    return kinds.get(str(value), str(value))
