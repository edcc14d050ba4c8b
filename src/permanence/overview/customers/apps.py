from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "permanence.overview.customers"
    label = "customers"
