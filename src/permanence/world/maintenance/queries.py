"""Which planned work touches what, now and then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from permanence.world.accounts.models import Desk
from permanence.world.maintenance.models import Window, WindowComponent
from permanence.world.maintenance.rules import UNDER_WAY, stage_of


@dataclass(frozen=True)
class Works:
    """The planned work on several components."""

    windows: Mapping[int, Sequence[Window]]

    def find(self, component: int | None, at: datetime) -> Window | None:
        """Return the work that disturbed a component at an instant; None without any."""
        told = self.windows.get(component, ()) if component else ()
        return next((one for one in told if stage_of(one.plan, at) in UNDER_WAY), None)


def works_on(components: Collection[int], *, since: datetime) -> Works:
    """Return the planned work that disturbed these components after an instant."""
    rows = WindowComponent.objects.filter(
        component__in=components, window__in=Window.objects.filter(cancelled_at=None).since(since)
    )
    found: dict[int, list[Window]] = defaultdict(list)
    for row in rows.select_related("window").order_by("window__starts_at", "window"):
        found[row.component_id].append(row.window)
    return Works(found)


def windows_of(desk: Desk, *, at: datetime, most: int = 100) -> list[Window]:
    """Return the planned work of a desk that is not over, the next first, then what was."""
    rows = Window.objects.filter(desk=desk).prefetch_related("components")
    coming = list(rows.unended(at).order_by("starts_at", "pk")[:most])
    past = rows.exclude(pk__in=[one.pk for one in coming]).order_by("-starts_at", "-pk")
    return [*coming, *past[: most - len(coming)]]
