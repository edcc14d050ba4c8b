"""The parts of a desk's service in words, and as the tree in which they stand."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from permanence.promises.contracts.queries import count_customers
from permanence.world.accounts.models import Desk
from permanence.world.catalogue.models import Component
from permanence.world.catalogue.queries import archived_components_of, components_of, needs_of
from permanence.world.catalogue.rules import ComponentKind, walk_tree

Shown = dict[str, Any]
DEEPEST: Final = 6


def name_components(desk: Desk, *, archived: bool = False) -> list[tuple[str, str]]:
    """Return the key and the name of each component of a desk, in its order."""
    rows = components_of(desk) + (archived_components_of(desk) if archived else [])
    return [(row.key, name_component(row, desk)) for row in rows]


def name_component(component: Component, desk: Desk) -> str:
    """Return what a component is called in the reader's language, or else in the desk's."""
    return component.name_in(get_language() or "en", otherwise=desk.default_language)


def component_kinds() -> dict[str, Any]:
    """Return what the kinds of component are called."""
    return {
        ComponentKind.PLATFORM: _("Platform"),
        ComponentKind.APPLICATION: _("Application"),
        ComponentKind.COMPONENT: _("Component"),
    }


def show_tree(desk: Desk, *, edits: bool, at: datetime) -> list[Shown]:
    """Return the catalogue as lines: each component under what does not work without it.

    What several need stands under each of them, and what it needs itself only the first time.
    """
    rows = {row.pk: row for row in components_of(desk)}
    needs = needs_of(rows)
    counts = count_customers(rows, at=at)
    lines = []
    for depth, number, came_before in walk_tree(needs, order=rows):
        row = rows[number]
        below = [name_component(rows[one], desk) for one in needs[number] if one in rows]
        lines.append(
            show_component(row, desk, edits=edits)
            | {
                "depth": min(depth, DEEPEST),
                "came_before": came_before,
                "needs": ", ".join(below),
                "customers": counts.get(number, 0),
            }
        )
    return lines


def show_component(row: Component, desk: Desk, *, edits: bool) -> Shown:
    """Return one component."""
    spoken = {code for code, name in row.names.items() if name}
    missing = [code for code, _name in settings.LANGUAGES if code not in spoken]
    return {
        "name": name_component(row, desk),
        "key": row.key,
        "kind": component_kinds()[ComponentKind(row.kind)],
        "is_public": row.is_public,
        "missing": ", ".join(missing),
        "edit_url": reverse("desk:component-edit", args=[row.pk]) if edits else "",
        "end_url": reverse("desk:component-end", args=[row.pk]) if edits else "",
    }
