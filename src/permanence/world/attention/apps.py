from django.apps import AppConfig


class AttentionConfig(AppConfig):
    name = "permanence.world.attention"
    label = "attention"
