"""Who carries a call, how long a provider that failed rests, and when a call is given up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.ground.ways.rules.failing_over import (
    LONGEST_REST,
    ROUNDS,
    Candidate,
    Result,
    choose_provider,
    next_round,
    rest_after,
    waits_for_room,
)

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER, BEFORE = AT + timedelta(minutes=1), AT - timedelta(minutes=1)


@pytest.mark.parametrize(
    ("candidates", "chosen"),
    [
        ([Candidate(1), Candidate(2)], 1),
        ([Candidate(1, is_tried=True), Candidate(2)], 2),
        ([Candidate(1, rests_until=LATER), Candidate(2)], 2),
        ([Candidate(1, rests_until=BEFORE), Candidate(2)], 1),
        ([Candidate(1, rests_until=LATER), Candidate(2, is_tried=True)], 1),
        ([Candidate(1, per_minute=5, carried=5), Candidate(2)], 2),
        ([Candidate(1, per_minute=5, carried=4), Candidate(2)], 1),
        ([Candidate(1, is_tried=True), Candidate(2, is_tried=True)], None),
        ([Candidate(1, per_minute=1, carried=1)], None),
        ([], None),
    ],
)
def test_the_first_that_can_carries_a_call(candidates: list[Candidate], chosen: int | None) -> None:
    assert choose_provider(candidates, at=AT) == chosen


candidates_of_any_kind = st.lists(
    st.builds(
        Candidate,
        number=st.integers(1, 99),
        rests_until=st.sampled_from([None, BEFORE, LATER]),
        per_minute=st.integers(0, 3),
        carried=st.integers(0, 3),
        is_tried=st.booleans(),
    ),
    max_size=5,
    unique_by=lambda one: one.number,
)


@given(candidates_of_any_kind)
def test_nobody_is_left_out_who_could_still_be_tried(candidates: list[Candidate]) -> None:
    chosen = choose_provider(candidates, at=AT)
    untried = [one for one in candidates if not one.is_tried]

    if chosen is None:
        assert not untried or waits_for_room(candidates)
    else:
        taken = next(one for one in candidates if one.number == chosen)
        assert not taken.is_tried
        assert taken.per_minute == 0 or taken.carried < taken.per_minute


def test_who_fails_again_and_again_rests_longer_but_never_for_ever() -> None:
    rests = [rest_after(failures) for failures in range(1, 30)]

    assert rests[0] == timedelta(seconds=30)
    assert rests == sorted(rests)
    assert rests[-1] == LONGEST_REST


@pytest.mark.parametrize(
    ("results", "round_", "again"),
    [
        ([Result.FAILED, Result.FAILED], 1, ROUNDS[0]),
        ([Result.FAILED, Result.REFUSED], 2, ROUNDS[1]),
        ([Result.LOST], 3, ROUNDS[2]),
        ([Result.FAILED], 4, None),  # tried often enough
        ([Result.REFUSED, Result.REFUSED], 1, None),  # nobody reaches this address
        ([Result.SILENT, Result.FAILED], 1, None),  # somebody took it: never twice
        ([], 1, None),  # nobody is there to carry it
    ],
)
def test_all_are_tried_again_only_where_it_can_help(
    results: list[Result], round_: int, again: timedelta | None
) -> None:
    found = next_round(results, round_=round_, at=AT)

    assert found == (None if again is None else AT + again)
