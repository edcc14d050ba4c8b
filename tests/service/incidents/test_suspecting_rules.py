"""When signs are an incident to be: any order, no sign twice, and never fewer for one more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.promises.policies.rules.suspicion import Suspicion
from permanence.service.incidents.rules.suspecting import (
    ALERTS,
    MANY,
    SEVERE,
    TWO_GRAVE,
    WITH_ALERT,
    Sign,
    climb_needs,
    find_meetings,
    find_named,
)

AT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
SUSPICION = Suspicion()
# The platform 1 needs the application 2, which needs the lines 3; 4 stands alone.
ABOVE = climb_needs([(1, 2), (2, 3)])


def sign(
    key: int,
    component: int | None = 1,
    customer: str = "",
    *,
    minutes: float = 5,
    severity: int | None = None,
    ended: float | None = None,
    said: float | None = None,
) -> Sign:
    """Return what a customer says, or an alert where no customer is named, so long ago."""
    kind = "ticket" if customer else "alert"
    at = AT - timedelta(minutes=minutes)
    over = None if ended is None else AT - timedelta(minutes=ended)
    later = None if said is None else AT - timedelta(minutes=said)
    return Sign(key, kind, component, customer, at, over, severity, later)


def meet(*signs: Sign, **told: Any) -> list[Any]:
    """Return what meets now."""
    return find_meetings(signs, above=ABOVE, suspicion=told.get("by", SUSPICION), at=AT)


SIGNS = st.lists(
    st.builds(
        sign,
        st.integers(),
        st.sampled_from([1, 2, 3, 4, None]),
        st.sampled_from(["", "a", "b", "c"]),
        minutes=st.integers(0, 60),
        severity=st.sampled_from([None, None, 1, 2, 3]),
        said=st.sampled_from([None, None, 2, 40]),
    ),
    max_size=12,
    unique_by=lambda one: one.key,
)


@given(SIGNS, st.randoms(use_true_random=False))
def test_the_order_in_which_signs_came_to_be_known_changes_nothing(
    signs: list[Sign], chance: Any
) -> None:
    found = meet(*signs)
    chance.shuffle(signs)

    assert meet(*signs) == found


@given(SIGNS)
def test_no_sign_counts_twice_and_none_that_is_old(signs: list[Sign]) -> None:
    counted = [key for one in meet(*signs) for key in one.signs]
    by_key = {one.key: one for one in signs}

    assert len(counted) == len(set(counted))
    assert all(
        one.kind == "alert" or AT - max(one.at, one.said_at or one.at) < SUSPICION.window
        for one in (by_key[key] for key in counted)
    )


@given(SIGNS, SIGNS)
def test_one_sign_more_never_lets_a_suspicion_go(signs: list[Sign], more: list[Sign]) -> None:
    known = {one.key for one in signs}
    fresh = [one for one in more if one.key not in known]

    assert bool(meet(*signs, *fresh)) >= bool(meet(*signs))


@given(SIGNS)
def test_what_was_counted_is_not_enough_again(signs: list[Sign]) -> None:
    counted = {key for one in meet(*signs) for key in one.signs}

    assert meet(*(one for one in signs if one.key not in counted)) == []


@pytest.mark.parametrize(
    ("signs", "rule"),
    [
        ([sign(1, 1, "a"), sign(2, 1, "b")], ""),
        ([sign(1, 1, "a"), sign(2, 1, "b"), sign(3, 1, "b")], ""),
        ([sign(1, 1, "a"), sign(2, 1, "b"), sign(3, 1, "c")], MANY),
        ([sign(1, 1, "a"), sign(2, 4, "b"), sign(3, 2, "c")], ""),
        ([sign(1, 1, "a"), sign(2, 1, "b"), sign(3, 1, "c", minutes=31)], ""),
        ([sign(1, 1, "a"), sign(2, 1)], WITH_ALERT),
        ([sign(1, 1, "a"), sign(2, 3)], WITH_ALERT),
        ([sign(1, 3, "a"), sign(2, 1)], WITH_ALERT),
        ([sign(1, 4, "a"), sign(2, 3)], ""),
        ([sign(1, 1, "a"), sign(2, 3, minutes=500)], WITH_ALERT),
        ([sign(1, 1, "a"), sign(2, 3, minutes=500, ended=29)], WITH_ALERT),
        ([sign(1, 1, "a"), sign(2, 3, minutes=500, ended=31)], ""),
        ([sign(1), sign(2)], ""),
        ([sign(1), sign(2), sign(3)], ALERTS),
        ([sign(1, 1, "a", minutes=120, severity=1)], ""),
        ([sign(1, 1, "a", minutes=120, severity=1, said=1)], SEVERE),
        ([sign(1, 1, "a", severity=2)], ""),
        ([sign(1, 1, "a", severity=2), sign(2, 1, "b")], TWO_GRAVE),
        ([sign(1, 1, "a", severity=2), sign(2, 1, "a")], ""),
        ([sign(1, None, "a", severity=2), sign(2, None, "b")], ""),
        ([sign(1, None, "a", severity=1)], SEVERE),
        ([sign(1, 4, "a", severity=1)], SEVERE),
    ],
)
def test_signs_amount_to_an_incident_by_a_rule(signs: list[Sign], rule: str) -> None:
    assert [one.rule for one in meet(*signs)] == ([rule] if rule else [])


def test_the_policy_says_from_when_on() -> None:
    signs = [sign(1), sign(2), sign(3)]

    assert meet(*signs, by=Suspicion(alerts=0)) == []
    assert meet(*signs, by=Suspicion(alerts=4)) == []


def test_who_says_most_stands_first_and_the_severity_is_the_gravest() -> None:
    found = meet(
        sign(1, 4, "a"),
        sign(2, 4, "b"),
        sign(3, 4, "c"),
        sign(4, 1, "a", severity=1),
    )

    assert [(one.component, one.severity) for one in found] == [(4, 2), (1, 1)]
    assert found[0].since == AT - timedelta(minutes=5)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Our fax lines are dead", [2]),
        ("Fax-Lines: nobody answers", [2]),
        ("fax to mail and the fax lines", [1, 2]),
        ("Les télécopies ne partent plus", [3]),
        ("les telecopies ne partent plus", [3]),
        ("The fax linesman called", []),
        ("La TE\u0301LE\u0301COPIE et les\n  TÉLÉCOPIES", [3]),
        ("xfax linesfax lines of ours", []),
        ("Nothing of ours", []),
        ("", []),
    ],
)
def test_a_request_names_a_component_in_any_language(text: str, found: list[int]) -> None:
    names = {1: ["Fax to mail"], 2: ["Fax lines", "fax-lines"], 3: ["Télécopies"]}

    assert find_named(text, names) == found
