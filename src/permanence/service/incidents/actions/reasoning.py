"""What a suspicion is called, and why it is one, for those who decide."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.promises.policies.rules.suspicion import Suspicion
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


def write_reason(meeting: Meeting, suspicion: Suspicion) -> str:
    """Return by which rule it is suspected, with what was counted."""
    reason = write_rule(meeting)
    return f"{reason} {write_failing(meeting, suspicion)}" if meeting.failing else reason


def write_rule(meeting: Meeting) -> str:
    """Return the rule, with the customers and alerts that were counted."""
    customers = ngettext("%(count)s customer", "%(count)s customers", meeting.customers) % {
        "count": meeting.customers
    }
    alerts = ngettext("%(count)s alert", "%(count)s alerts", meeting.alerts) % {
        "count": meeting.alerts
    }
    if meeting.failing:
        return write_rule_of_failing(meeting, customers, alerts)
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


def write_rule_of_failing(meeting: Meeting, customers: str, alerts: str) -> str:
    """Return the rule where failing messages were counted beside requests, or without any."""
    texts = {
        SEVERE: _("A request of severity 1, and failing messages (%(customers)s)."),
        TWO_GRAVE: _(
            "Requests and failing messages on the same component from %(customers)s, one request "
            "of severity 2."
        ),
        MANY: _("Requests or failing messages on the same component from %(customers)s."),
        WITH_ALERT: _(
            "Requests or failing messages on the same component from %(customers)s, and "
            "%(alerts)s on it."
        ),
        ALERTS: _("%(alerts)s on the same component, and failing messages from %(customers)s."),
    }
    return texts[meeting.rule] % {"customers": customers, "alerts": alerts}


def write_failing(meeting: Meeting, suspicion: Suspicion) -> str:
    """Return of how many customers messages fail, and from when on that counts."""
    terms = suspicion.failures
    text = ngettext(
        "Messages of %(count)s customer fail more than usual: at least %(least)s within "
        "%(minutes)s minutes, and for each that passed more than %(factor)s times as many as at "
        "the same time of the days before.",
        "Messages of %(count)s customers fail more than usual: of each at least %(least)s within "
        "%(minutes)s minutes, and for each that passed more than %(factor)s times as many as at "
        "the same time of the days before.",
        meeting.failing,
    )
    return text % {
        "count": meeting.failing,
        "least": terms.least,
        "minutes": round(suspicion.window.total_seconds() / 60),
        "factor": terms.factor,
    }
