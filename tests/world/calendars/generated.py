"""Calendars and questions as Hypothesis makes them, around the changes of many zones' clocks."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

DAYS = 6
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# A zone with the dates around which its clock is interesting.
ZONES = (
    ("Europe/Paris", date(2026, 3, 29)),
    ("Europe/Paris", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Santiago", date(2026, 4, 5)),
    ("America/Santiago", date(2026, 9, 6)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Asia/Kathmandu", date(2026, 12, 31)),
    ("-05:00", date(2026, 3, 8)),
    ("+05:30", date(2028, 2, 29)),
)

minutes = st.integers(0, 24 * 60 - 1)
# Hours near one another make spans that touch, overlap and fall into a change of the clock.
near = st.sampled_from([0, 1, 60, 90, 119, 120, 121, 150, 179, 180, 480, 720, 1320, 1380, 1439])
clocks = st.one_of(near, minutes).map(lambda n: f"{n // 60:02}:{n % 60:02}")
spans = st.tuples(clocks, st.one_of(clocks, st.just("24:00"))).map(list)
usual: list[list[list[str]]] = [
    [["08:30", "12:30"], ["13:00", "17:00"]],
    [["22:00", "06:00"]],
    [["23:00", "24:00"]],
    [["00:00", "24:00"]],
]
hours = st.one_of(st.lists(spans, max_size=3), st.sampled_from(usual))
breaks = st.lists(spans, min_size=1, max_size=2)


def weeks(day: st.SearchStrategy[list[list[str]]]) -> st.SearchStrategy[dict[str, Any]]:
    alike = day.map(lambda same: dict.fromkeys(NAMES, same))
    return st.one_of(st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, day)), alike)


@st.composite
def calendars(draw: st.DrawFn) -> tuple[dict[str, Any], date]:
    """Draw a calendar's mapping and the first of the days on which it is tried."""
    zone, change = draw(st.sampled_from(ZONES))
    first = change - timedelta(days=draw(st.integers(1, 3)))
    dates = st.integers(-1, DAYS).map(lambda n: (first + timedelta(days=n)).isoformat())
    yearly = dates.map(lambda text: f"*{text[4:]}")
    local = st.tuples(dates, clocks).map("T".join)
    holes = st.tuples(local, local).filter(lambda pair: pair[0] < pair[1]).map(list)
    mapping = draw(
        st.fixed_dictionaries(
            {"zone": st.just(zone), "week": weeks(hours)},
            optional={
                "breaks": weeks(breaks),
                "holidays": st.lists(st.one_of(dates, yearly), max_size=2),
                "days": st.dictionaries(dates, hours, max_size=2),
                "holes": st.lists(holes, max_size=2),
            },
        )
    )
    return mapping, first


def instants(first: date, days: int = DAYS) -> st.SearchStrategy[datetime]:
    """Draw instants of those days: whole hours, whole minutes or any second."""
    midnight = datetime.combine(first, time(), UTC)
    seconds = st.one_of(
        st.integers(0, days * 24 - 1).map(lambda n: n * 3600),
        st.integers(0, days * 1440 - 1).map(lambda n: n * 60),
        st.integers(0, days * 86_400 - 1),
    )
    return seconds.map(lambda n: midnight + timedelta(seconds=n))


def pauses(first: date) -> st.SearchStrategy[list[tuple[datetime, datetime | None]]]:
    """Draw pauses in any order, overlapping, seldom without end."""
    pair = st.tuples(instants(first), instants(first)).map(lambda pair: (min(pair), max(pair)))
    endless = st.tuples(instants(first), st.none())
    return st.lists(st.one_of(pair, pair, pair, endless), max_size=3)


amounts = st.one_of(
    st.just(0),
    st.integers(1, 12).map(lambda n: n * 3600),
    st.integers(1, 50 * 60).map(lambda n: n * 60),
    st.integers(1, 40 * 3600),
)
