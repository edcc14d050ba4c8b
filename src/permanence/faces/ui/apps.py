from threading import local

from django.apps import AppConfig
from django.utils.translation import trans_real


class UiConfig(AppConfig):
    name = "permanence.faces.ui"
    label = "ui"

    def ready(self) -> None:
        """Keep the language in force by thread.

        A page is made by one thread from start to end, and asks for the language some four hundred
        times. Django's own place for it also serves coroutines, at ten times the price.
        """
        trans_real._active = local()  # type: ignore[attr-defined]
