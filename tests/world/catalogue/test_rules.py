"""What an installation consists of at an instant, and what became different before another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.world.catalogue.rules import (
    Held,
    Side,
    changes_before,
    changes_between,
    is_stale,
    planned_after,
    side_of,
    standing_at,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def version(value: str, since: datetime | None, name: str = "", *, is_gone: bool = False) -> Held:
    return Held("version", name, value, since=since, is_gone=is_gone)


def values(pieces: list[Held]) -> list[str]:
    return [one.value for one in pieces]


def test_a_version_holds_until_the_next_begins() -> None:
    pieces = [version("6.2", NOON), version("6.1", None), version("7.0", NOON + DAY)]

    assert values(standing_at(pieces, NOON - DAY)) == ["6.1"]
    assert values(standing_at(pieces, NOON)) == ["6.2"]
    assert values(planned_after(pieces, NOON)) == ["7.0"]


def test_what_is_gone_is_not_there_and_may_come_back() -> None:
    server = Held("server", "fax-1", "Linux")
    gone = Held("server", "FAX-1", "", since=NOON, is_gone=True)
    back = Held("server", "fax-1", "Linux", since=NOON + 2 * DAY)

    assert standing_at([server, gone, back], NOON + DAY) == []
    assert standing_at([server, gone, back], NOON + 2 * DAY) == [back]


def test_a_change_shortly_before_a_request_is_found_with_what_was_before() -> None:
    pieces = [version("6.1", None), version("6.2", NOON - 3 * DAY)]

    (change,) = changes_before(pieces, NOON)

    assert change.before is not None
    assert (change.before.value, change.after.value) == ("6.1", "6.2")
    assert NOON - change.since == 3 * DAY


@pytest.mark.parametrize(
    ("since", "found"),
    [
        (NOON, 1),
        (NOON + timedelta(seconds=1), 0),
        (NOON - 14 * DAY + timedelta(seconds=1), 1),
        (NOON - 14 * DAY, 0),
        (None, 0),
    ],
)
def test_shortly_before_is_fourteen_days_and_not_after(since: datetime | None, found: int) -> None:
    assert len(changes_before([version("6.2", since)], NOON)) == found


def test_what_stays_the_same_is_no_change() -> None:
    pieces = [version("6.1", None), version("6.1", NOON - DAY)]

    assert changes_before(pieces, NOON) == []


def test_what_was_never_there_cannot_go() -> None:
    assert changes_before([version("", NOON - DAY, "JDK", is_gone=True)], NOON) == []


def test_each_component_has_a_history_of_its_own() -> None:
    pieces = [version("6.1", None), version("21", NOON - DAY, "JDK")]

    (change,) = changes_before(pieces, NOON)

    assert change.before is None
    assert values(standing_at(pieces, NOON)) == ["6.1", "21"]


INSTANTS = st.integers(0, 40).map(lambda day: NOON + day * DAY)
PIECES = st.lists(
    st.builds(
        version,
        st.sampled_from(["1", "2", "3"]),
        st.none() | INSTANTS,
        st.sampled_from(["", "jdk"]),
        is_gone=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda one: (one.name, one.since),
)


@given(PIECES, INSTANTS, INSTANTS)
def test_without_a_change_between_two_instants_the_same_stands(
    pieces: list[Held], first: datetime, last: datetime
) -> None:
    if first <= last and not changes_between(pieces, first, last):
        then = {(one.key, one.value) for one in standing_at(pieces, first)}
        now = {(one.key, one.value) for one in standing_at(pieces, last)}
        assert then == now


@given(PIECES, INSTANTS)
def test_of_each_piece_one_stands_at_a_time(pieces: list[Held], at: datetime) -> None:
    keys = [one.key for one in standing_at(pieces, at)]

    assert len(keys) == len(set(keys))


def test_a_record_is_stale_a_year_after_it_was_confirmed() -> None:
    assert not is_stale(NOON, NOON + 364 * DAY)
    assert is_stale(NOON, NOON + 365 * DAY)


def test_a_contact_stands_on_the_customers_side() -> None:
    assert side_of("contact:7") is Side.CUSTOMER
    assert side_of("specialist:7") is Side.DESK
