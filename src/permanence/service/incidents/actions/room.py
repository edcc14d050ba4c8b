"""The door of the war room: one writer of an incident at a time, and none once it is over."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from permanence.ground.lib.errors import Refusal
from permanence.service.incidents.actions.chain import lock_incident
from permanence.service.incidents.models import Incident

OVER = ("closed", "dismissed")
TEAMS = ("notification", "investigation", "post_mortem")


class RoomClosed(Refusal):
    """The incident is over: its record is read and no longer written."""


class NoWords(Refusal):
    """Something has to be said, and nothing is."""


def lock_room(incident: Incident) -> Incident:
    """Return an incident that nobody else writes on meanwhile; refuse one that is over."""
    found = lock_incident(incident)
    if found.state in OVER:
        raise RoomClosed(_("The incident is over: nothing can be added to it any more."))
    return found


def demand_words(text: str, missing: str) -> str:
    """Return what was said, without what hangs around it; refuse nothing at all."""
    said = text.replace("\r\n", "\n").strip()
    if not said:
        raise NoWords(missing)
    return said
