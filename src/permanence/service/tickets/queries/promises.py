"""What promises are called, on pages and in what is written for customers."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import get_language, gettext


def promise_names() -> dict[str, str]:
    """Return what each promise is called."""
    return dict(_promise_names(get_language()))


@lru_cache(maxsize=16)
def _promise_names(_language: str | None) -> dict[str, str]:
    return {
        "triage": gettext("Triage"),
        "response": gettext("First answer"),
        "follow-up": gettext("Next answer"),
        "update": gettext("News of the work"),
        "resolution": gettext("Resolution"),
        "ruling": gettext("Ruling on the escalation"),
        "attention": gettext("Attention"),
    }
