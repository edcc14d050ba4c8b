"""Uptime, against somebody who walks through every minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from permanence.service.status.rules.conditions import Condition, Trouble, worst
from permanence.service.status.rules.uptime import (
    Day,
    count_days,
    share_of,
    worst_of,
)

PARIS = ZoneInfo("Europe/Paris")
ZONES = [PARIS, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu"), ZoneInfo("UTC")]
MINUTE = timedelta(minutes=1)
SPRING = datetime(2026, 3, 30, 6, 0, tzinfo=UTC)


def around(begin: datetime) -> st.SearchStrategy[datetime]:
    return st.integers(0, 4 * 24 * 60).map(lambda minutes: begin + minutes * MINUTE)


@st.composite
def troubles(draw: st.DrawFn) -> list[Trouble]:
    found = []
    for _ in range(draw(st.integers(0, 4))):
        since = draw(around(SPRING - timedelta(days=3)))
        lasts = draw(st.none() | st.integers(1, 3000))
        until = None if lasts is None else since + lasts * MINUTE
        found.append(Trouble(draw(st.sampled_from(list(Condition)[1:])), since, until))
    return found


@st.composite
def windows(draw: st.DrawFn) -> list[tuple[datetime, datetime]]:
    found = []
    for _ in range(draw(st.integers(0, 3))):
        since = draw(around(SPRING - timedelta(days=3)))
        found.append((since, since + draw(st.integers(1, 900)) * MINUTE))
    return found


def walk(
    told: list[Trouble],
    apart: list[tuple[datetime, datetime]],
    zone: ZoneInfo,
    since: datetime,
    at: datetime,
    days: int,
) -> list[Day]:
    """Go through every minute and put it to its day."""
    today = at.astimezone(zone).date()
    counts = {
        today - timedelta(days=back): dict.fromkeys([*Condition, "measured", "maintenance"], 0)
        for back in reversed(range(days))
    }
    minute = since
    while minute < at:
        day = minute.astimezone(zone).date()
        if day in counts:
            counts[day]["measured"] += 60
            if any(begins <= minute < ends for begins, ends in apart):
                counts[day]["maintenance"] += 60
            else:
                counts[day][worst(one.condition for one in told if one.holds(minute))] += 60
        minute += MINUTE
    return [
        Day(
            day,
            measured=told["measured"],
            degraded=told[Condition.DEGRADED],
            partial=told[Condition.PARTIAL],
            down=told[Condition.DOWN],
            maintenance=told["maintenance"],
        )
        for day, told in counts.items()
    ]


@given(troubles(), windows(), st.sampled_from(ZONES), around(SPRING - timedelta(days=4)))
@example([], [], PARIS, SPRING - timedelta(days=4))
def test_counting_and_walking_agree_also_over_the_change_of_clocks(
    told: list[Trouble],
    apart: list[tuple[datetime, datetime]],
    zone: ZoneInfo,
    since: datetime,
) -> None:
    counted = count_days(told, apart, zone=zone, since=since, at=SPRING, days=4)

    assert counted == walk(told, apart, zone, since, SPRING, 4)


def test_a_day_has_the_hours_that_it_really_had() -> None:
    longest = count_days([], [], zone=PARIS, since=SPRING - timedelta(days=40), at=SPRING, days=3)

    assert [(one.day, one.measured // 3600) for one in longest[:2]] == [
        (date(2026, 3, 28), 24),
        (date(2026, 3, 29), 23),
    ]


def test_planned_work_is_neither_use_nor_failure() -> None:
    begins = datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
    down = Trouble(Condition.DOWN, begins, begins + timedelta(hours=2))
    apart = [(begins, begins + timedelta(hours=1))]

    days = count_days(
        [down], apart, zone=ZoneInfo("UTC"), since=begins, at=begins + timedelta(hours=11), days=1
    )

    assert (days[0].maintenance, days[0].down) == (3600, 3600)
    assert share_of(days) == 90.0
    assert worst_of(days[0]) == Condition.DOWN


def test_one_failed_second_is_never_rounded_away() -> None:
    assert share_of([Day(date(2026, 1, 1), measured=90 * 86400, down=1)]) == 99.999
    assert share_of([Day(date(2026, 1, 1), measured=86400, degraded=86400)]) == 100.0
    assert share_of([Day(date(2026, 1, 1))]) is None
    assert worst_of(Day(date(2026, 1, 1))) is None
