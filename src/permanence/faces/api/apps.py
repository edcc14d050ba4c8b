from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "permanence.faces.api"
    label = "api"
