"""Where customers' messages fail more than usual, and whose turn it is to be looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from permanence.ground.lib.prepared import ask
from permanence.service.incidents.models import FailureLook, Sign
from permanence.service.incidents.rules.failing import Measured, add_measured, read_measured
from permanence.service.incidents.rules.suspecting import TRACE
from permanence.service.trace.queries import Failing, failures_by_component
from permanence.world.catalogue.models import Component

BETWEEN: Final = timedelta(minutes=1)
# Whoever told events, or has messages that fail, since the last look. What was told in the minute
# before that look may have been committed after it.
TO_LOOK_AT: Final = """
select desk.id from accounts_desk desk
left join incidents_failurelook look on look.desk_id = desk.id
where (look.looked_at is null or look.looked_at <= %(before)s::timestamptz) and (
    exists (
        select from trace_tracesource source where source.desk_id = desk.id
            and source.heard_at is not null
            and (look.looked_at is null
                or source.heard_at >= look.looked_at - %(between)s::interval)
    ) or exists (
        select from incidents_sign sign
        where sign.desk_id = desk.id and sign.kind = 'trace' and sign.ended_at is null
    )
) order by desk.id
"""


@dataclass(frozen=True)
class Spot:
    """Where a customer's messages fail: the component by key and by row, and what was counted."""

    organisation: int
    component: int
    key: str
    measured: Measured


def desks_to_look_at(*, at: datetime) -> list[int]:
    """Return the desks on which messages may fail since they were looked at last."""
    rows = ask(TO_LOOK_AT, {"before": at - BETWEEN, "between": BETWEEN})
    return [number for (number,) in rows]


def measure_failures(desk: int, *, since: datetime, until: datetime) -> list[Spot]:
    """Return where messages of known customers failed, by the components of a desk."""
    found = failures_by_component(desk, since=since, until=until)
    return place_failures(desk, found)


def place_failures(desk: int, found: Iterable[Failing]) -> list[Spot]:
    """Return failures of known customers on components that stand."""
    told = [one for one in found if one.organisation is not None and one.component]
    if not told:
        return []
    rows = Component.objects.standing().filter(desk=desk)
    numbers = dict(rows.values_list("key", "pk"))
    return [
        Spot(
            one.organisation or 0,
            numbers[one.component],
            one.component,
            Measured(one.failed, one.passed, one.usual_failed, one.usual_passed),
        )
        for one in told
        if one.component in numbers
    ]


def recent_spells(desk: int, *, since: datetime) -> dict[tuple[int, int], Sign]:
    """Return the failing that goes on or was over not long ago, by customer and component."""
    lasts = Q(ended_at=None) | Q(ended_at__gt=since)
    rows = Sign.objects.filter(lasts, desk=desk, kind=TRACE).order_by("pk")
    return {(one.organisation_id or 0, one.component_id or 0): one for one in rows}


def failing_now(desk: int) -> dict[int, list[Sign]]:
    """Return the failing that goes on at a desk, by component, the most customers first."""
    rows = Sign.objects.filter(desk=desk, kind=TRACE, ended_at=None)
    found: dict[int, list[Sign]] = defaultdict(list)
    for one in rows.select_related("component").order_by("at", "pk"):
        found[one.component_id or 0].append(one)
    return dict(sorted(found.items(), key=lambda row: (-len(row[1]), row[0])))


def failing_about(
    desk: int, components: Collection[int], *, start: datetime, end: datetime
) -> list[Sign]:
    """Return the failing of messages on components within a span of time."""
    lasts = Q(ended_at=None) | Q(ended_at__gte=start)
    rows = Sign.objects.filter(lasts, desk=desk, kind=TRACE, at__lt=end)
    return list(rows.filter(component__in=components).order_by("at", "pk"))


def now_of(sign: Sign) -> Measured:
    """Return how many messages fail now, or did when they last failed above the usual."""
    return read_measured(sign.measured["now"])


def worst_of(sign: Sign) -> Measured:
    """Return how many messages failed when most did."""
    return read_measured(sign.measured["worst"])


def add_worst(signs: Iterable[Sign]) -> Measured:
    """Return several spells taken together, each when most failed."""
    return add_measured([worst_of(one) for one in signs])


def looked_at(desk: int) -> datetime | None:
    """Return when was looked last on a desk; None for never."""
    look = FailureLook.objects.filter(desk=desk).first()
    return look.looked_at if look else None


def keys_of_components(components: Collection[int]) -> dict[int, str]:
    """Return the key of each of these components."""
    return dict(Component.objects.filter(pk__in=components).values_list("pk", "key"))


def said_by(spells: Iterable[Sign]) -> Mapping[int, list[Sign]]:
    """Return spells by the incident for which they were counted."""
    found: dict[int, list[Sign]] = defaultdict(list)
    for one in spells:
        if one.incident_id:
            found[one.incident_id].append(one)
    return found
