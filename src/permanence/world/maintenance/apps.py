from django.apps import AppConfig


class MaintenanceConfig(AppConfig):
    name = "permanence.world.maintenance"
    label = "maintenance"
