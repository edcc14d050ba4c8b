from django.apps import AppConfig


class WordingConfig(AppConfig):
    name = "permanence.world.wording"
    label = "wording"
