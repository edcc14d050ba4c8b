"""On-call rotas of the demo: by day in one region, by night in another, and experts behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from permanence.world.accounts.models import Desk, Specialist
from permanence.world.accounts.queries.staff import colleagues_of
from permanence.world.rotas.actions.planning import add_rota
from permanence.world.rotas.rules.plans import Hours, Layer, Plan, Rotation, Unit

ALL_DAYS = (0, 1, 2, 3, 4, 5, 6)
MORNING, EVENING, NINE = 8 * 60, 20 * 60, 9 * 60
# Where the day of a desk is, and where it is day meanwhile.
REGIONS = {
    "messaging": ("Europe/Berlin", ("Europe", "Asia-Pacific"), ("Australia/Sydney", 6, 18)),
    "content": ("America/Toronto", ("Amériques", "Europe"), ("Europe/Paris", 2, 14)),
}


def plan_rotas(desks: Sequence[Desk], *, by: Specialist, at: datetime) -> None:
    """Give each desk of the demo a rota that follows the sun, with its experts behind."""
    actor = by.actor
    for desk in desks:
        people = [
            one for one in colleagues_of(desk.pk) if one.roles.filter(role="specialist").exists()
        ]
        plan = plan_of(desk, people, monday=at.date() - timedelta(days=at.weekday() + 7))
        name = "Permanence"
        add_rota(desk, slug="sun", name=name, plan=plan, from_at=at, by=actor, at=at)


def plan_of(desk: Desk, people: Sequence[Specialist], *, monday: date) -> Plan:
    """Return a day and a night of twelve hours each, and whoever knows most at any time."""
    zone, (here, there), (far, opens, closes) = REGIONS[desk.key]
    experts = [one.pk for one in people if one.level == max(each.level for each in people)]
    line = [one.pk for one in people if one.pk not in experts]
    turns = Rotation(Unit.WEEK, (1,), monday, NINE)
    by_day = (Hours(ALL_DAYS, MORNING, EVENING),)
    meanwhile = (Hours(ALL_DAYS, opens * 60, closes * 60),)
    return Plan(
        zone,
        (
            Layer(1, here, tuple(line), turns, hours=by_day),
            Layer(2, there, (*line[1:], *line[:1]), turns, hours=meanwhile, zone=far),
            Layer(3, "Experts", tuple(experts), turns),
        ),
    )
