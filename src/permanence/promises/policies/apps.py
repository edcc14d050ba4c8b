from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "permanence.promises.policies"
    label = "policies"
