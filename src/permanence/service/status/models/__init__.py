"""What everybody may read of a desk's service, and who asked to be told."""

from permanence.service.status.models.appearance import Appearance, Update
from permanence.service.status.models.page import HandCondition, Page, Standing
from permanence.service.status.models.subscriber import Delivery, Subscriber

__all__ = [
    "Appearance",
    "Delivery",
    "HandCondition",
    "Page",
    "Standing",
    "Subscriber",
    "Update",
]
