"""Since when messages fail on a component, and whether they pass there again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Final

from permanence.ground.lib.prepared import ask

FAILED_AT: Final = """
select passage.organisation_id, passage.component, min(event.happened_at)
from trace_event event
join trace_passage passage on passage.id = event.passage_id
where event.happened_at >= %(since)s::timestamptz and event.happened_at < %(until)s::timestamptz
    and event.kind in ('deferred', 'failed', 'expired')
    and passage.desk_id = %(desk)s
    and passage.organisation_id = any(%(organisations)s::bigint[])
    and passage.component = any(%(components)s::text[])
group by passage.organisation_id, passage.component, passage.id
"""


def failures_at(
    desk: int, places: Collection[tuple[int, str]], *, since: datetime, until: datetime
) -> dict[tuple[int, str], list[datetime]]:
    """Return when each message failed first within a span, by its customer and component.

    Retries of a message are one failure.
    """
    told = {
        "desk": desk,
        "since": since,
        "until": until,
        "organisations": sorted({organisation for organisation, _key in places}),
        "components": sorted({key for _organisation, key in places}),
    }
    found: dict[tuple[int, str], list[datetime]] = defaultdict(list)
    for organisation, key, instant in ask(FAILED_AT, told):
        found[organisation, key].append(instant)
    return found


PASSED: Final = """
select distinct passage.organisation_id, passage.component
from trace_event event
join trace_passage passage on passage.id = event.passage_id
where event.happened_at >= %(since)s::timestamptz and event.happened_at < %(until)s::timestamptz
    and event.kind = 'delivered'
    and passage.desk_id = %(desk)s
    and passage.organisation_id = any(%(organisations)s::bigint[])
"""


def passed_at(
    desk: int, organisations: Collection[int], *, since: datetime, until: datetime
) -> set[tuple[int, str]]:
    """Return by which components messages of these customers passed within a span."""
    told = {"desk": desk, "since": since, "until": until, "organisations": sorted(organisations)}
    return {(organisation, key) for organisation, key in ask(PASSED, told)}
