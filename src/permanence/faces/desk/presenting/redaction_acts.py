"""The words for what was blacked out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.said import Said
from permanence.faces.ui.redactions import say_why
from permanence.ground.journal.models import Act

REDACTING = ("ticket.redacted", "ticket.warning_dismissed")


def say_redacting(act: Act, facts: Mapping[str, Any], reader: Reader) -> Said:
    """Words for something that was taken out, or for a mark that was."""
    told = {"who": act.actor_name}
    if act.act == "ticket.warning_dismissed":
        return Said(_("%(who)s saw no secret in a marked entry") % told, "check", is_quiet=True)
    texts = {
        "piece": _("%(who)s blacked out a piece of text"),
        "entry": _("%(who)s blacked out an entry"),
        "file": _("%(who)s removed a file"),
    }
    parts = [texts[facts["what"]] % told, say_why(facts["why"]), facts.get("note", "")]
    return Said(" · ".join(filter(None, parts)), "discard")
