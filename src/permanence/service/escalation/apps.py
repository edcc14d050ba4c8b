from django.apps import AppConfig


class EscalationConfig(AppConfig):
    name = "permanence.service.escalation"
    label = "escalation"
