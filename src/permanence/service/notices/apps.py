from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "permanence.service.notices"
    label = "notices"
