"""The words for how one file stands to another, and for what was done about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.said import Said
from permanence.ground.journal.models import Act
from permanence.service.tickets.rules.reference import speak_reference

LINKING: Final = (
    "ticket.linked",
    "ticket.unlinked",
    "ticket.split",
    "ticket.resolved_with",
    "ticket.resolved_duplicates",
)


def reading_names() -> dict[str, str]:
    """Return what a file is to another."""
    return {
        "related": pgettext("a request to another", "Related"),
        "duplicate_of": pgettext("a request to another", "Duplicate of"),
        "original_of": pgettext("a request to another", "Has as a duplicate"),
        "part_of": pgettext("a request to another", "Part of"),
        "whole_of": pgettext("a request to another", "Has as a part"),
        "in_incident": pgettext("a request to another", "Part of the incident"),
        "incident_of": pgettext("a request to another", "Incident of"),
        "split_from": pgettext("a request to another", "Made of a message in"),
        "split_into": pgettext("a request to another", "A message became"),
    }


def say_linking(act: Act, facts: Mapping[str, Any], reader: Reader) -> Said:
    """Words for a link, a message split off, or duplicates solved together."""
    told = {
        "who": act.actor_name or "Permanence",
        "reference": speak_reference(str(facts.get("reference", ""))),
        "reading": reading_names().get(str(facts.get("reading")), ""),
    }
    if act.act == "ticket.resolved_duplicates":
        numbers = [speak_reference(str(one)) for one in facts.get("references", ())]
        told["references"] = ", ".join(numbers)
        return Said(_("%(who)s resolved the duplicates %(references)s") % told, "check", "met")
    if act.act == "ticket.resolved_with":
        return Said(_("Resolved together with %(reference)s") % told, "check", "met")
    texts = {
        "ticket.linked": _("%(who)s linked it. %(reading)s: %(reference)s"),
        "ticket.unlinked": _("%(who)s took a link away. %(reading)s: %(reference)s"),
        "ticket.split": _(
            "%(who)s made a request of its own of a message. %(reading)s: %(reference)s"
        ),
    }
    reason = str(facts.get("reason") or "")
    said = [texts[act.act] % told] + ([_("“%(reason)s”") % {"reason": reason}] if reason else [])
    return Said(" · ".join(said), "link")
