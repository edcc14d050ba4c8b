"""Looking where messages of customers fail more than usual: what speaks for an incident."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from permanence.ground.journal.rules import SYSTEM
from permanence.promises.policies.queries import policy_in_force
from permanence.promises.policies.rules.suspicion import Suspicion
from permanence.service.incidents.actions.chain import write_events
from permanence.service.incidents.actions.keeping import tell_sign
from permanence.service.incidents.actions.suspecting import suspect_on
from permanence.service.incidents.models import FailureLook, Incident, Sign
from permanence.service.incidents.queries.failing import (
    BETWEEN,
    Spot,
    desks_to_look_at,
    keys_of_components,
    measure_failures,
    recent_spells,
    said_by,
    worst_of,
)
from permanence.service.incidents.rules.chain import NewEvent
from permanence.service.incidents.rules.failing import Over, find_onset, find_worst, is_above
from permanence.service.incidents.rules.suspecting import TRACE
from permanence.service.trace.queries import USUAL_DAYS
from permanence.service.trace.queries.onset import failures_at, passed_at
from permanence.world.accounts.models import Desk

GOES_ON = ("suspected", "declared", "resolved")


@dataclass
class Turned:
    """The failing of messages that began, goes on, began again, or is over since the last look."""

    begun: list[Spot] = field(default_factory=list)
    kept: list[Sign] = field(default_factory=list)
    again: list[Sign] = field(default_factory=list)
    over: list[Sign] = field(default_factory=list)


def watch_failures(*, at: datetime) -> int:
    """Look, on each desk once a minute, where messages fail, and suspect what it amounts to.

    Return how much it came to. While no source tells anything this is one short question.
    """
    return sum(look_at_desk(desk, at=at) for desk in desks_to_look_at(at=at))


def look_at_desk(desk: int, *, at: datetime) -> int:
    """Look where customers' messages fail on a desk; nothing if another process just did."""
    FailureLook.objects.bulk_create(
        [FailureLook(desk_id=desk, looked_at=at - 2 * BETWEEN)], ignore_conflicts=True
    )
    rows = FailureLook.objects.select_for_update(skip_locked=True)
    look = rows.filter(desk=desk, looked_at__lte=at - BETWEEN).first()
    if look is None:
        return 0
    policy = policy_in_force(Desk.objects.get(pk=desk).key, at=at)[1]
    note_failures(desk, policy.suspicion, source=policy.source, at=at)
    look.looked_at = at
    look.save(update_fields=["looked_at"])
    return suspect_on(desk, at=at)


def note_failures(desk: int, suspicion: Suspicion, *, source: str, at: datetime) -> None:
    """Note of which customers messages fail more than usual, and of which they do no more.

    Who comes and goes within one window stays one sign. However many fail, it costs the same
    number of statements.
    """
    since = at - suspicion.window
    spots = measure_failures(desk, since=since, until=at)
    above = [one for one in spots if is_above(one.measured, suspicion.failures)]
    turned = compare_spells(above, recent_spells(desk, since=since), source, at=at)
    if turned.over:
        say_why_over(desk, turned.over, since=since, at=at)
    fields = ["ended_at", "measured"]
    Sign.objects.bulk_update([*turned.kept, *turned.again, *turned.over], fields)
    if turned.begun:
        begin_spells(desk, turned.begun, source, since=since, at=at)
    tell_incidents(turned, at=at)


def compare_spells(
    above: Sequence[Spot], known: dict[tuple[int, int], Sign], source: str, *, at: datetime
) -> Turned:
    """Return what turned, with the signs changed and not yet written."""
    turned = Turned()
    for spot in above:
        sign = known.get((spot.organisation, spot.component))
        if sign is None:
            turned.begun.append(spot)
            continue
        (turned.kept if sign.ended_at is None else turned.again).append(sign)
        worst = find_worst(worst_of(sign), spot.measured)
        sign.ended_at = None
        sign.measured = {"now": spot.measured.told(), "worst": worst.told(), "source": source}
    places = {(one.organisation, one.component) for one in above}
    for place, sign in known.items():
        if sign.ended_at is None and place not in places:
            sign.ended_at = at
            turned.over.append(sign)
    return turned


def say_why_over(desk: int, over: Sequence[Sign], *, since: datetime, at: datetime) -> None:
    """Say of what is over whether messages pass as usual again, or none was sent any more."""
    customers = {one.organisation_id for one in over if one.organisation_id}
    passed = passed_at(desk, customers, since=since, until=at)
    keys = keys_of_components({one.component_id for one in over if one.component_id})
    for one in over:
        place = one.organisation_id or 0, keys[one.component_id or 0]
        why = Over.USUAL if place in passed else Over.SILENT
        one.measured = {**one.measured, "over": str(why)}


def begin_spells(
    desk: int, begun: Sequence[Spot], source: str, *, since: datetime, at: datetime
) -> None:
    """Note of whom messages began to fail, from the first that failed above the usual."""
    failed = failures_at(
        desk, [(one.organisation, one.key) for one in begun], since=since, until=at
    )
    Sign.objects.bulk_create(
        Sign(
            desk_id=desk,
            kind=TRACE,
            component_id=one.component,
            organisation_id=one.organisation,
            customer=f"organisation:{one.organisation}",
            at=find_onset(failed[one.organisation, one.key], one.measured, days=USUAL_DAYS),
            measured={
                "now": one.measured.told(),
                "worst": one.measured.told(),
                "source": source,
            },
        )
        for one in begun
    )


def tell_incidents(turned: Turned, *, at: datetime) -> None:
    """Write into incidents that all their customers' messages go through as usual, or fail again.

    Nothing is closed by it.
    """
    over, again, kept = (said_by(one) for one in (turned.over, turned.again, turned.kept))
    numbers = {*over, *again} - {*kept}
    if not numbers:
        return
    lasts = Sign.objects.filter(incident__in=numbers, kind=TRACE, ended_at=None)
    failing = set(lasts.values_list("incident", flat=True))
    incidents = Incident.objects.filter(pk__in=numbers, state__in=GOES_ON).order_by("pk")
    for incident in incidents:
        kind, signs = "failures_over", over.get(incident.pk, [])
        if incident.pk in failing:
            kind, signs = "failures_again", again.get(incident.pk, [])
        if signs:
            facts = {"signs": [tell_sign(one) for one in signs]}
            write_events(incident, [NewEvent(kind, facts)], at=at, by=SYSTEM)
