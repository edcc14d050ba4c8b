from django.apps import AppConfig


class TellingConfig(AppConfig):
    name = "permanence.overview.telling"
    label = "telling"
