"""The words for what customers escalate, and for what is ruled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.call_sheet import result_names
from permanence.faces.desk.presenting.said import Said
from permanence.faces.desk.presenting.words import say_words
from permanence.ground.journal.models import Act
from permanence.service.tickets.queries.escalations import ground_names, verdict_names

ESCALATING = {
    "ticket.escalated": ("climb", "at_risk"),
    "ticket.escalated_again": ("climb", "at_risk"),
    "ticket.escalation_refused": ("climb", ""),
    "ticket.ruled": ("flag", ""),
    "ticket.attended": ("check", "met"),
    "ticket.introduced": ("person", ""),
    "climb.phoned": ("phone", ""),
}


def say_escalating(act: Act, facts: Mapping[str, Any], reader: Reader) -> Said:
    """Words for an escalation, its ruling, and the attention that it got."""
    icon, tone = ESCALATING[act.act]
    return Said(tell_escalating(act, facts), icon, tone)


def tell_escalating(act: Act, facts: Mapping[str, Any]) -> str:
    """Return one act in the reader's words."""
    told = {
        "who": facts.get("who") or act.actor_name,
        "ground": ground_names().get(str(facts.get("ground")), _("Ground not said")),
        "verdict": verdict_names().get(str(facts.get("verdict")), ""),
        "reasons": facts.get("reasons", ""),
        "reason": facts.get("reason", ""),
        "whom": facts.get("whom", ""),
        "office": say_words(facts.get("office") or {}),
        "number": facts.get("number", ""),
        "result": result_names().get(str(facts.get("result")), ""),
    }
    texts = {
        "ticket.escalated": _("%(who)s escalated: %(ground)s"),
        "ticket.escalated_again": _("%(who)s added to the escalation"),
        "ticket.escalation_refused": _("%(who)s wanted to escalate and was refused: %(reason)s"),
        "ticket.ruled": _("%(who)s ruled on the escalation: %(verdict)s · “%(reasons)s”"),
        "ticket.attended": _("%(who)s gave it the attention that was owed"),
        "climb.phoned": _("%(who)s phoned %(office)s, %(number)s: %(result)s"),
        "ticket.introduced": _("The customer was told that %(whom)s works on it"),
    }
    said = texts[act.act] % told
    if facts.get("said"):
        return f"{said} · “{facts['said']}”"
    if act.act != "ticket.ruled" or not facts.get("place"):
        return said
    place = told["whom"] or _("level %(level)s") % {"level": facts.get("level")}
    return f"{said} · {_('the right place: %(place)s') % {'place': place}}"
