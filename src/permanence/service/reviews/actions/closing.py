"""Closing an incident: never without its summary (SPEC A13)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.incidents.actions import close_incident
from permanence.service.incidents.models import Incident
from permanence.service.reviews.queries.analysis import post_mortem_of
from permanence.service.reviews.queries.summaries import approved_of


class NotClosed(Refusal):
    """An incident stays open until it was looked back on."""


def close_with_summary(incident: Incident, *, by: Actor, at: datetime) -> None:
    """Close an incident whose post-mortem is closed and whose summary is approved."""
    post_mortem = post_mortem_of(incident)
    if post_mortem is None or post_mortem.closed_at is None:
        raise NotClosed(_("The post-mortem is not closed yet."))
    if approved_of(incident) is None:
        raise NotClosed(_("The incident summary is not approved yet."))
    close_incident(incident, at=at, by=by)
