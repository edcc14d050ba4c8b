from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "permanence.service.intake"
    label = "intake"
