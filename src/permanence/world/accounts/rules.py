"""Roles and what each may do, as one table; and how an unknown sender is recognised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Right(StrEnum):
    """One thing a member of staff may be allowed to do on a desk."""

    READ_TICKETS = "read_tickets"
    ANSWER = "answer"
    TRIAGE = "triage"
    SORT_LETTERS = "sort_letters"
    READ_OUTGOING = "read_outgoing"
    READ_POLICIES = "read_policies"
    LOAD_POLICIES = "load_policies"
    READ_CONTRACTS = "read_contracts"
    EDIT_CONTRACTS = "edit_contracts"
    READ_REPORTS = "read_reports"
    APPROVE_AGREEMENTS = "approve_agreements"
    CORRECT_PAUSES = "correct_pauses"
    LOG_TIME = "log_time"
    CORRECT_TIME = "correct_time"
    EDIT_WORDING = "edit_wording"
    READ_CUSTOMERS = "read_customers"
    EDIT_CONTACTS = "edit_contacts"
    EDIT_ORGANISATIONS = "edit_organisations"
    READ_LOG_INS = "read_log_ins"
    INVITE_STAFF = "invite_staff"
    GUARD_LOG_INS = "guard_log_ins"


EVERYDAY = frozenset(
    {
        Right.READ_TICKETS,
        Right.ANSWER,
        Right.TRIAGE,
        Right.SORT_LETTERS,
        Right.READ_OUTGOING,
        Right.READ_POLICIES,
        Right.READ_CONTRACTS,
        Right.READ_REPORTS,
        Right.LOG_TIME,
        Right.READ_CUSTOMERS,
        Right.EDIT_CONTACTS,
    }
)
ROLES: dict[str, frozenset[Right]] = {
    "specialist": EVERYDAY,
    "supervisor": EVERYDAY
    | {
        Right.CORRECT_PAUSES,
        Right.CORRECT_TIME,
        Right.EDIT_CONTRACTS,
        Right.EDIT_ORGANISATIONS,
        Right.EDIT_WORDING,
    },
    "head_of_development": EVERYDAY | {Right.APPROVE_AGREEMENTS},
    "administrator": EVERYDAY
    | {
        Right.LOAD_POLICIES,
        Right.EDIT_CONTRACTS,
        Right.EDIT_ORGANISATIONS,
        Right.EDIT_WORDING,
        Right.READ_LOG_INS,
        Right.INVITE_STAFF,
        Right.GUARD_LOG_INS,
    },
    "auditor": frozenset(
        {
            Right.READ_TICKETS,
            Right.READ_OUTGOING,
            Right.READ_POLICIES,
            Right.READ_CONTRACTS,
            Right.READ_REPORTS,
            Right.READ_CUSTOMERS,
            Right.READ_LOG_INS,
        }
    ),
}

PUBLIC_PROVIDERS = frozenset({"gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "gmx.de"})
DOMAIN = re.compile(
    r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)


def may(roles: Iterable[str], right: Right) -> bool:
    """Say whether one of the roles has the right."""
    return any(right in ROLES.get(role, frozenset()) for role in roles)


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


Changes = dict[str, list[Any]]


def differences(before: OrganisationCard | ContactCard | None, after: object) -> Changes:
    """Return what a new card says otherwise, each as it was and as it is; all of a first card."""
    was = asdict(before) if before else {}
    now: dict[str, Any] = asdict(after)  # type: ignore[call-overload]  # a card
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
    """A contact found under an address, and the organisation it belongs to, if any."""

    contact: int
    organisation: int | None


@dataclass(frozen=True)
class Recognition:
    """Who an address is: a contact, a stranger of a known organisation, or nobody known.

    `is_ambiguous` means that the address or its domain fits two organisations: a person decides.
    """

    contact: int | None
    organisation: int | None
    is_ambiguous: bool = False


def recognise_sender(known: Sequence[Known], domain_owners: Sequence[int]) -> Recognition:
    """Return who an address is, from the contacts that have it and the owners of its domain.

    A contact of an organisation stands over one without; two organisations are never guessed
    between (SPEC C6).
    """
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
