"""The words for what went by the schedule, and for holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.retention import kind_names
from permanence.faces.desk.presenting.said import Said
from permanence.ground.journal.models import Act

KEEPING = ("ticket.disposed", "hold.placed", "hold.released")


def say_keeping(act: Act, facts: Mapping[str, Any], reader: Reader) -> Said:
    """Words for something that went in its time, or that must stay."""
    if act.act == "ticket.disposed":
        kind = kind_names().get(facts["kind"], facts["kind"])
        text = _("Removed, since its time was over: %(kind)s") % {"kind": kind}
        return Said(text, "discard", is_quiet=True)
    told = {"who": act.actor_name, "reason": facts.get("reason", "")}
    if act.act == "hold.placed":
        return Said(_("%(who)s placed a legal hold: %(reason)s") % told, "hold", "at_risk")
    return Said(_("%(who)s released the legal hold: %(reason)s") % told, "hold")
