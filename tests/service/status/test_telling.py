"""Whatever swings fills no mailbox, and the last word told is what is so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from permanence.service.status.rules.telling import (
    HOUR,
    Fact,
    Heard,
    Pace,
    begin_hearing,
    decide,
)

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PACE = Pace(timedelta(minutes=3), most=2)
STATES = ["operational", "degraded", "down"]
STEP = timedelta(seconds=30)

changes = st.lists(
    st.tuples(st.integers(0, 500), st.sampled_from(["a", "b"]), st.sampled_from(STATES)),
    max_size=60,
).map(sorted)


def facts_at(history: list[tuple[int, str, str]], at: datetime) -> list[Fact]:
    """Return how things stand, by what happened until then."""
    found = []
    for key in ("a", "b"):
        state, since, turns = "operational", None, []
        for step, which, after in history:
            when = START + step * STEP
            if which == key and when <= at and after != state:
                state, since = after, when
                turns.append(when)
        found.append(Fact(key, state, since, tuple(turns)))
    return found


@given(changes)
def test_an_hour_brings_no_more_than_its_words_and_the_last_one_is_true(
    history: list[tuple[int, str, str]],
) -> None:
    heard, sent = begin_hearing(facts_at([], START)), []
    for step in range(500 + 300):
        at = START + step * STEP
        decision = decide(heard, facts_at(history, at), pace=PACE, at=at)
        heard = decision.heard
        if decision.changes:
            sent.append(at)
            assert all(one.before != one.after for one in decision.changes)

    for first in sent:
        assert sum(first <= one < first + HOUR for one in sent) <= PACE.most
    assert heard.states == {one.key: one.state for one in facts_at(history, at)}


@given(changes)
def test_who_looks_only_when_told_to_learns_the_same(history: list[tuple[int, str, str]]) -> None:
    end = START + 800 * STEP
    turns = [*sorted({START + step * STEP for step, _, _ in history}), end]
    heard, at, looks = begin_hearing(facts_at([], START)), START, 0
    while at < end:
        decision = decide(heard, facts_at(history, at), pace=PACE, at=at)
        heard = decision.heard
        following = [one for one in (decision.again_at, *turns) if one and one > at]
        at = min(following)
        looks += 1

    assert heard.states == {one.key: one.state for one in facts_at(history, end)}
    assert looks < 300


def test_a_change_is_told_when_it_has_stood() -> None:
    heard = Heard({"a": "operational"})
    down = [Fact("a", "down", START, (START,))]

    early = decide(heard, down, pace=PACE, at=START + timedelta(minutes=2))
    later = decide(heard, down, pace=PACE, at=START + timedelta(minutes=3))

    assert early.changes == ()
    assert early.again_at == START + timedelta(minutes=3)
    assert [(one.before, one.after) for one in later.changes] == [("operational", "down")]


def test_a_short_swing_is_never_told() -> None:
    heard = Heard({"a": "operational"})
    back = [Fact("a", "operational", START, (START - timedelta(minutes=1), START))]

    for minutes in range(20):
        decision = decide(heard, back, pace=PACE, at=START + timedelta(minutes=minutes))
        heard = decision.heard
        assert decision.changes == ()


def test_what_goes_on_swinging_is_told_once_with_its_swings() -> None:
    turns = [START + timedelta(minutes=number) for number in range(14)]
    heard = Heard({"a": "operational"})
    told = []
    for number, at in enumerate(turns):
        state = "down" if number % 2 == 0 else "operational"
        fact = Fact("a", state, at, tuple(turns[: number + 1]))
        decision = decide(heard, [fact], pace=PACE, at=at)
        heard = decision.heard
        told += decision.changes

    assert [(one.after, one.swings) for one in told] == [("down", 13)]


def test_words_of_people_are_told_at_once() -> None:
    update = Fact("incident:1", "2", START, is_settled=True)

    decision = decide(Heard({"incident:1": "1"}), [update], pace=PACE, at=START)

    assert [one.key for one in decision.changes] == ["incident:1"]
