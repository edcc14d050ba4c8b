"""How a climb goes on, against a walk that knows nothing of the rules."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from permanence.promises.policies.rules import Course
from permanence.service.escalation.rules.machine import (
    Act,
    Alarm,
    CallAgain,
    CallFacts,
    CallRung,
    Facts,
    Finish,
    Held,
    LetGo,
    MakeCalls,
    PassOver,
    RungFacts,
    Turn,
    WaitFor,
    next_step,
    wake_at,
)

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
COURSE = Course(moves_within=timedelta(minutes=30), alarm_every=timedelta(minutes=15))


def rung(position: int, minutes: int = 10, *open_at: tuple[int, int]) -> RungFacts:
    """Return a rung with so many minutes, open at these minutes after the start (or always)."""
    hours = tuple((START + MINUTE * opens, START + MINUTE * ends) for opens, ends in open_at)
    return RungFacts(position, MINUTE * minutes, hours or None)


def facts(*rungs: RungFacts, **told: object) -> Facts:
    return Facts(rungs or (rung(1), rung(2)), **{"course": COURSE, **told})  # type: ignore[arg-type]


def test_the_first_rung_is_called_at_once() -> None:
    assert next_step(facts(), START) == (CallRung(1, 1),)


def test_the_next_is_called_at_the_very_end_of_the_time_and_not_before() -> None:
    told = facts(turn=Turn(1, 1, START + MINUTE * 10, calls=(CallFacts(1, START, START),)))

    assert next_step(told, START + MINUTE * 10 - timedelta(microseconds=1)) == ()
    assert next_step(told, START + MINUTE * 10) == (CallRung(1, 2),)
    assert wake_at(told) == START + MINUTE * 10


def test_who_was_waited_for_is_called_even_when_the_watch_came_too_late_for_their_hours() -> None:
    told = facts(rung(1, 10, (5, 6)), rung(2), turn=Turn(1, 1, START + MINUTE * 5, waits=True))

    assert next_step(told, START + MINUTE * 5) == (CallRung(1, 1),)
    assert next_step(told, START + MINUTE * 30) == (CallRung(1, 1),)


def test_who_is_outside_the_hours_is_passed_over_at_once() -> None:
    told = facts(rung(1, 10, (60, 120)), rung(2))

    assert next_step(told, START) == (PassOver(1, 1), CallRung(1, 2))


def test_the_gravest_calls_whatever_the_hour() -> None:
    assert next_step(facts(rung(1, 10, (60, 120)), rings=True), START) == (CallRung(1, 1),)


def test_who_opens_within_the_own_time_is_waited_for_where_the_course_says_so() -> None:
    waiting = replace(COURSE, closed="wait")
    told = facts(rung(1, 10, (10, 60)), rung(2, 10, (11, 60)), course=waiting)

    assert next_step(told, START) == (WaitFor(1, 1, START + MINUTE * 10),)
    waits = replace(told, turn=Turn(1, 1, START + MINUTE * 10, waits=True))
    assert next_step(waits, START + MINUTE * 9) == ()
    assert next_step(waits, START + MINUTE * 10) == (CallRung(1, 1),)
    assert next_step(facts(rung(1, 10, (11, 60)), course=waiting), START) == (
        PassOver(1, 1),
        Alarm(),
    )


def test_a_ladder_on_which_nobody_is_there_alarms_without_losing_a_second() -> None:
    told = facts(rung(1, 10, (60, 120)), course=replace(COURSE, rounds=3))

    assert next_step(told, START) == (
        PassOver(1, 1),
        PassOver(2, 1),
        PassOver(3, 1),
        Alarm(),
    )


def test_hours_that_are_not_known_any_more_count_as_being_there() -> None:
    assert next_step(facts(rung(1, 10, (0, 5))), START + MINUTE * 5) == (CallRung(1, 1),)


def test_a_way_that_failed_is_followed_by_the_next_at_once() -> None:
    calls = (
        CallFacts(1, START, START, "failed"),
        CallFacts(2, START + MINUTE * 5),
        CallFacts(3, START + MINUTE * 7),
    )
    told = facts(turn=Turn(1, 1, START + MINUTE * 10, calls=calls))

    assert next_step(told, START + MINUTE) == (MakeCalls((2,)),)


def test_when_every_way_failed_or_declined_the_next_rung_is_called_at_once() -> None:
    calls = (CallFacts(1, START, START, "failed"), CallFacts(2, START, START, "declined"))
    told = facts(turn=Turn(1, 1, START + MINUTE * 10, calls=calls))

    assert next_step(told, START + MINUTE) == (CallRung(1, 2),)


def test_each_way_has_its_own_instant() -> None:
    calls = (CallFacts(1, START, START), CallFacts(2, START + MINUTE * 2))
    told = facts(turn=Turn(1, 1, START + MINUTE * 10, calls=calls))

    assert wake_at(told) == START + MINUTE * 2
    assert next_step(told, START + MINUTE) == ()
    assert next_step(told, START + MINUTE * 2) == (MakeCalls((2,)),)


def test_who_has_it_and_moves_nothing_is_called_again_and_then_the_next() -> None:
    turn = Turn(1, 1, START + MINUTE * 10)
    held = facts(turn=turn, held=Held(START))

    assert next_step(held, START + MINUTE * 29) == ()
    assert next_step(held, START + MINUTE * 30) == (CallAgain(),)
    again = facts(turn=turn, held=Held(START, START + MINUTE * 30))
    assert next_step(again, START + MINUTE * 39) == ()
    assert next_step(again, START + MINUTE * 40) == (LetGo(), CallRung(1, 2))


def test_a_climb_ends_when_something_moved() -> None:
    assert next_step(facts(held=Held(START, moved=True)), START) == (Finish(),)


def test_the_alarm_is_repeated_until_somebody_takes_it() -> None:
    told = facts(turn=Turn(1, 2, START), alarmed_at=START)

    assert next_step(told, START + MINUTE * 14) == ()
    assert next_step(told, START + MINUTE * 15) == (Alarm(),)
    held = replace(told, held=Held(START, START + MINUTE * 30))
    assert next_step(held, START + MINUTE * 40) == (LetGo(), Alarm())


@dataclass
class Walk:
    """A climb as it happens when nobody answers: what was called and left out, in order."""

    facts: Facts
    seen: list[tuple[str, int, int, datetime]] = field(default_factory=list)
    alarms: list[datetime] = field(default_factory=list)

    def go(self, at: datetime) -> None:
        """Do what the rules say, once."""
        for act in next_step(self.facts, at):
            self.carry_out(act, at)

    def carry_out(self, act: Act, at: datetime) -> None:
        match act:
            case CallRung(round=number, position=place):
                own = next(one for one in self.facts.rungs if one.position == place)
                self.turn(Turn(number, place, at + own.allowed, calls=(CallFacts(1, at, at),)))
                self.seen.append(("called", number, place, at))
            case WaitFor(round=number, position=place, until=until):
                self.turn(Turn(number, place, until, waits=True))
                self.seen.append(("waited", number, place, at))
            case PassOver(round=number, position=place):
                self.seen.append(("passed", number, place, at))
            case Alarm():
                self.facts = replace(self.facts, alarmed_at=at)
                self.alarms.append(at)
            case other:
                raise AssertionError(other)

    def turn(self, turn: Turn) -> None:
        self.facts = replace(self.facts, turn=turn)


ladders = st.lists(
    st.tuples(
        st.integers(1, 30),
        st.none() | st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)), min_size=1),
    ),
    min_size=1,
    max_size=5,
)


def lay_hours(spans: list[tuple[int, int]] | None) -> tuple[tuple[datetime, datetime], ...] | None:
    """Return spans after the start that do not overlap, or None for always."""
    if spans is None:
        return None
    laid, free = [], 0
    for opens, length in sorted(spans):
        begins = max(opens, free)
        laid.append((START + MINUTE * begins, START + MINUTE * (begins + length)))
        free = begins + length + 1
    return tuple(laid)


@given(
    ladders,
    st.integers(1, 3),
    st.sampled_from(["skip", "wait"]),
    st.booleans(),
    st.lists(st.integers(0, 40), max_size=30),
)
def test_whoever_is_late_every_rung_is_called_once_a_round_and_none_is_skipped(
    ladder: list[tuple[int, list[tuple[int, int]] | None]],
    rounds: int,
    closed: str,
    rings: bool,
    delays: list[int],
) -> None:
    """The oracle: each rung, in its order, is there or not at its instant; nothing else counts."""
    rungs = tuple(
        RungFacts(place, MINUTE * minutes, lay_hours(spans))
        for place, (minutes, spans) in enumerate(ladder, 1)
    )
    course = replace(COURSE, rounds=rounds, closed=closed)  # type: ignore[arg-type]
    walk = Walk(Facts(rungs, course, rings))
    at, late = START, iter(delays)
    walk.go(at)
    while not walk.alarms:
        at = max(wake_at(walk.facts), at) + MINUTE * next(late, 0)
        walk.go(at)

    settled = [(number, place) for what, number, place, _ in walk.seen if what != "waited"]
    assert settled == [
        (number, place) for number in range(1, rounds + 1) for place in range(1, len(rungs) + 1)
    ]
    waited = {(number, place) for what, number, place, _ in walk.seen if what == "waited"}
    for what, number, place, instant in walk.seen:
        if what == "called" and (number, place) in waited:
            continue  # it opened meanwhile; that it may have closed again is the watch's delay
        there = rings or is_there(rungs[place - 1], instant)
        assert (what == "called") is there or (what == "waited" and not there)
    spent = sum((one.allowed for one in rungs), timedelta()) * rounds * 2
    assert walk.alarms[0] - START <= spent + MINUTE * sum(delays)


def is_there(one: RungFacts, at: datetime) -> bool:
    """Say whether a rung is there at an instant, or nobody knows any more."""
    if one.hours is None or at >= one.hours[-1][1]:
        return True
    return any(opens <= at < closes for opens, closes in one.hours)


@given(st.lists(st.integers(0, 500), min_size=1, max_size=20))
def test_an_alarm_is_never_silent_for_longer_than_its_time_and_the_delay(waits: list[int]) -> None:
    walk = Walk(facts(turn=Turn(1, 2, START), alarmed_at=START))
    at = START
    for wait in waits:
        at = at + MINUTE * wait
        walk.go(at)
        assert walk.facts.alarmed_at is not None
        assert at - walk.facts.alarmed_at < COURSE.alarm_every
