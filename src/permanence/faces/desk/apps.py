from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "permanence.faces.desk"
    label = "desk"
