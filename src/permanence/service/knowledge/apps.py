from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "permanence.service.knowledge"
    label = "knowledge"
