"""Writing the journal, in the transaction of the act itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from permanence.ground.journal.models import Act
from permanence.ground.journal.rules import SYSTEM, Actor, Deed, Look, sitting_of
from permanence.ground.lib.prepared import planned_cursor
from permanence.ground.lib.rows import insert_rows

COUNT_READ = """
insert into journal_access
 (actor, actor_name, subject, what, way, desk_id, sitting, first_at, last_at, reads)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, 1)
on conflict (actor, subject, what, way, sitting)
do update set reads = journal_access.reads + 1, last_at = excluded.last_at
"""
# A page that only shows does not wait for the disk; of what is confidential no look is lost.
WAIT_FOR_DISK = "select set_config('synchronous_commit', 'on', true)"


def record(
    act: str,
    subject: str,
    *,
    at: datetime,
    actor: Actor = SYSTEM,
    desk: int | None = None,
    organisation: int | None = None,
    **facts: object,
) -> None:
    """Record one act in the transaction that carries it out."""
    record_deeds([Deed(act, subject, at, actor, desk, organisation, facts)])


def record_deeds(deeds: Iterable[Deed]) -> None:
    """Record many acts at once, in their order."""
    insert_rows(
        Act,
        [
            {
                "at": deed.at,
                "act": deed.act,
                "subject": deed.subject,
                "actor": deed.actor.key,
                "actor_name": deed.actor.name,
                "desk_id": deed.desk,
                "organisation_id": deed.organisation,
                "facts": dict(deed.facts),
            }
            for deed in deeds
        ],
    )


def record_read(look: Look, *, actor: Actor, at: datetime) -> None:
    """Keep that a member of staff looked at customer data: one row a sitting (SPEC C6)."""
    facts = [actor.key, actor.name, look.subject, look.what, look.way, look.desk]
    with planned_cursor() as cursor:
        if look.way:
            cursor.execute(WAIT_FOR_DISK)
        cursor.execute(COUNT_READ, [*facts, sitting_of(at), at, at])
