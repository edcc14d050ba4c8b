"""What a schedule says, which instants follow from it, and which tables are refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.overview.privacy.rules.schedule import (
    KINDS,
    OF_TICKETS,
    PERSON,
    Unsound,
    is_night,
    limit_of,
    make_schedule,
    read_rows,
    write_rows,
)

INSTANTS = st.datetimes(
    min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)
)


@pytest.mark.parametrize(
    ("at", "months", "limit"),
    [
        ("2026-03-31", 1, "2026-02-28"),
        ("2024-03-31", 1, "2024-02-29"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-12-31", 12, "2025-12-31"),
        ("2024-02-29", 12, "2023-02-28"),
        ("2026-05-31", 0, "2026-05-31"),
    ],
)
def test_months_are_counted_back_by_the_calendar(at: str, months: int, limit: str) -> None:
    instant = datetime.fromisoformat(at).replace(tzinfo=UTC)

    assert limit_of(instant, months) == datetime.fromisoformat(limit).replace(tzinfo=UTC)


@given(INSTANTS, st.integers(0, 600), st.integers(0, 60))
def test_what_is_due_stays_due(at: datetime, months: int, days: int) -> None:
    assert limit_of(at, months) <= limit_of(at + timedelta(days=days), months)
    assert limit_of(at, months + 1) < limit_of(at, months)


def test_a_table_is_kept_and_read_back() -> None:
    made = make_schedule({"files": (24, "no need after two years"), "access": (12, "audit")})

    assert read_rows(write_rows(made)) == made
    assert made.months("files") == 24
    assert made.months("words") is None


@pytest.mark.parametrize(
    ("rows", "kind", "fault"),
    [
        ({"files": (24, " ")}, "files", "reason"),
        ({"files": (-1, "x")}, "files", "span"),
        ({"files": (601, "x")}, "files", "span"),
        ({"log_ins": (1, "x")}, "log_ins", "span"),
        ({"person": (12, "x")}, "person", "forms"),
    ],
)
def test_a_table_that_cannot_be_carried_out_is_refused(
    rows: dict[str, tuple[int | None, str]], kind: str, fault: str
) -> None:
    with pytest.raises(Unsound) as refused:
        make_schedule(rows)

    assert (refused.value.kind, refused.value.fault) == (kind, fault)


def test_a_name_goes_no_earlier_than_all_in_which_it_stands() -> None:
    sound: dict[str, tuple[int | None, str]] = dict.fromkeys(OF_TICKETS, (24, "x"))
    assert make_schedule(sound).months(PERSON) == 24

    for kind in set(OF_TICKETS) - {PERSON}:
        with pytest.raises(Unsound):
            make_schedule(sound | {kind: (25, "x")})


def test_every_kind_stands_in_the_table() -> None:
    assert [row.kind for row in make_schedule({}).rows] == list(KINDS)


def test_work_is_done_when_it_is_night_at_the_desk() -> None:
    midnight_utc = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)

    assert is_night(midnight_utc, ZoneInfo("Europe/London"))
    assert not is_night(midnight_utc, ZoneInfo("America/Toronto"))
