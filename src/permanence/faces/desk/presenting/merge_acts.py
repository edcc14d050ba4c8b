"""The words for merging two files of one matter, and for undoing it."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from permanence.ground.journal.models import Act
from permanence.service.tickets.rules.reference import speak_reference

MERGING: Final = ("ticket.merged", "ticket.gathered", "ticket.merge_undone")


def is_said_by_merge(act: Act) -> bool:
    """Say whether an act is the change of state that comes with a merge."""
    return act.act == "ticket.state" and act.facts.get("after") == "merged"


def tell_merge(act: str, who: str, reference: str) -> str:
    """Return who merged what into what, or undid it."""
    texts = {
        "ticket.merged": _("%(who)s merged this into %(reference)s"),
        "ticket.gathered": _("%(who)s merged %(reference)s into this"),
        "ticket.merge_undone": _("%(who)s undid the merge with %(reference)s"),
    }
    return texts[act] % {"who": who, "reference": speak_reference(reference)}
