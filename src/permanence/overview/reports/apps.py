from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "permanence.overview.reports"
    label = "reports"
