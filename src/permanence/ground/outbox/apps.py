from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "permanence.ground.outbox"
    label = "outbox"
