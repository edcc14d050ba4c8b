"""Words for files that customers are asked for."""

from __future__ import annotations

from django.utils.translation import gettext as _


def wanted_names() -> dict[str, str]:
    """Return what each sort of file is called."""
    return {
        "log": _("Log file"),
        "trace": _("Network trace"),
        "screen": _("Picture of the screen"),
        "other": _("Another file"),
    }
