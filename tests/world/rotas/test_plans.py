"""Plans are kept and read back as they were, and what is wrong with one is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from permanence.world.rotas.rules.faults import Fault, Wrong, find_faults
from permanence.world.rotas.rules.plans import (
    Holidays,
    Hours,
    Layer,
    Plan,
    Rotation,
    Unit,
    read_plan,
    write_plan,
)
from permanence.world.rotas.rules.schedule import Schedule
from tests.world.rotas.plans import layer_of, schedules

GOOD = layer_of(1, 2)


@given(schedules())
def test_what_is_kept_is_read_as_it_was(tried: tuple[Schedule, object]) -> None:
    plan = tried[0].plans[0].plan

    assert read_plan(write_plan(plan)) == plan


def turns(**said: object) -> Rotation:
    """Return weekly turns with one thing changed."""
    return replace(Rotation(Unit.WEEK, (1,), date(2026, 1, 5)), **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("layer", "wrong"),
    [
        (replace(GOOD, name=" "), Wrong.NAME),
        (replace(GOOD, members=()), Wrong.MEMBERS),
        (replace(GOOD, members=(1, 1)), Wrong.TWICE),
        (replace(GOOD, rotation=turns(lengths=())), Wrong.LENGTHS),
        (replace(GOOD, rotation=turns(lengths=(1, 0))), Wrong.LENGTHS),
        (replace(GOOD, rotation=turns(first_day=date(1950, 1, 1))), Wrong.FIRST_DAY),
        (replace(GOOD, rotation=turns(hand_off=1440)), Wrong.HAND_OFF),
        (replace(GOOD, hours=(Hours((), 0, 60),)), Wrong.HOURS),
        (replace(GOOD, hours=(Hours((7,), 0, 60),)), Wrong.HOURS),
        (replace(GOOD, zone="Europe/Nowhere"), Wrong.ZONE),
        (replace(GOOD, holidays=Holidays.OFF), Wrong.PLACES),
        (replace(GOOD, places=(("XX", None),)), Wrong.PLACES),
    ],
)
def test_what_is_wrong_with_a_layer_is_named(layer: Layer, wrong: Wrong) -> None:
    assert find_faults(Plan("UTC", (layer,))) == [Fault(wrong, 1)]


def test_a_rota_has_a_zone_and_at_least_one_layer_that_is_called() -> None:
    shadow = replace(GOOD, is_shadow=True)

    assert find_faults(Plan("Nowhere", (GOOD,))) == [Fault(Wrong.ZONE)]
    assert find_faults(Plan("UTC", (shadow,))) == [Fault(Wrong.NO_LAYER)]
    assert find_faults(Plan("UTC", (GOOD, GOOD))) == [Fault(Wrong.NUMBERS)]
    assert find_faults(Plan("UTC", (GOOD, replace(GOOD, number=2)))) == []
