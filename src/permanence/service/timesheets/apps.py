from django.apps import AppConfig


class TimesheetsConfig(AppConfig):
    name = "permanence.service.timesheets"
    label = "timesheets"
