from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "permanence.overview.privacy"
    label = "privacy"
