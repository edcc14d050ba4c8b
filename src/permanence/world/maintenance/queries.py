"""Which planned work touches what, now and then."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from permanence.world.accounts.models import Desk
from permanence.world.maintenance.models import Window, WindowComponent


def in_maintenance(component: int, at: datetime) -> bool:
    """Say whether planned work disturbs a component at an instant: its alarms are no news."""
    return bool(components_in_maintenance([component], at=at))


def components_in_maintenance(components: Collection[int], *, at: datetime) -> frozenset[int]:
    """Return those of the components that planned work disturbs at an instant."""
    under_way = Window.objects.under_way(at)
    rows = WindowComponent.objects.filter(component__in=components, window__in=under_way)
    return frozenset(rows.values_list("component_id", flat=True))


def windows_of(desk: Desk, *, at: datetime, most: int = 100) -> list[Window]:
    """Return the planned work of a desk that is not over, the next first, then what was."""
    rows = Window.objects.filter(desk=desk).prefetch_related("components")
    coming = list(rows.unended(at).order_by("starts_at", "pk")[:most])
    past = rows.exclude(pk__in=[one.pk for one in coming]).order_by("-starts_at", "-pk")
    return [*coming, *past[: most - len(coming)]]
