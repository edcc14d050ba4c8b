from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "permanence.ground.journal"
    label = "journal"
