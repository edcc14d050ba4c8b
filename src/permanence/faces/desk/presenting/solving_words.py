"""Words for what a matter came from."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def source_names() -> dict[str, str]:
    """Return what each cause is called, as reports count them."""
    return {
        "fault": _("A fault of ours"),
        "setting": _("A setting"),
        "use": _("How it was used"),
        "outside": _("Outside our services"),
        "asked": pgettext("a cause", "None: done as asked"),
        "unknown": pgettext("a cause", "Not found"),
    }
