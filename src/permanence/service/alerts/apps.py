from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "permanence.service.alerts"
    label = "alerts"
