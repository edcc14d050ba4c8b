"""The words for every event in the record of an incident.

Each kind of event has its words in a table of the module that knows it (`incident_events_*.py`),
gathered here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.incident_events_core import CORE_EVENTS
from permanence.faces.desk.presenting.incident_events_impact import IMPACT_EVENTS
from permanence.faces.desk.presenting.incident_events_joining import JOINING_EVENTS
from permanence.faces.desk.presenting.incident_events_notices import NOTICE_EVENTS
from permanence.faces.desk.presenting.incident_events_reviews import REVIEW_EVENTS
from permanence.faces.desk.presenting.incident_events_room import ROOM_SAYERS
from permanence.faces.desk.presenting.incident_events_status import STATUS_EVENTS
from permanence.faces.desk.presenting.said import Said
from permanence.service.incidents.models import Event

Sayer = Callable[[Event, dict[str, Any], Reader], Said]
WORDS: Final[Mapping[str, Sayer]] = {
    **CORE_EVENTS,
    **IMPACT_EVENTS,
    **ROOM_SAYERS,
    **REVIEW_EVENTS,
    **NOTICE_EVENTS,
    **JOINING_EVENTS,
    **STATUS_EVENTS,
}


def say_event(event: Event, reader: Reader) -> Said:
    """Return an event in the reader's words; of an erased one, that it was."""
    if event.facts is None:
        return Said(_("Erased. The record proves that something was written here."), "lock")
    sayer = WORDS.get(event.kind)
    if sayer is None:
        return Said(event.kind, "dot", is_quiet=True)
    return sayer(event, event.facts, reader)
