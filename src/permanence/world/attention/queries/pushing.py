"""Which browsers somebody lets be told."""

from __future__ import annotations

from permanence.world.accounts.models import Specialist
from permanence.world.attention.models import Browser


def browsers_of(specialist: Specialist) -> list[Browser]:
    """Return the browsers in which somebody is told, the newest first."""
    return list(Browser.objects.filter(specialist=specialist).order_by("-since", "-pk"))
