from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "permanence.ground.files"
    label = "files"
