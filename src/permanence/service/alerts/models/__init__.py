"""Sources of alerts, the alerts themselves, and what is kept quiet."""

from permanence.service.alerts.models.alert import Alert, AlertTurn, Silence
from permanence.service.alerts.models.source import Delivery, Place, Source

__all__ = ["Alert", "AlertTurn", "Delivery", "Place", "Silence", "Source"]
