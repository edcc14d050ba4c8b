"""How far climbs have come, and whom they may call."""

from permanence.service.escalation.queries.climbs import (
    calls_of,
    climbing_subjects,
    climbs_of,
    going_on,
    is_climbed,
)
from permanence.service.escalation.queries.people import callees_of, supervisors_of

__all__ = [
    "callees_of",
    "calls_of",
    "climbing_subjects",
    "climbs_of",
    "going_on",
    "is_climbed",
    "supervisors_of",
]
