from django.apps import AppConfig


class StatusConfig(AppConfig):
    name = "permanence.service.status"
    label = "status"
