"""Lists of touched customers: renewed by new scopes, judged by people, compared and sealed."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.service.incidents.rules.impact import (
    Found,
    Line,
    Standing,
    count_standings,
    differ,
    digest_lines,
    judge_lines,
    nearest_found,
    newly_told,
    no_longer_told,
    renew_lines,
)
from permanence.service.incidents.rules.signals import (
    Observed,
    Thresholds,
    judge_signal,
    signals_by_customer,
    speaks_for,
    window_of,
)

CUSTOMERS = st.integers(1, 6)
FOUND = st.builds(
    Found,
    CUSTOMERS,
    st.sampled_from(["component", "everything", "no_contract"]),
    st.tuples(st.integers(1, 3)) | st.tuples(st.integers(1, 3), st.integers(4, 6)),
    st.integers(1, 9),
)
JUDGED = st.tuples(st.sets(CUSTOMERS, min_size=1), st.sampled_from(["confirmed", "excluded"]))
STEPS = st.lists(st.lists(FOUND, max_size=8) | JUDGED, max_size=6)
USUAL = Thresholds(weeks=4, least=1, factor=2, lead=timedelta(minutes=15))
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def run(steps: list[list[Found] | tuple[set[int], str]]) -> list[list[Line]]:
    """Return the list after each step: a new scope, or a judgement of some customers."""
    lists: list[list[Line]] = [[]]
    for number, step in enumerate(steps, 1):
        if isinstance(step, tuple):
            made = judge_lines(lists[-1], step[0], standing=step[1], judgement=number)
        else:
            made = renew_lines(lists[-1], step)
        lists.append(made)
    return lists


@dataclass
class Known:
    """What is known of one customer on the way."""

    standing: str
    judged: bool = False
    way: Found | None = None


def walk(steps: list[list[Found] | tuple[set[int], str]]) -> dict[int, str]:
    """Return how each customer stands at the end, following one customer at a time."""
    ends = {}
    for one in range(1, 7):
        known: Known | None = None
        for step in steps:
            if not isinstance(step, tuple):
                known = rescope(known, [found for found in step if found.organisation == one])
            elif one in step[0]:
                known = Known(step[1], judged=True, way=known.way if known else None)
        if known:
            ends[one] = known.standing
    return ends


def rescope(known: Known | None, mine: list[Found]) -> Known | None:
    """Return what a new scope makes of what is known of a customer."""
    now = next(iter(nearest_found(mine).values()), None)
    if known and known.judged and known.standing == "confirmed":
        return replace(known, way=now or known.way)
    if known and known.judged and (now is None or now == known.way):
        return known
    return Known("possible", way=now) if now else None


@given(STEPS)
def test_lists_are_what_following_each_customer_gives(
    steps: list[list[Found] | tuple[set[int], str]],
) -> None:
    assert {line.organisation: str(line.standing) for line in run(steps)[-1]} == walk(steps)


@given(STEPS)
def test_differences_lead_from_each_list_to_the_next(
    steps: list[list[Found] | tuple[set[int], str]],
) -> None:
    lists = run(steps)
    for before, after in itertools.pairwise(lists):
        told = differ(before, after)

        rebuilt = {line.organisation: line for line in before}
        for line in told.gone:
            del rebuilt[line.organisation]
        for old, new in told.changed:
            assert rebuilt[old.organisation] == old
            rebuilt[old.organisation] = new
        rebuilt |= {line.organisation: line for line in told.added}
        assert sorted(rebuilt.values(), key=lambda one: one.organisation) == after
        assert bool(told) == (before != after)
        assert not set(newly_told(before, after)) & set(no_longer_told(before, after))


@given(STEPS)
def test_a_list_has_each_customer_once_in_order_and_is_renewed_to_itself(
    steps: list[list[Found] | tuple[set[int], str]],
) -> None:
    made = run(steps)[-1]

    numbers = [line.organisation for line in made]
    assert numbers == sorted(set(numbers))
    assert renew_lines(made, [line.found for line in made]) == made
    assert sum(count_standings(made).values()) == len(made)


WAY = Found(7, "component", (1, 2), 5)
OTHER = Found(7, "component", (3, 2), 5)


@pytest.mark.parametrize(
    ("before", "now", "standing"),
    [
        (None, WAY, "possible"),
        ("confirmed", WAY, "confirmed"),
        ("confirmed", OTHER, "confirmed"),
        ("confirmed", None, "confirmed"),
        ("excluded", WAY, "excluded"),
        ("excluded", None, "excluded"),
        ("excluded", OTHER, "possible"),  # another way leads to them: nobody has judged that
        ("possible", None, None),
    ],
)
def test_what_a_new_scope_makes_of_a_customer(
    before: str | None, now: Found | None, standing: str | None
) -> None:
    old = Line(7, "possible", WAY.ground, WAY.path, WAY.contract_version)
    if before and before != "possible":
        old = replace(old, standing=before, judgement=1)

    made = renew_lines([old] if before else [], [now] if now else [])

    assert [str(line.standing) for line in made] == ([standing] if standing else [])


def test_the_ground_that_says_most_is_told_by_the_shortest_way() -> None:
    found = [
        Found(7, "no_contract", (1,)),
        Found(7, "everything", (1,), 4),
        Found(7, "component", (1, 2, 3), 5),
        Found(7, "component", (1, 3), 6),
    ]

    assert nearest_found(found) == {7: Found(7, "component", (1, 3), 6)}


def test_the_digest_seals_each_line_and_the_list_before() -> None:
    lines = [Line(7, Standing.POSSIBLE, "component", (1,), 5), Line(9, "possible", "everything")]
    digest = digest_lines(1001, 1, lines, previous="")

    assert digest == digest_lines(1001, 1, lines[::-1], previous="")
    assert len(digest) == 64
    for other in (
        digest_lines(1002, 1, lines, previous=""),
        digest_lines(1001, 2, lines, previous=""),
        digest_lines(1001, 1, lines, previous="x"),
        digest_lines(1001, 1, lines[:1], previous=""),
        digest_lines(1001, 1, [replace(lines[0], path=(2,)), lines[1]], previous=""),
        digest_lines(1001, 1, [replace(lines[0], standing="excluded"), lines[1]], previous=""),
    ):
        assert other != digest


@pytest.mark.parametrize(
    ("kind", "count", "earlier", "usual", "speaks"),
    [
        ("ticket", 1, (0, 0, 0, 0), 0, True),
        ("ticket", 2, (1, 1, 1, 1), 1, False),  # twice the usual is not more than twice
        ("ticket", 3, (1, 1, 1, 1), 1, True),
        ("ticket", 3, (9, 1, 1, 0), 1, True),  # one wild week does not hide it
        ("call", 5, (2, 3, 2, 3), 2.5, False),
        ("climb", 1, (), 0, True),
        ("me_too", 1, (), 0, True),
        ("alert", 1, (), 0, True),
        ("environment", 2, (), 0, False),
    ],
)
def test_when_a_signal_speaks(
    kind: str, count: int, earlier: tuple[int, ...], usual: float, speaks: bool
) -> None:
    signal = judge_signal(Observed(7, kind, count, earlier), USUAL)

    assert (signal.usual, signal.speaks) == (usual, speaks)


@given(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=4), st.integers(1, 4))
def test_more_of_the_same_never_speaks_less(count: int, earlier: list[int], factor: int) -> None:
    strict = replace(USUAL, factor=factor)
    less, more = (
        judge_signal(Observed(7, "ticket", one, tuple(earlier)), strict)
        for one in (count, count + 1)
    )

    assert more.speaks >= less.speaks


def test_what_says_most_comes_first() -> None:
    seen = [Observed(7, "ticket", 1), Observed(7, "me_too", 1), Observed(8, "environment", 1)]

    found = signals_by_customer([*seen, Observed(9, "ticket", 0)], USUAL)

    assert [one.kind for one in found[7]] == ["me_too", "ticket"]
    assert {number: speaks_for(signals) for number, signals in found.items()} == {7: True, 8: False}


def test_signals_are_counted_until_it_was_resolved() -> None:
    lead = timedelta(minutes=15)
    later = NOON + timedelta(hours=5)

    running = window_of(NOON, until=None, at=later, lead=lead)
    over = window_of(NOON, until=NOON + timedelta(hours=1), at=later, lead=lead)

    assert (running.start, running.end) == (NOON - lead, later)
    assert over.end == NOON + timedelta(hours=1)
    assert over.before(2).start == NOON - lead - timedelta(days=14)
