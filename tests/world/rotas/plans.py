"""Rotas to try: short ways to say a layer, and strategies for any."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from permanence.world.calendars.rules.zones import to_seconds
from permanence.world.rotas.rules.plans import OWN_CLOCKS, Hours, Layer, Plan, Rotation, Unit
from permanence.world.rotas.rules.schedule import Cover, Dated, Schedule

ALL_WEEK = (0, 1, 2, 3, 4, 5, 6)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
# Around these instants a clock is put forward or back; in Apia a whole day was left out.
MOVES = {
    "Europe/Berlin": (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
    "America/Toronto": (datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)),
    "Australia/Lord_Howe": (
        datetime(2026, 4, 4, 15, tzinfo=UTC),
        datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
    ),
    "Asia/Tehran": (
        datetime(2022, 3, 21, 20, 30, tzinfo=UTC),
        datetime(2022, 9, 21, 19, 30, tzinfo=UTC),
    ),
    "Pacific/Apia": (datetime(2011, 12, 30, 10, tzinfo=UTC), datetime(2021, 4, 3, 14, tzinfo=UTC)),
    "Africa/Casablanca": (
        datetime(2026, 2, 15, 2, tzinfo=UTC),
        datetime(2026, 3, 22, 2, tzinfo=UTC),
    ),
}


def layer_of(*members: int, number: int = 1, **said: Any) -> Layer:
    """Return a layer that changes hands on Mondays at nine, unless said otherwise."""
    turns = Rotation(
        unit=said.pop("unit", Unit.WEEK),
        lengths=said.pop("lengths", (1,)),
        first_day=said.pop("first_day", date(2026, 1, 5)),
        hand_off=said.pop("hand_off", 9 * 60),
    )
    return Layer(number, said.pop("name", f"Layer {number}"), members, turns, **said)


def schedule_of(*layers: Layer, zone: str = "Europe/Berlin", **said: Any) -> Schedule:
    """Return what has been so for ever."""
    return Schedule((Dated(1, to_seconds(LONG_AGO), Plan(zone, layers)),), **said)


def daily(opens: int, closes: int, *, days: tuple[int, ...] = ALL_WEEK) -> tuple[Hours, ...]:
    """Return hours of these days, said in whole hours."""
    return (Hours(days, opens * 60, closes * 60),)


hours = st.builds(
    Hours,
    days=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    opens=st.integers(0, 1439),
    closes=st.integers(0, 1440),
)


@st.composite
def schedules(draw: st.DrawFn) -> tuple[Schedule, datetime]:
    """Return any rota, and an instant shortly before a clock of its zone moves."""
    zone = draw(st.sampled_from(sorted(MOVES)))
    move = draw(st.sampled_from(MOVES[zone]))
    start = move - timedelta(minutes=draw(st.integers(0, 36 * 60)))
    layers = []
    for number in range(1, draw(st.integers(1, 2)) + 1):
        unit = draw(st.sampled_from(Unit))
        members = draw(st.lists(st.integers(1, 5), min_size=1, max_size=4, unique=True))
        lengths = draw(st.lists(st.integers(1, 5), min_size=1, max_size=3))
        first_day = (start - timedelta(days=draw(st.integers(-1, 20)))).date()
        hand_off = draw(st.one_of(st.integers(0, 1439), st.sampled_from([0, 120, 150, 180])))
        layers.append(
            Layer(
                number,
                "some",
                tuple(members),
                Rotation(unit, tuple(lengths), first_day, hand_off),
                hours=tuple(draw(st.lists(hours, max_size=2))),
                zone=draw(st.sampled_from(["", OWN_CLOCKS, *sorted(MOVES)])),
            )
        )
    zones = {one: draw(st.sampled_from(sorted(MOVES))) for one in range(1, 6)}
    spans = st.tuples(st.integers(0, 2000), st.integers(1, 2000)).map(
        lambda pair: minutes_of(start, pair[0], pair[0] + pair[1])
    )
    absences = {one: tuple(draw(st.lists(spans, max_size=1))) for one in (1, 2)}
    covers = tuple(
        Cover(number, draw(st.integers(1, 2)), draw(st.integers(1, 5)), *span)
        for number, span in enumerate(draw(st.lists(spans, max_size=2)), start=1)
    )
    said = Schedule(
        (Dated(1, to_seconds(LONG_AGO), Plan(zone, tuple(layers))),), covers, absences, zones
    )
    return said, start


def minutes_of(start: datetime, first: int, last: int) -> tuple[int, int]:
    """Return a span in seconds from minutes after an instant."""
    begin = to_seconds(start)
    return begin + first * 60, begin + last * 60
