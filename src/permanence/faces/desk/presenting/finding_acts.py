"""The words for checking a request, and for finding that its cause lies outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.finding_words import cause_names, outcome_names
from permanence.faces.desk.presenting.moments import say_moment_text
from permanence.faces.desk.presenting.said import Said
from permanence.ground.journal.models import Act

FINDING_SHAPES = {
    "ticket.validated": ("check", ""),
    "ticket.found_outside": ("out", "at_risk"),
    "ticket.found_inside": ("again", ""),
}


def say_finding(act: Act, facts: Mapping[str, Any], reader: Reader) -> Said:
    """Words for what was seen, found or taken back."""
    icon, tone = FINDING_SHAPES[act.act]
    return Said(tell_finding(act, facts, reader), icon, tone)


def tell_finding(act: Act, facts: Mapping[str, Any], reader: Reader) -> str:
    """Return one act in the reader's words."""
    told = {
        "who": act.actor_name,
        "outcome": outcome_names().get(str(facts.get("outcome")), ""),
        "cause": cause_names().get(str(facts.get("cause")), ""),
        "environment": facts.get("environment", ""),
        "seen": facts.get("seen", ""),
        "instant": say_moment_text(facts.get("seen_at"), reader),
        "reason": facts.get("reason", ""),
        "whom": facts.get("referred_to", ""),
    }
    if act.act == "ticket.validated":
        text = _("%(who)s checked it at %(instant)s, on %(environment)s: %(outcome)s · “%(seen)s”")
        return text % told
    if act.act == "ticket.found_inside":
        return _("%(who)s took back that the cause lies outside · “%(reason)s”") % told
    if told["whom"]:
        text = _("%(who)s found the cause outside: %(cause)s · referred to %(whom)s · “%(reason)s”")
        return text % told
    return _("%(who)s found the cause outside: %(cause)s · “%(reason)s”") % told
