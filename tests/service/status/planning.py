"""Planned work and public words in tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from permanence.ground.journal.rules import Actor
from permanence.service.status.actions.publishing import Words, draft_update, publish_update
from permanence.service.status.actions.refreshing import refresh_standings
from permanence.service.status.models import Page, Update
from permanence.world.catalogue.models import Component
from permanence.world.maintenance.actions import NewWindow, plan_window
from permanence.world.maintenance.models import Window
from tests.cast import World

HOUR = timedelta(hours=1)
LENA = Actor("specialist:9", "Lena Hartmann")


def public_component(world: World) -> Component:
    """Return the first component of the messaging desk that everybody may know of."""
    rows = Component.objects.filter(desk=world.messaging, is_public=True)
    return rows.order_by("position", "pk")[0]


def new_window(world: World, **said: Any) -> NewWindow:
    """Return work on one component that begins in two hours and lasts one."""
    told: dict[str, Any] = {
        "titles": {"en": "New storage", "fr": "Nouveau stockage"},
        "texts": {"en": "Faxes may arrive late."},
        "zone": "Europe/London",
        "starts_at": world.at + 2 * HOUR,
        "ends_at": world.at + 3 * HOUR,
        "components": [public_component(world).pk],
        "warned_before": HOUR,
    }
    return NewWindow(**told | said)


def plan(world: World, **said: Any) -> Window:
    """Return work that Lena planned."""
    return plan_window(world.messaging, new_window(world, **said), at=world.at, by=LENA)


def publish(world: World, incident: Any, text: str = "We look into it.", **said: Any) -> Update:
    """Return words for everybody that Lena wrote and approved."""
    told: dict[str, Any] = {
        "stage": "investigating",
        "texts": {"en": text},
        "titles": {"en": "Late faxes"},
    }
    draft = draft_update(incident, Words(**told | said), at=world.at, by=LENA)
    return publish_update(draft, at=world.at, by=LENA)


def measure(world: World, *, back: timedelta = timedelta(days=10)) -> None:
    """Let uptime be counted since some days ago, and make every standing as of now."""
    refresh_standings(at=world.at)
    Page.objects.update(measured_since=world.at - back)
    refresh_standings(at=world.at)
