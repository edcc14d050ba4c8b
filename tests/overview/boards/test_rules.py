"""What a board counts: bars that miss nothing and overlap nowhere."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from permanence.overview.boards.rules import (
    AGES,
    FIRST_SPAN,
    LENGTHS,
    bar_of,
    fill_bars,
    read_span,
)

lengths = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=4000))


@given(lengths, st.sampled_from([AGES, LENGTHS]))
def test_every_length_belongs_to_the_one_bar_whose_bounds_hold_it(
    length: timedelta, bounds: tuple[timedelta, ...]
) -> None:
    bar = bar_of(length, bounds)

    assert bar == 0 or bounds[bar - 1] <= length
    assert bar == len(bounds) or length < bounds[bar]


def test_a_bar_without_any_is_none() -> None:
    assert fill_bars([(1, 4), (5, 2)], AGES) == (0, 4, 0, 0, 0, 2)


def test_an_address_asks_for_a_span_that_is_offered_or_gets_the_usual_one() -> None:
    assert [read_span(text) for text in ("7", "90", "", "31", "-7", "x")] == [7, 90] + [
        FIRST_SPAN
    ] * 4
