"""Who looks at what now, who wants to hear of what, and what they were told."""

from permanence.world.attention.models.news import Watch
from permanence.world.attention.models.notice import Channels, Notice
from permanence.world.attention.models.pushing import Browser, Push, PushKey
from permanence.world.attention.models.reaching import ReachQuiet, ReachWay
from permanence.world.attention.models.viewing import Stir, Viewing

__all__ = [
    "Browser",
    "Channels",
    "Notice",
    "Push",
    "PushKey",
    "ReachQuiet",
    "ReachWay",
    "Stir",
    "Viewing",
    "Watch",
]
