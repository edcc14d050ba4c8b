"""Places in lists, and what is asked of the search."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from permanence.overview.worklists.rules import (
    ADDABLE,
    Order,
    Place,
    Term,
    crowd_of,
    order_added,
    order_of,
    reach_first,
    reach_further,
    read_place,
    read_terms,
    round_estimate,
    write_place,
)


@given(some.integers(0, 250_000_000_000_000_000), some.integers(0, 10**12), some.integers(0, 9))
def test_a_place_is_read_as_it_was_written(microseconds: int, number: int, gravity: int) -> None:
    order_at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)

    assert read_place(write_place(order_at, number, gravity)) == Place(order_at, number, gravity)


@given(some.text())
def test_no_text_is_worse_than_no_place(text: str) -> None:
    assert read_place(text) is None or isinstance(read_place(text), Place)


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("fax error", (Term("fax", "word"), Term("error", "word"))),
        ('"fax error" 554', (Term("fax error", "phrase"), Term("554", "word"))),
        ('"never closed', (Term("never closed", "phrase"),)),
        ("certif*", (Term("certif", "prefix"),)),
        ("a*", (Term("a*", "word"),)),
        ("ada@example.com", (Term("ada@example.com", "word"),)),
        ("& | ! ()", ()),
        ("", ()),
    ],
)
def test_what_is_typed_is_read_as_words_phrases_and_beginnings(
    typed: str, terms: tuple[Term, ...]
) -> None:
    assert read_terms(typed) == terms


@pytest.mark.parametrize(
    ("view", "asked", "by_severity", "order"),
    [
        ("next", "", True, "severity"),
        ("next", "due", True, "due"),
        ("next", "severity", True, "severity"),
        ("next", "newest", True, "severity"),
        ("waiting", "", True, "due"),
        ("waiting", "severity", True, "due"),
        ("ended", "severity", True, "newest"),
        ("next", "", False, "due"),
        ("next", "severity", False, "due"),
        ("ended", "", False, "newest"),
    ],
)
def test_a_view_says_in_which_order_it_stands(
    view: str, asked: str, by_severity: bool, order: Order
) -> None:
    assert order_of(view, asked, by_severity=by_severity) == order


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, 1), (7.4, 7), (99, 99), (640, 640), (12_391, 12_000), (1_951_000, 2_000_000)],
)
def test_an_estimate_is_said_in_two_figures(number: float, said: int) -> None:
    assert round_estimate(number) == said


def test_a_search_reaches_as_much_further_as_it_found_too_little() -> None:
    assert reach_further(1000, found=0, wanted=100) == 32_000
    assert reach_further(1000, found=1, wanted=100) == 64_000
    assert reach_further(1000, found=10, wanted=100) == 15_000
    assert reach_further(1000, found=90, wanted=100) == 4_000


def test_a_search_begins_where_enough_are_likely() -> None:
    assert reach_first(500, found=50, wanted=100) == 1500
    assert reach_first(500, found=1, wanted=100) == 75_000
    assert reach_first(500, found=0, wanted=100) == 150_000


def test_added_columns_stand_in_one_order_each_once() -> None:
    assert order_added(["contract", "team", "contact", "team", "mood"]) == (
        "contact",
        "team",
        "contract",
    )
    assert order_added(reversed(ADDABLE)) == ADDABLE


def test_a_column_left_out_makes_room_for_one_that_is_added() -> None:
    assert [crowd_of(4, hidden) for hidden in range(5)] == [4, 3, 2, 1, 0]
    assert crowd_of(1, 3) == 0
