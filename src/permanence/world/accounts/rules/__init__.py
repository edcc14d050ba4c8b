"""Roles and what each may do; cards and what changed on them; and how a sender is recognised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from permanence.world.accounts.rules.roles import (
    CUSTOMER_ROLES,
    ROLES,
    SUPERVISORS,
    CustomerRight,
    Right,
    customer_may,
    may,
    roles_of_contact,
    roles_with,
)
from permanence.world.accounts.rules.staff import LEVELS, StaffCard, TeamCard

__all__ = [
    "CUSTOMER_ROLES",
    "DOMAIN",
    "LEVELS",
    "PUBLIC_PROVIDERS",
    "ROLES",
    "SUPERVISORS",
    "Changes",
    "ContactCard",
    "CustomerRight",
    "Factors",
    "Known",
    "LogInAct",
    "OrganisationCard",
    "Recognition",
    "Right",
    "StaffCard",
    "TeamCard",
    "Whereabouts",
    "customer_may",
    "demands_second_factor",
    "differences",
    "may",
    "read_domain",
    "recognise_sender",
    "roles_of_contact",
    "roles_with",
]


PUBLIC_PROVIDERS = frozenset({"gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "gmx.de"})
DOMAIN = re.compile(
    r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)


def demands_second_factor(roles: Iterable[str], strict: Iterable[str]) -> bool:
    """Say whether one of the roles is among those that ask for a second factor."""
    return not set(roles).isdisjoint(strict)


@dataclass(frozen=True)
class Factors:
    """What somebody has besides the password, and how many recovery codes are left."""

    has_app: bool = False
    passkeys: int = 0
    codes_left: int = 0

    def __bool__(self) -> bool:
        return self.has_app or self.passkeys > 0


class LogInAct(StrEnum):
    """What the log-in journal tells."""

    LOGGED_IN = "logged_in"
    LOGGED_OUT = "logged_out"
    REFUSED = "refused"
    HELD_UP = "held_up"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 -- an act, no secret
    PASSWORD_REFUSED = "password_refused"  # noqa: S105 -- an act, no secret
    LINK_SENT = "link_sent"
    LINK_USED = "link_used"
    INVITED = "invited"
    JOINED = "joined"
    SESSION_ENDED = "session_ended"
    SESSIONS_ENDED = "sessions_ended"
    BOUND = "bound"
    ADMITTED = "admitted"
    APP_ADDED = "app_added"
    APP_REMOVED = "app_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    PASSKEY_REFUSED = "passkey_refused"
    PASSKEY_DOUBTED = "passkey_doubted"
    CODE_REFUSED = "code_refused"
    CODE_SPENT = "code_spent"
    CODES_RENEWED = "codes_renewed"
    FACTORS_REMOVED = "factors_removed"


@dataclass(frozen=True)
class Whereabouts:
    """Where a request came from, and what with."""

    place: str = ""
    device: str = ""


@dataclass(frozen=True)
class OrganisationCard:
    """What is kept of a customer."""

    name: str
    language: str
    zone: str
    region: str
    domains: tuple[str, ...]


@dataclass(frozen=True)
class ContactCard:
    """What is kept of a person at a customer; without a zone the organisation's holds."""

    name: str
    email: str
    phone: str
    language: str
    zone: str
    region: str
    is_technical: bool
    is_administrator: bool = False
    decides_costs: bool = False


Changes = dict[str, list[Any]]


def differences(before: Any, after: Any) -> Changes:
    """Return what a new card says otherwise, each as it was and as it is; all of a first card."""
    was = asdict(before) if before else {}
    now: dict[str, Any] = asdict(after)
    return {
        key: [was.get(key), value]
        for key, value in now.items()
        if was.get(key) != value and (before or value)
    }


def read_domain(text: str) -> str:
    """Return a mail domain as mail is compared by; ValueError for what is none."""
    domain = text.strip().lower().removeprefix("@").rstrip(".")
    try:
        plain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError(text) from None
    if not DOMAIN.fullmatch(plain):
        raise ValueError(text)
    return domain


@dataclass(frozen=True)
class Known:
    """A contact found under an address, and the organisation it belongs to, if any.

    `is_alias` says that it has the address from another record that was merged into it.
    """

    contact: int
    organisation: int | None
    is_alias: bool = False


@dataclass(frozen=True)
class Recognition:
    """Who an address is: a contact, a stranger of a known organisation, or nobody known.

    `is_ambiguous` means that the address or its domain fits two organisations, or that whose it is
    `has_left`: a person decides.
    """

    contact: int | None
    organisation: int | None
    is_ambiguous: bool = False
    has_left: bool = False


def recognise_sender(known: Sequence[Known], domain_owners: Sequence[int]) -> Recognition:
    """Return who an address is, from the contacts that have it and the owners of its domain.

    A contact of an organisation stands over one without; two organisations are never guessed
    between (SPEC C6). Who has the address now stands over who has it from a merge.
    """
    known = sorted(known, key=lambda one: one.is_alias)
    members = [one for one in known if one.organisation is not None]
    if len({one.organisation for one in members}) > 1:
        return Recognition(None, None, is_ambiguous=True)
    if members:
        return Recognition(members[0].contact, members[0].organisation)
    if known:
        return Recognition(known[0].contact, None)
    if len(set(domain_owners)) > 1:
        return Recognition(None, None, is_ambiguous=True)
    return Recognition(None, domain_owners[0] if domain_owners else None)
