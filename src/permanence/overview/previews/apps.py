from django.apps import AppConfig


class PreviewsConfig(AppConfig):
    name = "permanence.overview.previews"
    label = "previews"
