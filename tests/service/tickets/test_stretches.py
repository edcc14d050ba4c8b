"""Stretches of entries, by which a search asks for the newest or for a few here and there."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from permanence.service.tickets.rules.stretches import (
    MOST_STRETCHES,
    ask_stretches,
    newest_stretches,
    spread_stretches,
)

numbers = st.integers(min_value=0, max_value=1 << 34)


@given(numbers, st.integers(min_value=1, max_value=1 << 34))
def test_the_newest_stretches_hold_every_entry_within_reach(last: int, reach: int) -> None:
    found = newest_stretches(last, reach)

    if found is None:
        assert reach > (MOST_STRETCHES - 2) << 14
    else:
        stretches, fineness = found
        assert len(stretches) <= MOST_STRETCHES
        assert {last >> fineness, max(last - reach, 0) >> fineness} <= {*stretches}


@given(numbers, st.integers(min_value=0, max_value=1 << 34))
def test_a_sample_is_spread_evenly_and_bounded(last: int, entries: int) -> None:
    stretches, fineness = spread_stretches(last, entries)

    assert 1 <= len(stretches) <= MOST_STRETCHES
    assert stretches == sorted({*stretches})
    assert 0 <= stretches[0] <= stretches[-1] <= last >> fineness
    gaps = {after - before for before, after in pairwise(stretches)}
    assert not gaps or max(gaps) - min(gaps) <= 1


def test_few_stretches_are_all_taken() -> None:
    assert spread_stretches(1500, 10) == ([0, 1, 2], 9)


def test_stretches_are_asked_for_together() -> None:
    assert ask_stretches([3, 4], 9) == "'§9.3' | '§9.4'"
