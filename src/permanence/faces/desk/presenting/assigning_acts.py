"""The words for a ticket that was given to whoever fits best."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.assigning import say_reason
from permanence.faces.desk.presenting.said import Said
from permanence.ground.journal.models import Act
from permanence.service.tickets.rules.assigning import Reason

# What is told of whoever got a ticket; what they lack is no reason to have got it.
FOR = frozenset({Reason.SPEAKS, Reason.KNOWS, Reason.LOAD, Reason.TURN})


def say_given(act: Act, facts: dict[str, Any], reader: Reader) -> Said:
    """Words for an assignment to whoever fits best: who gave it to whom, and why to them."""
    reasons = [Reason(code) for code in facts.get("reasons", []) if code in FOR]
    told = {"count": facts.get("tickets", 0)}
    service = _("the service")
    why = [say_reason(one, facts.get("language", ""), service, told) for one in reasons]
    people = " · ".join(facts[key] for key in ("team", "assignee") if facts.get(key))
    text = _("%(who)s gave it to %(people)s") % {
        "who": act.actor_name or "Permanence",
        "people": people,
    }
    return Said(f"{text} ({', '.join(why)})" if why else text, "person")
