"""Desks, customers, staff and their log-ins."""

from permanence.world.accounts.models.people import (
    Attempt,
    Contact,
    ContactQuerySet,
    Desk,
    LogInEvent,
    Organisation,
    OrganisationDomain,
    Session,
    SessionQuerySet,
    Specialist,
    SpecialistQuerySet,
    StaffRole,
    Team,
    User,
    UserManager,
)
from permanence.world.accounts.models.presence import Absence
from permanence.world.accounts.models.second import Authenticator, Passkey, RecoveryCode

__all__ = [
    "Absence",
    "Attempt",
    "Authenticator",
    "Contact",
    "ContactQuerySet",
    "Desk",
    "LogInEvent",
    "Organisation",
    "OrganisationDomain",
    "Passkey",
    "RecoveryCode",
    "Session",
    "SessionQuerySet",
    "Specialist",
    "SpecialistQuerySet",
    "StaffRole",
    "Team",
    "User",
    "UserManager",
]
