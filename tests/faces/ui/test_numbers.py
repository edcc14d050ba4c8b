"""What an address says is a number only where a row can have it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from permanence.faces.ui.numbers import read_number


@given(some.integers(0, 10**18 - 1))
def test_a_number_is_read_as_it_is_written(number: int) -> None:
    assert read_number(str(number)) == number


@pytest.mark.parametrize("text", ["", " 7", "-1", "+1", "1_000", "1.0", "٣", "²", "x", "1" * 19])
def test_what_no_row_can_have_is_none(text: str) -> None:
    assert read_number(text) is None


def test_fewer_digits_can_be_asked_for() -> None:
    assert [read_number(text, digits=2) for text in ("99", "100")] == [99, None]
