from django.apps import AppConfig


class TraceConfig(AppConfig):
    name = "permanence.service.trace"
    label = "trace"
