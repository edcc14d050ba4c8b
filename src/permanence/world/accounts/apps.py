from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "permanence.world.accounts"
    label = "accounts"
