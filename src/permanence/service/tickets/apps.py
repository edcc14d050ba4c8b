from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "permanence.service.tickets"
    label = "tickets"
