"""How far the articles of a desk spare its customers a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from permanence.ground.lib.prepared import ask

HELPING = """
select
 (select coalesce(sum(r.times), 0) from knowledge_reading r
   join knowledge_article a on a.id = r.article_id
   where a.desk_id = %(desk)s and r.face = 'portal' and r.day >= %(day)s),
 v.yes, v.no, v.spared,
 (select count(distinct u.ticket) from knowledge_usage u
   join knowledge_article a on a.id = u.article_id
   where a.desk_id = %(desk)s and u.kind = 'read' and u.at >= %(since)s)
from (
   select coalesce(sum(yes), 0) as yes, coalesce(sum(no), 0) as no,
    coalesce(sum(spared), 0) as spared
   from knowledge_verdict r join knowledge_article a on a.id = r.article_id
   where a.desk_id = %(desk)s and r.day >= %(day)s
) v
"""


@dataclass(frozen=True)
class Helping:
    """Counts of a desk: readings on the portal, verdicts, and requests written after reading.

    `spared` are those who were helped when they were about to write.
    """

    read: int = 0
    helped: int = 0
    not_helped: int = 0
    spared: int = 0
    written: int = 0


def helping_since(desk: int, *, since: datetime) -> Helping:
    """Return what was counted on the portal of a desk from the day of an instant on."""
    day = since.astimezone(UTC).date()
    values = {"desk": desk, "day": day, "since": since}
    return Helping(*ask(HELPING, values)[0])
