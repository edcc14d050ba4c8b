"""Writing the journal, in the transaction of the act itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from permanence.ground.journal.models import Act
from permanence.ground.journal.rules import SYSTEM, Actor, Deed
from permanence.ground.lib.rows import insert_rows

COUNT_READ = """
insert into journal_access (actor, subject, hour, reads) values (%s, %s, %s, 1)
on conflict (actor, subject, hour) do update set reads = journal_access.reads + 1
"""


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


def record_read(subject: str, *, actor: Actor, at: datetime) -> None:
    """Count that a member of staff looked at customer data: one row an hour (SPEC C6)."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(COUNT_READ, [actor.key, subject, hour])
