"""A path as it stood when somebody put it into a file: it outlives its events. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from permanence.service.trace.rules.events import Kind, Told
from permanence.service.trace.rules.folding import Hop, walk_hops


def freeze_hops(hops: Iterable[Hop]) -> list[dict[str, Any]]:
    """Return the events of a path as JSON, in their order."""
    return [freeze_event(one) for hop in hops for one in hop.events]


def freeze_event(one: Told) -> dict[str, Any]:
    """Return one event as JSON, without what says nothing."""
    told = {
        "id": one.uid,
        "at": one.at.isoformat(),
        "kind": str(one.kind),
        "host": one.host,
        "status": one.status,
        "reply": one.reply,
        "next_try_at": one.next_try_at.isoformat() if one.next_try_at else "",
        "facts": dict(one.facts),
    }
    return {name: value for name, value in told.items() if value}


def thaw_hops(events: Iterable[Mapping[str, Any]], *, recipient: str) -> list[Hop]:
    """Return the path that was frozen; nothing where it was taken away since."""
    return walk_hops(thaw_event(one, recipient) for one in events)


def thaw_event(told: Mapping[str, Any], recipient: str) -> Told:
    """Return one event that was frozen."""
    again = told.get("next_try_at", "")
    return Told(
        uid=told["id"],
        at=datetime.fromisoformat(told["at"]),
        kind=Kind(told["kind"]),
        recipient=recipient,
        host=told.get("host", ""),
        status=told.get("status", ""),
        reply=told.get("reply", ""),
        next_try_at=datetime.fromisoformat(again) if again else None,
        facts=told.get("facts", {}),
    )
