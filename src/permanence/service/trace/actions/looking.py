"""Who looked for whose messages: every look-up stands in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from permanence.ground.journal.actions import record, record_read
from permanence.ground.journal.rules import Actor, Look
from permanence.service.trace.models import Passage


def note_search(
    desk: int,
    asked: Mapping[str, str],
    *,
    organisation: int | None = None,
    found: int,
    as_file: bool = False,
    by: Actor,
    at: datetime,
) -> None:
    """Record what somebody looked for, how much they found, and whether they took it away."""
    act = "trace.exported" if as_file else "trace.searched"
    told = {name: value for name, value in asked.items() if value}
    subject = f"traces:{desk}"
    record(
        act, subject, at=at, actor=by, desk=desk, organisation=organisation, asked=told, found=found
    )


def note_look(passage: Passage, *, by: Actor, at: datetime) -> None:
    """Record that somebody read the path of a message."""
    look = Look(f"passage:{passage.pk}", "trace", desk=passage.desk_id)
    record_read(look, actor=by, at=at)
