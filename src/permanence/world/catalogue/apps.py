from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "permanence.world.catalogue"
    label = "catalogue"
