"""What customers run, as both sides keep it, and what the desks' services consist of."""

from permanence.world.catalogue.models.component import Component, Dependency
from permanence.world.catalogue.models.installation import Installation, Piece

__all__ = ["Component", "Dependency", "Installation", "Piece"]
