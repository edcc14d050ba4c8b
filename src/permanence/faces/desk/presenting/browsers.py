"""The browsers in which somebody is told when no page is open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.urls import reverse

from permanence.faces.desk.access import StaffRequest
from permanence.faces.desk.presenting.log_ins import say_device
from permanence.faces.desk.presenting.moments import show_instant
from permanence.world.attention.actions.pushing import push_keys
from permanence.world.attention.queries.pushing import browsers_of

Shown = dict[str, Any]
BROWSER_COOKIE: Final = "browser"
KEPT_FOR: Final = timedelta(days=400)


def show_browsers(request: StaffRequest) -> Shown:
    """Return what `desk/parts/browsers.html` reads."""
    reader, handle = request.reader, request.COOKIES.get(BROWSER_COOKIE, "")
    rows = browsers_of(reader.specialist)
    return {
        "key": push_keys(at=reader.at)[1],
        "worker_url": reverse("desk:worker"),
        "keep_url": reverse("desk:browser-keep"),
        "try_url": reverse("desk:browsers-try") if rows else "",
        "is_here": any(one.handle == handle for one in rows),
        "rows": [
            {
                **show_instant(one.since, reader, name="since"),
                **(show_instant(one.told_at, reader, name="told") if one.told_at else {}),
                "device": say_device(one.device),
                "current": one.handle == handle,
                "remove_url": reverse("desk:browser-remove", args=[one.pk]),
            }
            for one in rows
        ],
    }
