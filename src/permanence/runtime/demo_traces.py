"""Messages of the demo: what became of some of today's, as mail and fax servers tell it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from permanence.ground.journal.rules import Actor
from permanence.service.trace.actions import add_trace_source, take_events
from permanence.service.trace.rules.reading import read_events
from permanence.world.accounts.models import Desk, Specialist

MESSAGES: Final = Path(__file__).with_name("demo_traces.toml")
Told = Mapping[str, Any]


def bring_traces(desks: Mapping[str, Desk], *, by: Specialist, at: datetime) -> None:
    """Let the servers of the demo's messaging desk tell what became of messages."""
    actor = Actor(f"specialist:{by.pk}", by.name)
    told = tomllib.loads(MESSAGES.read_text(encoding="utf-8"))
    source, _token = add_trace_source(desks[told["desk"]].pk, told["source"], by=actor, at=at)
    lines = (
        json.dumps(event)
        for number, message in enumerate(told["message"], start=1)
        for event in tell_message(message, number, at=at)
    )
    take_events(source, read_events("\n".join(lines).encode(), at=at), at=at)


def tell_message(message: Told, number: int, *, at: datetime) -> Iterator[dict[str, Any]]:
    """Yield the events of one message as a server writes them; instants are seconds after it."""
    begins = at - timedelta(minutes=message["ago"])
    named = {key: message[key] for key in ("job", "message_id", "recipient") if key in message}
    said = {key: message[key] for key in ("sender", "method", "user_id", "component")}
    for place, event in enumerate(message["events"], start=1):
        instant = begins + timedelta(seconds=event["after"])
        if instant > at:
            break
        told = {key: value for key, value in event.items() if key not in {"after", "again"}}
        if "again" in event:
            told["next_try_at"] = (instant + timedelta(seconds=event["again"])).isoformat()
        first = said | {"direction": "outbound"} if place == 1 else {}
        yield {"id": f"{number}/{place}", "at": instant.isoformat(), **named, **first, **told}
