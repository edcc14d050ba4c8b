"""How many deadlines one core reckons in a second, on calendars as desks have them.

No installation is needed: `python -m bench.reckoning` prints the same figures by itself.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import perf_counter, process_time
from typing import Any

from permanence.world.calendars.rules import (
    BusinessDays,
    Calendar,
    OpenTime,
    Pause,
    Target,
    always_open,
    due_instant,
    open_before,
    open_seconds,
    read_calendar,
)

HOUR = 3600
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OFFICE: dict[str, Any] = {
    "zone": "America/Toronto",
    "week": {
        day: [["08:30", "12:30"], ["13:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")
    },
    "holidays": [{"country": "CA", "region": "QC"}],
}


@dataclass(frozen=True)
class Rate:
    """How often a question is answered in a second of one core, and what the first one took."""

    what: str
    rate: float
    first: float

    def describe(self) -> str:
        """Say what the first question cost, when nothing of the calendar was laid out yet."""
        return f"the first one {1000 * self.first:.1f} ms"


def measure_reckoning(*, questions: int = 50_000) -> list[Rate]:
    """Return the rates of several kinds of questions, each on a calendar that nobody has asked."""
    return [
        measure_dues("30 minutes, always open", always_open(), OpenTime(HOUR // 2), questions),
        measure_dues("2 open hours", make_office(1), OpenTime(2 * HOUR), questions),
        measure_dues("3 business days", make_office(2), BusinessDays(3), questions),
        measure_dues(
            "40 open hours, three pauses", make_office(3), OpenTime(40 * HOUR), questions, pause
        ),
        measure_dues("2,000 open hours", make_office(4), OpenTime(2000 * HOUR), questions),
        measure_dues("250 business days", make_office(5), BusinessDays(250), questions),
        measure_spans("open time in five years", make_office(6), questions),
        measure_warnings("a warning 30 minutes before", make_office(7), questions),
    ]


def make_office(minute: int) -> Calendar:
    """Return the same office with a break of its own length, so that it is laid out anew."""
    breaks = {"mon": [["10:00", f"10:{minute:02}"]]}
    return read_calendar(OFFICE | {"breaks": breaks})


def measure_dues(
    what: str,
    calendar: Calendar,
    target: Target,
    questions: int,
    paused: Callable[[datetime], Sequence[Pause]] = lambda _start: (),
) -> Rate:
    """Measure due instants from starts spread over two years."""
    starts = spread_starts(questions)
    asked = [(start, paused(start)) for start in starts]
    first = time_first(lambda: due_instant(calendar, start=START, target=target))
    began = process_time()
    for start, pauses in asked:
        due_instant(calendar, start=start, target=target, pauses=pauses)
    return Rate(what, questions / (process_time() - began), first)


def measure_spans(what: str, calendar: Calendar, questions: int) -> Rate:
    """Measure how much is open between two instants five years apart."""
    asked = [(start, start + timedelta(days=1826)) for start in spread_starts(questions)]
    first = time_first(lambda: open_seconds(calendar, start=asked[0][0], end=asked[0][1]))
    began = process_time()
    for start, end in asked:
        open_seconds(calendar, start=start, end=end)
    return Rate(what, questions / (process_time() - began), first)


def measure_warnings(what: str, calendar: Calendar, questions: int) -> Rate:
    """Measure the instants at which half an hour is left."""
    dues = spread_starts(questions)
    first = time_first(lambda: open_before(calendar, dues[0], HOUR // 2))
    began = process_time()
    for due in dues:
        open_before(calendar, due, HOUR // 2)
    return Rate(what, questions / (process_time() - began), first)


def spread_starts(questions: int) -> list[datetime]:
    """Return instants of two years, by day and by night."""
    step = timedelta(days=730) / questions
    return [START + step * number for number in range(questions)]


def pause(start: datetime) -> Sequence[Pause]:
    """Return three pauses after a start: of hours, over a night, over a whole day."""
    return [
        (start + timedelta(hours=1), start + timedelta(hours=3)),
        (start + timedelta(hours=30), start + timedelta(hours=60)),
        (start + timedelta(days=4), start + timedelta(days=5)),
    ]


def time_first(ask: Callable[[], object]) -> float:
    """Return how long a question takes that is asked for the first time."""
    began = perf_counter()
    ask()
    return perf_counter() - began


def main() -> int:
    """Print the rates."""
    for one in measure_reckoning():
        print(f"{one.what:32} {one.rate:>10,.0f}/s   {one.describe()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
