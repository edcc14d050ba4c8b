"""The ticket and its whole file."""

from permanence.service.tickets.models.asked import AskedFile
from permanence.service.tickets.models.commitment import Commitment
from permanence.service.tickets.models.draft import Draft
from permanence.service.tickets.models.enquiry import Enquiry
from permanence.service.tickets.models.entry import Attachment, Entry, SearchRow
from permanence.service.tickets.models.escalation import Escalation, Introduction
from permanence.service.tickets.models.finding import Finding, Validation
from permanence.service.tickets.models.link import Link
from permanence.service.tickets.models.merge import Merge
from permanence.service.tickets.models.resolution import Resolution
from permanence.service.tickets.models.secrecy import Knower, Secrecy
from permanence.service.tickets.models.signs import SignsVersion
from permanence.service.tickets.models.snooze import Snooze
from permanence.service.tickets.models.staged import StagedFile
from permanence.service.tickets.models.suggestion import Suggestion
from permanence.service.tickets.models.sweep import Sweep
from permanence.service.tickets.models.ticket import (
    GRAVITY,
    AgreedDate,
    Reference,
    StateSpan,
    Ticket,
)
from permanence.service.tickets.models.trace import TicketTrace

__all__ = [
    "GRAVITY",
    "AgreedDate",
    "AskedFile",
    "Attachment",
    "Commitment",
    "Draft",
    "Enquiry",
    "Entry",
    "Escalation",
    "Finding",
    "Introduction",
    "Knower",
    "Link",
    "Merge",
    "Reference",
    "Resolution",
    "SearchRow",
    "Secrecy",
    "SignsVersion",
    "Snooze",
    "StagedFile",
    "StateSpan",
    "Suggestion",
    "Sweep",
    "Ticket",
    "TicketTrace",
    "Validation",
]
