from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "permanence.service.incidents"
    label = "incidents"
