"""By which ways people are reached now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from permanence.world.accounts.models import Specialist
from permanence.world.attention.models import Browser, ReachQuiet, ReachWay
from permanence.world.attention.rules.reaching import (
    PROVEN,
    By,
    QuietHours,
    Reach,
    first_ways,
    order_ways,
)


def ways_to(
    specialists: Collection[int], *, severity: int | None, at: datetime
) -> dict[int, list[Reach]]:
    """Return by which ways each of these people is reached now, in their own order.

    An address that was not proven is not used. In quiet hours only what wakes nobody is left,
    unless they let the severity through: mail always is. Who has said nothing is reached by mail
    and push at once.
    """
    people = Specialist.objects.select_related("user").in_bulk(list(specialists))
    kept: dict[int, list[ReachWay]] = defaultdict(list)
    for row in ReachWay.objects.filter(specialist__in=people).order_by("position", "pk"):
        kept[row.specialist_id].append(row)
    quiet = {row.specialist_id: row for row in ReachQuiet.objects.filter(specialist__in=people)}
    browsers = set(
        Browser.objects.filter(specialist__in=people).values_list("specialist", flat=True)
    )
    return {
        number: order_ways(
            reaches_of(kept[number], person.user.email, has_browsers=number in browsers),
            read_quiet(quiet.get(number)),
            severity=severity,
            at=at,
            zone=ZoneInfo(person.user.zone),
        )
        or [Reach(By.MAIL, person.user.email, timedelta())]
        for number, person in people.items()
    }


def reaches_of(rows: list[ReachWay], mail: str, *, has_browsers: bool) -> list[Reach]:
    """Return the ways that can be used; who has none is reached as at first."""
    found = [
        Reach(row.way, mail if row.way == By.MAIL else row.address, row.after)
        for row in rows
        if (row.way not in PROVEN or row.proven_at is not None)
        and (row.way != By.PUSH or has_browsers)
    ]
    return found or first_ways(mail, has_browsers=has_browsers)


def read_quiet(row: ReachQuiet | None) -> QuietHours:
    """Return quiet hours as the rules read them; none by default."""
    if row is None:
        return QuietHours()
    return QuietHours(row.quiet_from, row.quiet_to, frozenset(row.passes))


def reach_of(specialist: Specialist) -> tuple[list[ReachWay], QuietHours]:
    """Return the ways that somebody wrote down, in their order, and their quiet hours."""
    rows = ReachWay.objects.filter(specialist=specialist).order_by("position", "pk")
    return list(rows), read_quiet(ReachQuiet.objects.filter(specialist=specialist).first())
