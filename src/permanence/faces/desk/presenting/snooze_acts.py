"""The words for a ticket that was put out of sight, and that woke."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import say_moment_text
from permanence.faces.desk.presenting.said import Said
from permanence.ground.journal.models import Act

SNOOZING: Final = ("ticket.snoozed", "ticket.woken")


def say_snoozing(act: Act, facts: Mapping[str, Any], reader: Reader) -> Said:
    """Words for putting a ticket out of sight, and for what brought it back."""
    told = {
        "who": act.actor_name or "Permanence",
        "until": say_moment_text(facts.get("until", ""), reader),
    }
    reason = str(facts.get("reason") or "")
    quoted = _("“%(reason)s”") % {"reason": reason} if reason else ""
    if act.act == "ticket.snoozed":
        text = _("%(who)s put it out of sight until %(until)s") % told
        return Said(" · ".join(one for one in (text, quoted) if one), "clock")
    texts = {
        "time": _("Back in sight: its time has come"),
        "customer": _("Back in sight: the customer wrote"),
        "answer": _("Back in sight: a third party answered"),
        "risk": _("Back in sight: a promise is at risk"),
        "hand": _("%(who)s brought it back into sight") % told,
        "over": _("Back in sight: it is over"),
    }
    why = str(facts.get("why"))
    text = texts.get(why, texts["hand"])
    tone = "at_risk" if why == "risk" else ""
    text = " · ".join(one for one in (text, quoted if why == "time" else "") if one)
    return Said(text, "again", tone, is_quiet=why == "over")
