from django.apps import AppConfig


class WorklistsConfig(AppConfig):
    name = "permanence.overview.worklists"
    label = "worklists"
