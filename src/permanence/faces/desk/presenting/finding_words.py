"""Words for what a check brought to light, and for where a cause lies."""

from __future__ import annotations

from django.utils.translation import gettext as _


def outcome_names() -> dict[str, str]:
    """Return what can come of a check."""
    return {
        "reproduced": _("It happens here too"),
        "plausible": _("It cannot be repeated here, but what we see fits"),
        "not_reproduced": _("It does not happen here"),
    }


def cause_names() -> dict[str, str]:
    """Return where a cause can lie outside what the desk answers for."""
    return {
        "third_party": _("Third-party software"),
        "infrastructure": _("The customer's own infrastructure"),
        "distributor": _("A distributor"),
    }
