"""The words for a request that is kept confidential, and for who was let in or broke in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import say_moment_text
from permanence.faces.desk.presenting.said import Said
from permanence.ground.journal.models import Act

SECRECY: Final = (
    "ticket.kept",
    "ticket.opened_to_desk",
    "ticket.circle",
    "ticket.glass",
    "ticket.author_alone",
    "ticket.author_not_alone",
)


def say_secrecy_act(act: Act, facts: Mapping[str, Any], reader: Reader) -> Said:
    """Words for who may know of a file, since when and why."""
    told = {
        "who": act.actor_name or "Permanence",
        "let_in": ", ".join(facts.get("let_in", ())),
        "let_out": ", ".join(facts.get("let_out", ())),
        "until": say_moment_text(facts.get("until", ""), reader),
    }
    reason = str(facts.get("reason") or "")
    quoted = _("“%(reason)s”") % {"reason": reason} if reason else ""
    if act.act == "ticket.circle":
        texts = [
            _("%(who)s lets know of it: %(let_in)s") if told["let_in"] else "",
            _("%(who)s no longer lets know of it: %(let_out)s") if told["let_out"] else "",
        ]
        return Said(" · ".join(one % told for one in texts if one), "lock")
    text = {
        "ticket.kept": _("%(who)s made it confidential; who may know: %(let_in)s"),
        "ticket.opened_to_desk": _("%(who)s lets the whole desk know of it again"),
        "ticket.author_alone": _("%(who)s lets only its author read of it at the customer"),
        "ticket.author_not_alone": _("%(who)s lets the whole organisation read of it again"),
        "ticket.glass": _("%(who)s opened it without being let in, until %(until)s"),
    }[act.act]
    tone = "at_risk" if act.act == "ticket.glass" else ""
    return Said(" · ".join(one for one in (text % told, quoted) if one), "lock", tone)
