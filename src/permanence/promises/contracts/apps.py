from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "permanence.promises.contracts"
    label = "contracts"
