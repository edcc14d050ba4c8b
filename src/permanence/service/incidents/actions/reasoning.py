"""What a suspicion is called, and why it is one, for those who decide."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.service.incidents.rules.suspecting import (
    ALERTS,
    MANY,
    SEVERE,
    TWO_GRAVE,
    WITH_ALERT,
    Meeting,
)
from permanence.world.catalogue.models import Component


def write_title(meeting: Meeting) -> str:
    """Return what a suspected incident is called in the language of those who work on it."""
    if meeting.component is None:
        return _("Everything is disturbed")
    component = Component.objects.get(pk=meeting.component)
    name = component.name_in(translation.get_language() or "en")
    return _("%(component)s is disturbed") % {"component": name}


def write_reason(meeting: Meeting) -> str:
    """Return by which rule it is suspected, with what was counted."""
    customers = ngettext("%(count)s customer", "%(count)s customers", meeting.customers) % {
        "count": meeting.customers
    }
    alerts = ngettext("%(count)s alert", "%(count)s alerts", meeting.alerts) % {
        "count": meeting.alerts
    }
    texts = {
        SEVERE: _("A request of severity 1: everything may be touched (%(customers)s)."),
        TWO_GRAVE: _(
            "Requests about the same component from %(customers)s, one of them of severity 2."
        ),
        MANY: _("Requests about the same component from %(customers)s."),
        WITH_ALERT: _(
            "Requests about the same component from %(customers)s, and %(alerts)s on it."
        ),
        ALERTS: _("%(alerts)s on the same component."),
    }
    return texts[meeting.rule] % {"customers": customers, "alerts": alerts}
