"""Who is on call at every minute, whatever the clocks do: against an oracle that walks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings

from permanence.world.calendars.rules.zones import to_seconds
from permanence.world.rotas.rules.plans import Holidays, Plan, Unit
from permanence.world.rotas.rules.schedule import Cover, Dated, Schedule, who_is_on_call
from permanence.world.rotas.rules.shifts import Why, changes_between, shifts_between
from tests.world.rotas.plans import LONG_AGO, MOVES, daily, layer_of, schedule_of, schedules
from tests.world.rotas.walking import walk

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TWO_DAYS = 2 * 24 * 60
NORA, THEO, MIRA, HUGO = 1, 2, 3, 4


@settings(max_examples=25)
@given(schedules())
def test_every_minute_has_whom_a_walk_along_the_clocks_finds(
    tried: tuple[Schedule, datetime],
) -> None:
    schedule, start = tried

    for at, people in walk(schedule, start, TWO_DAYS):
        assert who_is_on_call(schedule, at) == people, at


@settings(max_examples=25)
@given(schedules())
def test_shifts_leave_no_hole_and_no_double_that_the_walk_does_not_have(
    tried: tuple[Schedule, datetime],
) -> None:
    schedule, start = tried
    shifts = shifts_between(schedule, start, start + 2 * DAY)

    for at, people in walk(schedule, start, TWO_DAYS):
        now = sorted(
            (one for one in shifts if one.start <= at < one.end), key=lambda one: one.layer
        )
        assert len({one.layer for one in now}) == len(now)
        firsts = list(dict.fromkeys(one.person for one in now))
        assert firsts == people[: len(firsts)]
        assert bool(firsts) == bool(people)


@pytest.mark.parametrize("zone", sorted(MOVES))
@pytest.mark.parametrize("unit", list(Unit))
def test_a_rota_without_hours_has_no_hole_when_clocks_move(zone: str, unit: Unit) -> None:
    rota = schedule_of(
        layer_of(NORA, THEO, MIRA, unit=unit, first_day=date(2010, 1, 4), hand_off=150), zone=zone
    )
    for move in MOVES[zone]:
        shifts = shifts_between(rota, move - 20 * DAY, move + 20 * DAY)

        assert shifts[0].start == move - 20 * DAY
        assert shifts[-1].end == move + 20 * DAY
        assert all(one.end == two.start for one, two in pairwise(shifts))


def test_a_week_from_monday_nine_to_monday_nine_lasts_an_hour_less_in_spring() -> None:
    # Seven days of 24 hours would leave an hour without anybody (grafana/oncall#4208).
    rota = schedule_of(layer_of(NORA, THEO))
    spring = datetime(2026, 3, 20, tzinfo=UTC)

    shifts = shifts_between(rota, spring, spring + 30 * DAY)

    whole = shifts[1:-1]
    assert [one.end - one.start for one in whole] == [167 * HOUR, 168 * HOUR, 168 * HOUR]
    assert [one.person for one in shifts] == [NORA, THEO, NORA, THEO, NORA]


def test_a_hand_off_at_nine_stays_at_nine_when_the_clock_moves() -> None:
    # Schedules kept in UTC move by an hour (grafana/oncall#5455, #4197, #5247, #3261).
    rota = schedule_of(layer_of(NORA, THEO, unit=Unit.DAY))

    before = datetime(2026, 3, 28, 8, 0, tzinfo=UTC)
    after = datetime(2026, 3, 29, 7, 0, tzinfo=UTC)

    for instant in (before, after):
        assert (
            who_is_on_call(rota, instant)[0] != who_is_on_call(rota, instant - timedelta(0, 1))[0]
        )


def test_hours_side_by_side_leave_no_hole_in_a_skipped_hour_and_no_double_in_a_repeated_one() -> (
    None
):
    early = layer_of(NORA, number=1, hours=daily(2, 14))
    late = layer_of(THEO, number=2, hours=daily(14, 2))
    rota = schedule_of(early, late)

    for move in MOVES["Europe/Berlin"]:
        minutes = range(-300, 300)
        found = [who_is_on_call(rota, move + timedelta(minutes=one)) for one in minutes]
        assert {len(one) for one in found} == {1}


def test_behind_who_is_on_call_stands_who_is_next() -> None:
    # The next one has to be known, to be called when nobody answers (grafana/oncall#4576).
    rota = schedule_of(
        layer_of(NORA, THEO, MIRA), layer_of(HUGO, number=2), layer_of(5, number=3, is_shadow=True)
    )

    assert who_is_on_call(rota, datetime(2026, 1, 13, tzinfo=UTC)) == [THEO, HUGO, MIRA, NORA]


def test_hours_may_be_those_of_each_persons_own_clock() -> None:
    # By the local time of who is called, not that of the rota (grafana/oncall#5512).
    layer = layer_of(NORA, THEO, MIRA, hours=daily(8, 20), zone="own")
    zones = {NORA: "Europe/Berlin", THEO: "America/Toronto", MIRA: "Australia/Sydney"}
    rota = schedule_of(layer, zones=zones)

    noon_in_berlin = datetime(2026, 1, 6, 11, 0, tzinfo=UTC)
    evening_in_toronto = datetime(2026, 1, 6, 23, 0, tzinfo=UTC)

    assert who_is_on_call(rota, noon_in_berlin) == [NORA]
    assert who_is_on_call(rota, evening_in_toronto) == [THEO, MIRA]


def test_who_is_out_of_office_is_passed_over() -> None:
    begins = datetime(2026, 1, 6, tzinfo=UTC)
    away = {NORA: ((to_seconds(begins), to_seconds(begins + DAY)),)}
    rota = schedule_of(layer_of(NORA, THEO), absences=away)

    shifts = shifts_between(rota, begins - DAY + 9 * HOUR, begins + 2 * DAY)

    assert [(one.person, one.why) for one in shifts] == [
        (NORA, Why.TURN),
        (THEO, Why.NEXT),
        (NORA, Why.TURN),
    ]


def test_a_cover_fills_a_hole_and_does_not_if_whoever_covers_is_out() -> None:
    begins = datetime(2026, 1, 6, 20, tzinfo=UTC)
    span = (to_seconds(begins), to_seconds(begins + HOUR))
    layer = layer_of(NORA, THEO, hours=daily(8, 18))
    rota = schedule_of(layer, covers=(Cover(1, 1, MIRA, *span),))
    without = schedule_of(layer, covers=(Cover(1, 1, MIRA, *span),), absences={MIRA: (span,)})

    assert who_is_on_call(rota, begins) == [MIRA]
    assert who_is_on_call(rota, begins + HOUR) == []
    assert who_is_on_call(without, begins) == []


def test_a_change_from_an_instant_on_leaves_the_past_as_it_was() -> None:
    first, second = layer_of(NORA, THEO), layer_of(MIRA, HUGO)
    change = datetime(2026, 2, 2, 8, tzinfo=UTC)
    before = schedule_of(first)
    after = Schedule(
        (*before.plans, Dated(2, to_seconds(change), Plan("Europe/Berlin", (second,))))
    )
    start = change - 30 * DAY

    assert shifts_between(before, start, change) == shifts_between(after, start, change)
    assert {one.before for one in changes_between(before, after, start, change + 14 * DAY)} == {
        NORA,
        THEO,
    }
    assert who_is_on_call(after, change) == [MIRA, HUGO]


def test_of_two_changes_to_come_the_one_made_last_holds() -> None:
    plans = [
        Dated(number, to_seconds(begins), Plan("UTC", (layer_of(person),)))
        for number, begins, person in [
            (1, LONG_AGO, NORA),
            (2, datetime(2026, 6, 10, tzinfo=UTC), THEO),
            (3, datetime(2026, 6, 5, tzinfo=UTC), MIRA),
        ]
    ]
    rota = Schedule(tuple(plans))

    days = [4, 6, 12]
    assert [who_is_on_call(rota, datetime(2026, 6, day, tzinfo=UTC)) for day in days] == [
        [NORA],
        [MIRA],
        [MIRA],
    ]


def test_holidays_may_have_people_of_their_own() -> None:
    german = (("DE", None),)
    usual = layer_of(NORA, number=1, holidays=Holidays.OFF, places=german)
    festive = layer_of(THEO, number=2, holidays=Holidays.ONLY, places=german)
    rota = schedule_of(usual, festive)

    unity_day = datetime(2026, 10, 3, 10, tzinfo=UTC)
    assert who_is_on_call(rota, unity_day) == [THEO]
    assert who_is_on_call(rota, unity_day + DAY) == [NORA]


def test_turns_of_uneven_length_come_round() -> None:
    rota = schedule_of(layer_of(NORA, THEO, unit=Unit.DAY, lengths=(2, 2, 3), hand_off=0))
    start = datetime(2026, 1, 4, 23, tzinfo=UTC)

    shifts = shifts_between(rota, start, start + 14 * DAY)

    assert [one.seconds // 86400 for one in shifts] == [2, 2, 3, 2, 2, 3]
    assert [one.person for one in shifts] == [NORA, THEO, NORA, THEO, NORA, THEO]


def test_nobody_is_on_call_before_the_first_turn() -> None:
    rota = schedule_of(layer_of(NORA))

    assert who_is_on_call(rota, datetime(2026, 1, 5, 7, 59, tzinfo=UTC)) == []
    assert who_is_on_call(rota, datetime(2026, 1, 5, 8, 0, tzinfo=UTC)) == [NORA]
