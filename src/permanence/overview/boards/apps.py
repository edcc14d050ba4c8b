from django.apps import AppConfig


class BoardsConfig(AppConfig):
    name = "permanence.overview.boards"
    label = "boards"
