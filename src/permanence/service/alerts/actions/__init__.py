"""What is done with sources and alerts."""

from permanence.service.alerts.actions.hearing import hear_alert_mail, hear_delivery, hear_reports
from permanence.service.alerts.actions.keeping import (
    add_place,
    add_source,
    change_source,
    end_source,
    remove_place,
    renew_token,
)
from permanence.service.alerts.actions.quieting import end_silence, silence_alert
from permanence.service.alerts.actions.watching import forget_deliveries, hear_silence

__all__ = [
    "add_place",
    "add_source",
    "change_source",
    "end_silence",
    "end_source",
    "forget_deliveries",
    "hear_alert_mail",
    "hear_delivery",
    "hear_reports",
    "hear_silence",
    "remove_place",
    "renew_token",
    "silence_alert",
]
