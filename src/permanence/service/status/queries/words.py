"""What conditions, stages and planned work are called."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def condition_names() -> dict[str, str]:
    """Return what each condition of a component is called."""
    return {
        "operational": _("Works"),
        "degraded": _("Disturbed"),
        "partial": _("Partly interrupted"),
        "down": _("Interrupted"),
        "maintenance": _("Planned work"),
        "unknown": _("Not measured"),
    }


def overall_sentences() -> dict[str, str]:
    """Return how all components stand together, as one sentence."""
    return {
        "operational": _("Everything works"),
        "degraded": _("Some services are disturbed"),
        "partial": _("Some services are partly interrupted"),
        "down": _("Some services are interrupted"),
        "maintenance": _("Everything works; planned work is under way"),
    }


def stage_names() -> dict[str, str]:
    """Return what each stage of the work on an incident is called."""
    return {
        "investigating": _("Looking into it"),
        "identified": _("Cause found"),
        "monitoring": _("Mended, being watched"),
        "resolved": pgettext("incident", "Over"),
    }


def window_names() -> dict[str, str]:
    """Return what each stage of planned work is called."""
    return {
        "planned": pgettext("work", "Planned"),
        "soon": pgettext("work", "Soon"),
        "running": pgettext("work", "Under way"),
        "overrun": pgettext("work", "Takes longer than planned"),
        "completed": pgettext("work", "Done"),
        "cancelled": pgettext("work", "Called off"),
    }


def kind_headings() -> dict[str, str]:
    """Return the heading under which components of a kind stand."""
    return {
        "platform": _("Platforms"),
        "application": _("Applications"),
        "component": _("Components"),
    }
