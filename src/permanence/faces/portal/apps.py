from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "permanence.faces.portal"
    label = "portal"
