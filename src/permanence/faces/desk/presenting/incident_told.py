"""Whether each customer of an incident has been told of it, and how that went."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import say_moment
from permanence.service.incidents.models import Incident, IncidentClock
from permanence.service.incidents.queries.notifying import OWNER
from permanence.service.notices.models import CallBack, Delivery, Reach

Shown = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """What became of the notices to one customer."""

    reached_at: datetime | None
    has_read: bool
    must_be_called: bool


def told_of(incident: Incident, organisations: Collection[int]) -> Mapping[int, Told]:
    """Return what became of the last notice that went out to each of these customers."""
    reaches = Reach.objects.filter(
        notice__owner=OWNER,
        notice__subject=incident.pk,
        notice__released_at__isnull=False,
        organisation_id__in=organisations,
    )
    read = set(
        Delivery.objects.filter(
            notice__owner=OWNER,
            notice__subject=incident.pk,
            organisation_id__in=organisations,
            readings__isnull=False,
        ).values_list("organisation_id", flat=True)
    )
    open_calls = set(
        CallBack.objects.filter(
            reach__notice__owner=OWNER, reach__notice__subject=incident.pk, done_at=None
        ).values_list("organisation_id", flat=True)
    )
    found: dict[int, Told] = {}
    for one in reaches.order_by("pk"):
        who = one.organisation_id
        before = found.get(who)
        reached_at = one.reached_at or (before.reached_at if before else None)
        found[who] = Told(reached_at, who in read, who in open_calls)
    return found


def word_told(told: Told | None, reader: Reader, *, owed: IncidentClock | None = None) -> Shown:
    """Return in a word, with a sign and a tone, whether a customer knows.

    `owed` is their own clock of the notice, if one runs: until then it is promised to them.
    """
    if owed is not None and not (told and told.must_be_called):
        late = reader.at >= owed.limit_at
        until = {"until": say_moment(owed.limit_at, reader)}
        return {
            "word": _("owed until %(until)s") % until,
            "icon": "alarm" if late else "hourglass",
            "tone": "overdue" if late else "at_risk",
        }
    if told is None:
        return {"word": _("no notice yet"), "icon": "hourglass", "tone": ""}
    if told.must_be_called:
        return {"word": _("has to be called"), "icon": "phone", "tone": "overdue"}
    if told.reached_at is None:
        return {"word": _("notice under way"), "icon": "send", "tone": "at_risk"}
    when = {"when": say_moment(told.reached_at, reader)}
    if told.has_read:
        return {"word": _("told %(when)s, read") % when, "icon": "check", "tone": "met"}
    return {"word": _("told %(when)s") % when, "icon": "mail", "tone": "met"}
