"""The events of an incident in reading order, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Self

from django.db.models import Q
from django.db.models.functions import Coalesce

from permanence.service.incidents.models import Event, Incident
from permanence.service.incidents.rules.timeline import OWN, PREFIXES


class Place(NamedTuple):
    """Where a page ends: when its last event happened, and its number."""

    at: datetime
    number: int

    @property
    def text(self) -> str:
        """The place as an address holds it."""
        return f"{self.at.isoformat()}_{self.number}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the place that an address names; None for what is none."""
        instant, _bar, number = text.rpartition("_")
        if not (number.isdecimal() and len(number) < 19):
            return None
        try:
            at = datetime.fromisoformat(instant.replace(" ", "+"))
        except ValueError:
            return None
        return cls(at, int(number)) if at.tzinfo else None


@dataclass(frozen=True)
class Asked:
    """Which events somebody looks for: of a group, of a team, before a place; empty is all."""

    group: str = ""
    team: str = ""
    before: Place | None = None


def events_of(incident: Incident, asked: Asked, *, most: int) -> list[Event]:
    """Return events of an incident, those that happened last first."""
    moments = Event.objects.annotate(moment=Coalesce("happened_at", "at"))
    rows = moments.filter(incident=incident).order_by("-moment", "-number")
    if asked.team:
        rows = rows.filter(facts__team=asked.team)
    if asked.group in PREFIXES:
        rows = rows.filter(begins_with(PREFIXES[asked.group]))
    elif asked.group == OWN:
        rows = rows.exclude(begins_with(tuple(one for each in PREFIXES.values() for one in each)))
    if asked.before is not None:
        at, number = asked.before
        rows = rows.filter(Q(moment__lt=at) | Q(moment=at, number__lt=number))
    return list(rows[:most])


def begins_with(begins: tuple[str, ...]) -> Q:
    """Return the condition that a kind begins with one of these."""
    found = Q()
    for one in begins:
        found |= Q(kind__startswith=one)
    return found
