"""The words on a ticket for what a rule did."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from permanence.faces.desk.presenting.automation_words import cause_names
from permanence.faces.desk.presenting.said import Said
from permanence.ground.journal.models import Act


def say_rule(act: Act, facts: Mapping[str, object], _reader: object) -> Said:
    """Words for a rule that acted, and what set it off."""
    event = str(facts.get("event", ""))
    told = {"name": act.actor_name, "why": cause_names().get(event, event)}
    return Said(_("The rule “%(name)s” acted: %(why)s") % told, "list")
