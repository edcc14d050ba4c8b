"""How deadlines and instants are said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from permanence.faces.ui.deadlines import show_deadline
from permanence.faces.ui.moments import (
    say_day,
    say_instant,
    say_instant_fully,
    say_instant_in_zones,
    say_span,
)

PARIS = ZoneInfo("Europe/Paris")
AT = datetime(2026, 11, 25, 13, 28, tzinfo=UTC)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (minutes(0.9), "under a minute"),
        (minutes(59.9), "59 min"),
        (minutes(60), "1 h"),
        (minutes(72), "1 h 12 min"),
        (minutes(1440), "1 d"),
        (minutes(1440 + 65), "1 d 1 h"),
        (-minutes(12), "12 min"),
    ],
)
def test_a_span_is_said_in_its_two_largest_units(span: timedelta, words: str) -> None:
    assert say_span(span) == words


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (minutes(12), "14:40"),
        (minutes(60 * 10), "Thu 00:28"),
        (timedelta(days=6), "Tue 14:28"),
        (timedelta(days=7), "2 Dec, 14:28"),
        (-timedelta(days=1), "24 Nov, 14:28"),
        (timedelta(days=60), "24 Jan 2027, 14:28"),
    ],
)
def test_an_instant_says_no_more_than_the_reader_needs(after: timedelta, words: str) -> None:
    assert say_instant(AT + after, at=AT, zone=PARIS) == words


def test_the_day_is_the_readers() -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)

    assert say_day(late, at=AT, zone=PARIS) == "Today"
    assert say_day(late, at=AT, zone=UTC) == "Yesterday"
    with override("fr"):
        assert say_day(late - timedelta(days=3), at=AT, zone=PARIS) == "dimanche 22 novembre"


def test_an_instant_is_named_once_for_zones_that_agree() -> None:
    eastern = timezone(-timedelta(hours=5))

    assert say_instant_in_zones(AT, at=AT, zones=[PARIS, eastern]) == (
        "14:28 Europe/Paris · 08:28 UTC−05:00"
    )
    assert say_instant_in_zones(AT, at=AT, zones=[PARIS, PARIS]) == "14:28 Europe/Paris"
    assert say_instant_fully(AT, zone=PARIS) == "Wed 25 Nov 2026, 14:28:00 Europe/Paris"


@pytest.mark.parametrize(
    ("due", "met", "state", "remaining", "share"),
    [
        (60, None, "on_time", "1 h left", 50),
        (10, None, "at_risk", "10 min left", 85),
        (0, None, "overdue", "under a minute late", 100),
        (-12, None, "overdue", "12 min late", 100),
        (60, -30, "met", "1 h 30 min early", 25),
        (-40, -30, "missed", "10 min late", 100),
        (None, None, "paused", "clock stopped", 0),
    ],
)
def test_a_deadline_says_how_it_stands(
    due: int | None, met: int | None, state: str, remaining: str, share: int
) -> None:
    shown = show_deadline(
        start=AT - minutes(60),
        due=None if due is None else AT + minutes(due),
        met_at=None if met is None else AT + minutes(met),
        at=AT,
        zone=PARIS,
    )

    assert (shown.state, shown.remaining, shown.share) == (state, remaining, share)
    assert shown.ticks == (state in {"on_time", "at_risk", "overdue"})


def test_the_documents_own_warning_decides_what_is_at_risk() -> None:
    warned = show_deadline(
        start=AT - minutes(10), due=AT + minutes(90), warn_at=AT - minutes(1), at=AT, zone=PARIS
    )

    assert warned.state == "at_risk"
