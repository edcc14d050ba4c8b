"""What promises are called, on pages and in what is written for customers."""

from __future__ import annotations

from django.utils.translation import gettext


def promise_names() -> dict[str, str]:
    """Return what each promise is called."""
    return {
        "triage": gettext("Triage"),
        "response": gettext("First answer"),
        "follow-up": gettext("Next answer"),
        "update": gettext("News of the work"),
        "resolution": gettext("Resolution"),
        "ruling": gettext("Ruling on the escalation"),
        "attention": gettext("Attention"),
    }
