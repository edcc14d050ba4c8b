"""What the workers run for intake."""

from __future__ import annotations

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.service.intake.actions import admit_forms
from permanence.service.intake.actions import digest_letters as digest


def digest_letters() -> int:
    """Make tickets and entries of waiting letters."""
    return digest(at=clock.now())


def admit_waiting_forms() -> int:
    """Make tickets of forms whose request died before it could."""
    with house():
        return len(admit_forms(at=clock.now()))
