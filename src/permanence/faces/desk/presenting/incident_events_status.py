"""The words for what was done with an incident's words for everybody."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.said import Said
from permanence.faces.desk.presenting.words import reader_language
from permanence.service.incidents.models import Event


def say_status(event: Event, facts: dict[str, Any], reader: Reader) -> Said:
    """Words for what everybody reads of the incident."""
    texts = {
        "status_drafted": _("%(who)s wrote words for everybody; they wait for approval"),
        "status_published": _("%(who)s published words for everybody"),
        "status_corrected": _("%(who)s corrected words for everybody"),
        "status_withdrawn": _("%(who)s took the incident off the status page"),
    }
    told = texts[event.kind] % {"who": event.actor_name or "Permanence"}
    texts_told = facts.get("texts", {})
    words = texts_told.get(reader_language()) or next(iter(texts_told.values()), "")
    said = [told, str(facts.get("reason", "")), str(words)]
    return Said(" · ".join(filter(None, said)), "globe")


STATUS_EVENTS: Final = dict.fromkeys(
    ("status_drafted", "status_published", "status_corrected", "status_withdrawn"), say_status
)
