"""The bell at the top of every page."""

from __future__ import annotations

from typing import Any

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest
from permanence.faces.ui.addresses import address_of
from permanence.world.attention.queries.notices import count_unread

Shown = dict[str, Any]
MOST_ON_BELL = 99


def show_bell(request: StaffRequest, *, count: int | None = None) -> Shown:
    """Return what `ui/parts/bell.html` reads; without a count that was read already it is asked."""
    if count is None:
        desks = [one.pk for one in access.desks(request)]
        count = count_unread(request.reader.specialist, desks=desks, most=MOST_ON_BELL + 1)
    return {
        "count": f"{MOST_ON_BELL}+" if count > MOST_ON_BELL else str(count or ""),
        "url": address_of("desk:notices"),
        "part_url": f"{address_of('desk:notices')}?part=bell",
        "topic": f"notices:{request.reader.specialist.pk}",
    }
