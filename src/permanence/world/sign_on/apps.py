from django.apps import AppConfig


class SignOnConfig(AppConfig):
    name = "permanence.world.sign_on"
    label = "sign_on"
