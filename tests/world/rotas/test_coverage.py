"""Gaps and overlaps before they happen, and how on-call time is shared."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from permanence.world.calendars.rules.zones import to_seconds
from permanence.world.rotas.rules.coverage import (
    Expert,
    Gap,
    Need,
    find_doubles,
    find_gaps,
    find_holes,
    find_overlaps,
    meets_need,
)
from permanence.world.rotas.rules.fairness import weigh_shifts
from permanence.world.rotas.rules.shifts import shifts_between
from tests.world.rotas.plans import daily, layer_of, schedule_of

MONDAY = datetime(2026, 1, 5, 23, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
NORA, THEO, MIRA = 1, 2, 3
EXPERTS = {
    NORA: Expert(1, frozenset({"en", "de"}), frozenset({"fax"})),
    THEO: Expert(3, frozenset({"en"}), frozenset()),
    MIRA: Expert(2, frozenset({"fr"}), frozenset({"fax"})),
}
ALWAYS = ((0, 2**40),)


def test_an_expert_meets_a_need_up_to_their_level_in_their_languages_and_skills() -> None:
    needs = [Need(1), Need(2), Need(1, "de"), Need(1, "fr"), Need(1, "", "fax"), Need(3, "en")]

    assert [meets_need(EXPERTS[NORA], one) for one in needs] == [
        True,
        False,
        True,
        False,
        True,
        False,
    ]
    assert meets_need(EXPERTS[THEO], Need(3, "en"))


def test_a_language_that_nobody_on_call_speaks_is_a_gap() -> None:
    rota = schedule_of(
        layer_of(NORA, number=1, hours=daily(8, 20)), layer_of(THEO, number=2, hours=daily(20, 8))
    )
    needs = dict.fromkeys([Need(1, "en"), Need(1, "de")], ALWAYS)

    gaps = find_gaps([rota], EXPERTS, needs, MONDAY, MONDAY + DAY)

    assert gaps == [
        Gap(Need(1, "de"), MONDAY, MONDAY + 8 * HOUR),
        Gap(Need(1, "de"), MONDAY + 20 * HOUR, MONDAY + DAY),
    ]


def test_what_is_not_promised_at_night_is_no_gap_at_night() -> None:
    rota = schedule_of(layer_of(THEO))
    open_hours = ((to_seconds(MONDAY + 9 * HOUR), to_seconds(MONDAY + 17 * HOUR)),)

    gaps = find_gaps([rota], EXPERTS, {Need(1, "fr"): open_hours}, MONDAY, MONDAY + DAY)

    assert gaps == [Gap(Need(1, "fr"), MONDAY + 9 * HOUR, MONDAY + 17 * HOUR)]


def test_several_rotas_of_a_desk_help_each_other() -> None:
    rotas = [schedule_of(layer_of(NORA)), schedule_of(layer_of(THEO))]
    needs = dict.fromkeys([Need(3), Need(1, "de")], ALWAYS)

    assert find_gaps(rotas, EXPERTS, needs, MONDAY, MONDAY + DAY) == []
    assert len(find_gaps(rotas[:1], EXPERTS, needs, MONDAY, MONDAY + DAY)) == 1


def test_who_is_only_a_shadow_is_not_within_reach() -> None:
    rota = schedule_of(layer_of(THEO, is_shadow=True))

    assert find_holes(rota, MONDAY, MONDAY + DAY) == [(MONDAY, MONDAY + DAY)]


def test_regions_that_change_their_clocks_on_different_days_leave_a_gap_that_is_seen() -> None:
    # Between 8 and 29 March 2026 Toronto is five hours behind Berlin, not six. In the night in
    # which it changes, the hours end where the clock is put forward.
    europe = layer_of(NORA, number=1, hours=daily(8, 20))
    america = layer_of(THEO, number=2, hours=daily(14, 2), zone="America/Toronto")
    rota = schedule_of(europe, america)
    start = datetime(2026, 3, 1, tzinfo=UTC)

    holes = find_holes(rota, start, start + 40 * DAY)

    assert len(holes) == 20
    assert {ends - begins for begins, ends in holes} == {HOUR}
    assert holes[0][0] == datetime(2026, 3, 9, 6, tzinfo=UTC)
    assert holes[-1][0] == datetime(2026, 3, 28, 6, tzinfo=UTC)


def test_two_layers_at_once_and_one_person_twice_are_seen() -> None:
    rota = schedule_of(
        layer_of(NORA, number=1, hours=daily(8, 14)), layer_of(THEO, number=2, hours=daily(13, 8))
    )
    other = schedule_of(layer_of(NORA, number=1, hours=daily(10, 12)))

    overlaps = find_overlaps(rota, MONDAY, MONDAY + DAY)
    doubles = find_doubles([rota, other], MONDAY, MONDAY + DAY)

    assert [(one.people, one.start, one.end) for one in overlaps] == [
        ((NORA, THEO), MONDAY + 13 * HOUR, MONDAY + 14 * HOUR)
    ]
    assert [(one.people, one.start, one.end) for one in doubles] == [
        ((NORA,), MONDAY + 10 * HOUR, MONDAY + 12 * HOUR)
    ]


def test_nights_weekends_and_holidays_are_counted_by_the_clock_of_each_person() -> None:
    rota = schedule_of(
        layer_of(NORA, THEO, number=1), layer_of(MIRA, number=2, is_shadow=True), zone="UTC"
    )
    # From Monday 28 December at 09:00 UTC Theo has a week; New Year's Day is a Friday.
    start = datetime(2026, 12, 28, 9, tzinfo=UTC)
    shifts = shifts_between(rota, start, start + 7 * DAY)

    weighed = weigh_shifts(shifts, {THEO: "America/Toronto"}, [("DE", None)])

    assert set(weighed) == {THEO}
    burden = weighed[THEO]
    hours = [one // 3600 for one in (burden.seconds, burden.nights, burden.weekends)]
    assert hours == [168, 56, 48]
    assert burden.holidays // 3600 == 24
    assert burden.shifts == 1


def test_everything_that_is_weighed_adds_up_to_what_was_worked_when_clocks_move() -> None:
    rota = schedule_of(layer_of(NORA, THEO, MIRA), zone="Europe/Berlin")
    start = datetime(2026, 3, 1, tzinfo=UTC)
    shifts = shifts_between(rota, start, start + 60 * DAY)

    weighed = weigh_shifts(shifts, dict.fromkeys((NORA, THEO, MIRA), "Europe/Berlin"))

    assert sum(one.seconds for one in weighed.values()) == 60 * 86400
