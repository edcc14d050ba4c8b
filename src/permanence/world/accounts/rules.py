"""Roles and what each may do, as one table; and how an unknown sender is recognised."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


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
    }
)
ROLES: dict[str, frozenset[Right]] = {
    "specialist": EVERYDAY,
    "supervisor": EVERYDAY
    | {Right.CORRECT_PAUSES, Right.CORRECT_TIME, Right.EDIT_CONTRACTS, Right.EDIT_WORDING},
    "head_of_development": EVERYDAY | {Right.APPROVE_AGREEMENTS},
    "administrator": EVERYDAY | {Right.LOAD_POLICIES, Right.EDIT_CONTRACTS, Right.EDIT_WORDING},
    "auditor": frozenset(
        {
            Right.READ_TICKETS,
            Right.READ_OUTGOING,
            Right.READ_POLICIES,
            Right.READ_CONTRACTS,
            Right.READ_REPORTS,
        }
    ),
}

PUBLIC_PROVIDERS = frozenset({"gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "gmx.de"})


def may(roles: Iterable[str], right: Right) -> bool:
    """Say whether one of the roles has the right."""
    return any(right in ROLES.get(role, frozenset()) for role in roles)


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
