"""The room's place in the project."""

from django.apps import AppConfig


class AutomationConfig(AppConfig):
    name = "permanence.overview.automation"
    label = "automation"
