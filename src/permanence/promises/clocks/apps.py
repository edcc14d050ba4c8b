from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "permanence.promises.clocks"
    label = "clocks"
