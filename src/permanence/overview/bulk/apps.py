from django.apps import AppConfig


class BulkConfig(AppConfig):
    name = "permanence.overview.bulk"
    label = "bulk"
