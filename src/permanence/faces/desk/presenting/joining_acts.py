"""The words, on a request, for joining an incident."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.said import Said
from permanence.ground.journal.models import Act
from permanence.service.incidents.rules.naming import name_incident
from permanence.service.tickets.models import Ticket

JOINING: Final = (
    "ticket.joined_incident",
    "ticket.left_incident",
    "ticket.answered_by_notice",
)


def known_to(ticket: Ticket) -> Collection[int]:
    """Return the incidents of a request that its reader may know of, as the page has read them."""
    known: Collection[int] = getattr(ticket, "known_joined", None) or ()
    return known


def is_hidden(act: Act, known: Collection[int]) -> bool:
    """Say whether an act tells of an incident that the reader need not know of."""
    return act.act in JOINING and act.facts.get("incident") not in known


def say_joining(act: Act, facts: Mapping[str, Any], reader: Reader) -> Said:
    """Words for a request that joined an incident, left it, or was answered by its notice."""
    told = {
        "who": act.actor_name or "Permanence",
        "incident": name_incident(int(facts.get("incident", 0))),
        "clause": facts.get("clause", ""),
    }
    if act.act == "ticket.answered_by_notice":
        text = _("The notice of %(incident)s is the first answer, by the clause %(clause)s")
        return Said(text % told, "check", "met")
    if act.act == "ticket.left_incident":
        return Said(_("%(who)s took it out of the incident %(incident)s") % told, "link")
    return Said(_("%(who)s let it join the incident %(incident)s") % told, "alarm", "at_risk")
