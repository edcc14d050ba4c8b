from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "permanence.faces.ui"
    label = "ui"
