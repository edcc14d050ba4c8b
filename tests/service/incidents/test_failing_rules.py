"""When messages of a customer fail above its usual; more failures are never fewer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.promises.policies.rules.suspicion import FailureTerms
from permanence.service.incidents.rules.failing import (
    Measured,
    add_measured,
    find_onset,
    find_worst,
    is_above,
    read_measured,
)

TERMS = FailureTerms()
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
COUNTS = st.integers(0, 60)
MEASURES = st.builds(Measured, COUNTS, COUNTS, COUNTS, COUNTS)


@pytest.mark.parametrize(
    ("failed", "passed", "usual_failed", "usual_passed", "above"),
    [
        (4, 0, 0, 0, False),  # fewer than the least number
        (5, 0, 0, 0, True),
        (5, 500, 0, 0, True),  # nobody knows what is usual: the number decides
        (5, 5, 10, 9, True),  # nineteen messages say nothing yet
        (5, 5, 10, 10, False),  # half always fail
        (15, 5, 10, 10, False),  # three times as many for each that passed is not more than that
        (16, 5, 10, 10, True),
        (5, 95, 14, 686, False),  # 2 % usually, 5 % now
        (7, 93, 14, 686, True),
        (60, 0, 30, 0, False),  # where all always fails nothing is more
        (5, 0, 1, 99, True),
    ],
)
def test_messages_fail_above_the_usual(
    failed: int, passed: int, usual_failed: int, usual_passed: int, above: bool
) -> None:
    assert is_above(Measured(failed, passed, usual_failed, usual_passed), TERMS) is above


@given(MEASURES, st.integers(1, 20), st.integers(1, 9), st.integers(1, 40))
def test_more_failures_never_untouch_and_more_that_pass_never_touch(
    seen: Measured, least: int, factor: int, baseline: int
) -> None:
    terms = FailureTerms(least, factor, baseline)

    assert is_above(replace(seen, failed=seen.failed + 1), terms) >= is_above(seen, terms)
    assert is_above(replace(seen, passed=seen.passed + 1), terms) <= is_above(seen, terms)


@given(MEASURES, st.integers(1, 20), st.integers(1, 9))
def test_a_stricter_threshold_never_touches_more(seen: Measured, least: int, factor: int) -> None:
    terms = FailureTerms(least, factor)

    for stricter in (replace(terms, least=least + 1), replace(terms, factor=factor + 1)):
        assert is_above(seen, stricter) <= is_above(seen, terms)


@given(MEASURES, MEASURES)
def test_the_worst_is_one_of_both_and_what_is_kept_is_read_again(
    kept: Measured, seen: Measured
) -> None:
    worst = find_worst(kept, seen)

    assert worst.failed == max(kept.failed, seen.failed)
    assert find_worst(None, seen) == read_measured(seen.told()) == seen
    assert add_measured([kept, seen]).total == kept.total + seen.total


@pytest.mark.parametrize(("usual_failed", "minute"), [(0, 0), (6, 0), (7, 1), (20, 2), (700, 4)])
def test_it_began_with_the_first_failure_that_is_not_usual(usual_failed: int, minute: int) -> None:
    instants = [NOON + timedelta(minutes=number) for number in (3, 0, 4, 1, 2)]

    onset = find_onset(instants, Measured(5, 0, usual_failed, 99), days=7)

    assert onset == NOON + timedelta(minutes=minute)
