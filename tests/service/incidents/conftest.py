"""What most tests of incidents begin with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.service.incidents.models import Incident
from tests.cast import World
from tests.service.incidents.leading import actor_of, declare


@pytest.fixture
def in_the_house(world: World) -> Iterator[None]:
    """Run the test in one transaction of the house, once its world is there."""
    with house():
        yield


@pytest.fixture
def room(world: World, in_the_house: None) -> Incident:
    """An incident that goes on."""
    return declare(world)


@pytest.fixture
def sam(world: World) -> Actor:
    """Sam, as the record names them."""
    return actor_of(world)
