from django.apps import AppConfig


class RotasConfig(AppConfig):
    name = "permanence.world.rotas"
    label = "rotas"
