"""Instants as the reader says them: in words, or by year, month and day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from permanence.faces.ui.moments import (
    say_day,
    say_instant,
    say_instant_fully,
    write_day,
    writing_dates,
)

AT = datetime(2026, 3, 2, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "words", "numbers"),
    [
        (0, "15:00", "15:00"),
        (2, "Wed 15:00", "Wed 15:00"),
        (-20, "10 Feb, 15:00", "2026-02-10, 15:00"),
        (-400, "26 Jan 2025, 15:00", "2025-01-26, 15:00"),
    ],
)
def test_days_are_written_as_their_reader_wants(days: int, words: str, numbers: str) -> None:
    instant = AT + timedelta(days=days)

    assert say_instant(instant, at=AT, zone=UTC) == words
    with writing_dates("iso"):
        assert say_instant(instant, at=AT, zone=UTC) == numbers
    assert say_instant(instant, at=AT, zone=UTC) == words


def test_a_weekday_stays_beside_the_number_and_words_without_a_day_stay_words() -> None:
    with writing_dates("iso"):
        assert say_instant_fully(AT, zone=UTC) == "Mon 2026-03-02, 15:00:00 UTC"
        assert say_day(AT, at=AT + timedelta(days=9), zone=UTC) == "Mon 2026-03-02"
        assert write_day(AT.date(), "F Y") == "March 2026"
        with writing_dates("words"):
            assert write_day(AT.date(), "j M Y") == "2 Mar 2026"
