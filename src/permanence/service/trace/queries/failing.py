"""Where messages fail, by customer and component, against what is usual there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from permanence.ground.lib.prepared import ask

USUAL_DAYS: Final = 7
DAY: Final = timedelta(days=1)
# Each passage counts once a span, by the last result that it had in it.
COUNT_RESULTS = """
with results as (
    select distinct on (span.number, event.passage_id)
        span.number, passage.organisation_id, passage.component, event.kind
    from generate_series(0, %(days)s::int) as span (number)
    join trace_event event
        on event.happened_at >= %(since)s::timestamptz - span.number * %(step)s::interval
       and event.happened_at < %(until)s::timestamptz - span.number * %(step)s::interval
       and event.kind in ('delivered', 'deferred', 'failed', 'expired')
    join trace_passage passage on passage.id = event.passage_id and passage.desk_id = %(desk)s
    order by span.number, event.passage_id, event.happened_at desc, event.id desc
)
select organisation_id, component,
    count(*) filter (where number = 0 and kind <> 'delivered'),
    count(*) filter (where number = 0 and kind = 'delivered'),
    count(*) filter (where number > 0 and kind <> 'delivered'),
    count(*) filter (where number > 0 and kind = 'delivered')
from results group by organisation_id, component
"""


@dataclass(frozen=True)
class Failing:
    """How many messages of one customer failed or passed by one component in a span of time.

    `usual_failed` and `usual_passed` count the same time of day of the `USUAL_DAYS` days before,
    all together. No organisation means that nobody knows whose they are.
    """

    organisation: int | None
    component: str
    failed: int
    passed: int
    usual_failed: int
    usual_passed: int


def failures_by_component(desk: int, *, since: datetime, until: datetime) -> list[Failing]:
    """Return where messages failed or wait for another try, the most failures first.

    A message counts by the last result that it had within the span, so that one that was deferred
    then and delivered later counts as failed, in the span and in what is usual alike.
    """
    step = DAY * max(ceil((until - since) / DAY), 1)
    told = {"desk": desk, "since": since, "until": until, "days": USUAL_DAYS, "step": step}
    rows = [Failing(*row) for row in ask(COUNT_RESULTS, told)]
    failing = [one for one in rows if one.failed]
    return sorted(failing, key=lambda one: (-one.failed, one.component, one.organisation or 0))
