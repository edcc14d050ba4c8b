"""Who looks at what now."""

from permanence.world.attention.models.viewing import Stir, Viewing

__all__ = ["Stir", "Viewing"]
