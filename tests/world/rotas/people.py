"""Who else is on call in the tests of rotas."""

from __future__ import annotations

from permanence.ground.lib.db import house
from permanence.world.accounts.actions import add_specialist
from permanence.world.accounts.models import Specialist
from tests.cast import PASSWORD, World


def hire_tom(world: World) -> Specialist:
    """Return a second specialist of the messaging desk."""
    with house():
        return add_specialist(
            email="tom@desk.example.com",
            name="Tom Reyes",
            password=PASSWORD,
            roles=[(world.messaging, "specialist")],
            language="en",
        )
