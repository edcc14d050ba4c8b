from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "permanence.service.agreements"
    label = "agreements"
