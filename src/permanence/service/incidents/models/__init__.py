"""Incidents: what happened, what it touched, who works on it, its clocks and its proven record."""

from permanence.service.incidents.models.chain import ChainEnd, Event
from permanence.service.incidents.models.clock import IncidentClock, IncidentClockQuerySet
from permanence.service.incidents.models.component import IncidentComponent
from permanence.service.incidents.models.crew import CapturedAct, HandOver, Summons, SummonsQuerySet
from permanence.service.incidents.models.impact import (
    ImpactConfirmation,
    ImpactRevision,
    Judgement,
    Touched,
)
from permanence.service.incidents.models.incident import Incident, IncidentQuerySet
from permanence.service.incidents.models.joining import Joining, JoiningQuerySet
from permanence.service.incidents.models.member import Member
from permanence.service.incidents.models.record import PinnedFact, RecordVersion
from permanence.service.incidents.models.signal import MeToo
from permanence.service.incidents.models.suspecting import FailureLook, Sign, SuspicionPlace
from permanence.service.incidents.models.task import Task

__all__ = [
    "CapturedAct",
    "ChainEnd",
    "Event",
    "FailureLook",
    "HandOver",
    "ImpactConfirmation",
    "ImpactRevision",
    "Incident",
    "IncidentClock",
    "IncidentClockQuerySet",
    "IncidentComponent",
    "IncidentQuerySet",
    "Joining",
    "JoiningQuerySet",
    "Judgement",
    "MeToo",
    "Member",
    "PinnedFact",
    "RecordVersion",
    "Sign",
    "Summons",
    "SummonsQuerySet",
    "SuspicionPlace",
    "Task",
    "Touched",
]
