from django.apps import AppConfig


class DutyConfig(AppConfig):
    name = "permanence.overview.duty"
    label = "duty"
