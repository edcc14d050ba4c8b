from django.apps import AppConfig


class WaysConfig(AppConfig):
    name = "permanence.ground.ways"
    label = "ways"
