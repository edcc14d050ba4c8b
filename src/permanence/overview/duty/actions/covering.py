"""Covers of hours, of which whoever is put on call is told."""

from __future__ import annotations

from datetime import datetime

from permanence.world.accounts.models import Specialist
from permanence.world.attention.actions.notices import News, tell_people
from permanence.world.attention.queries.notices import Hearers
from permanence.world.attention.rules.channels import Event
from permanence.world.rotas.actions.covering import Hours, cover_hours
from permanence.world.rotas.models import Rota


def cover(
    rota: Rota,
    hours: Hours,
    person: Specialist,
    *,
    by: Specialist,
    reason: str,
    at: datetime,
) -> None:
    """Let somebody be on call for a time, and let them know unless they did it themselves."""
    actor = by.actor
    cover_hours(rota, hours, person, by=actor, at=at, reason=reason)
    hearers = Hearers(f"rota:{rota.pk}", rota.desk_id, named=[person.pk])
    tell_people([News(Event.COVERED, hearers, by=actor.key, who=actor.name)], at=at)
