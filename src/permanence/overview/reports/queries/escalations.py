"""What customers escalated in a month: by ground, what came of it, and attention that was kept."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import tzinfo
from typing import Any

from permanence.ground.lib.prepared import ask
from permanence.overview.reports.queries.figures import facts_of
from permanence.overview.reports.rules import Question

# The attention that a ruling owes is the round of it that began with the ruling.
COUNTED = """
select coalesce(nullif(e.ground, ''), 'unsaid'), count(*),
    count(*) filter (where e.ruled_at is not null),
    count(*) filter (where e.verdict = 'upheld'),
    count(*) filter (where e.verdict = 'partly'),
    count(*) filter (where c.id is not null),
    count(*) filter (where c.met_at is not null and c.missed_at is null),
    count(*) filter (where c.missed_at is not null)
from tickets_escalation e join tickets_ticket t on t.id = e.ticket_id
left join tickets_commitment c on c.ticket_id = e.ticket_id and c.promise = 'attention'
    and c.replaced_at is null and c.start_at = e.ruled_at
where e.desk_id = %(desk)s and e.at >= %(begins)s and e.at < %(ends)s
and (%(organisation)s::bigint is null or e.organisation_id = %(organisation)s)
and (%(severity)s::int is null or t.severity = %(severity)s)
and (%(level)s::int is null or t.level = %(level)s)
group by 1
"""


@dataclass(frozen=True)
class Escalated:
    """How many escalations there were, how they were ruled on, and the attention they were owed."""

    came: int = 0
    ruled: int = 0
    upheld: int = 0
    partly: int = 0
    owed: int = 0
    kept: int = 0
    late: int = 0

    def __add__(self, other: Escalated) -> Escalated:
        """Return the sum of two counts."""
        return Escalated(*map(sum, zip(astuple(self), astuple(other), strict=True)))


def count_escalations(question: Question, *, zone: tzinfo) -> dict[str, Escalated]:
    """Return the escalations of a desk's month by ground; "unsaid" where none was named."""
    facts: dict[str, Any] = facts_of(question, zone=zone)
    return {ground: Escalated(*counts) for ground, *counts in ask(COUNTED, facts)}
