"""Which of several clauses governs, against a walk over all minutes for each of them."""

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

import pytest

from permanence.promises.terms.rules import Clause, Offer, Stop, prevail, weigh_offers
from permanence.world.calendars.rules import BusinessDays, Calendar, OpenTime, read_calendar
from tests.world.calendars.oracle import Oracle
from tests.world.calendars.scenes import Scene, draw_scene

STATES = ("open", "waiting_customer", "waiting_third_party", "out_of_scope")
SOURCES = ("policy:d:1", "policy:d:2", "plan:p", "contract:7:1")
WALKED_SURELY = timedelta(days=4)
PARTS, CASES_OF_PART, CASES_OF_SCENE = 8, 250, 25


@pytest.mark.parametrize("part", range(PARTS))
def test_the_clause_that_governs_is_the_earliest_of_a_walk(part: int) -> None:
    chance = Random(f"clauses {part}")
    asked = 0

    while asked < CASES_OF_PART:
        scene = draw_scene(chance)
        oracles = scene.oracles()
        calendars = [read_calendar(mapping) for mapping in scene.mappings]
        for _ in range(CASES_OF_SCENE):
            start, stops = scene.instant(), draw_stops(scene)
            offers = [
                draw_offer(scene, calendars, number) for number in range(chance.randint(2, 5))
            ]
            walked = [walk(oracles, offer, start, stops) for offer in offers]
            earliest = min((due for due in walked if due), default=None)
            candidates = weigh_offers(offers, start=start, stops=stops)
            verdict = prevail(candidates, most_favourable=True)
            due, known = verdict.winner.due, oracles[0].end - WALKED_SURELY
            if (due is None or due > known) and (earliest is None or earliest > known):
                continue  # what lies beyond the week that is walked
            assert due == earliest, f"{offers} {start} {stops} {scene}"
            assert len(verdict.losers) == len(offers) - 1
            asked += 1


def draw_offer(scene: Scene, calendars: list[Calendar], number: int) -> Offer:
    chance = scene.chance
    place = chance.randrange(len(calendars))
    days = chance.random() < 0.3
    return Offer(
        Clause(f"clause-{number}", chance.choice(SOURCES), {"en": "A promise."}),
        str(place),
        calendars[place],
        BusinessDays(chance.randint(1, 3)) if days else OpenTime(scene.amount()),
        "guarantee",
        paused_by=frozenset(chance.sample(STATES[1:], chance.randint(0, 3))),
    )


def draw_stops(scene: Scene) -> list[Stop]:
    """States follow one another without a gap, as those of a ticket do."""
    turns = sorted(scene.instant() for _ in range(scene.chance.randint(1, 6)))
    turns.append(turns[-1] + timedelta(hours=scene.chance.randint(0, 30)))
    return [Stop(scene.chance.choice(STATES), since, until) for since, until in pairwise(turns)]


def walk(
    oracles: list[Oracle], offer: Offer, start: datetime, stops: list[Stop]
) -> datetime | None:
    oracle = oracles[int(offer.calendar_key)]
    pauses = [(stop.since, stop.until) for stop in stops if stop.state in offer.paused_by]
    if isinstance(offer.target, BusinessDays):
        return oracle.due_in_days(start, offer.target.days, pauses)
    assert isinstance(offer.target, OpenTime)
    return oracle.due(start, offer.target.seconds, pauses)
