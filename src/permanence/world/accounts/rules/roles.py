"""Roles and what each may do: the one table that every page asks, and the desk shows on *Roles*."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Right(StrEnum):
    """One thing a member of staff may be allowed to do on a desk."""

    READ_TICKETS = "read_tickets"
    ANSWER = "answer"
    TRIAGE = "triage"
    READ_LETTERS = "read_letters"
    SORT_LETTERS = "sort_letters"
    READ_OUTGOING = "read_outgoing"
    READ_POLICIES = "read_policies"
    LOAD_POLICIES = "load_policies"
    READ_CONTRACTS = "read_contracts"
    EDIT_CONTRACTS = "edit_contracts"
    READ_REPORTS = "read_reports"
    APPROVE_AGREEMENTS = "approve_agreements"
    RULE = "rule"
    CORRECT_PAUSES = "correct_pauses"
    LOG_TIME = "log_time"
    CORRECT_TIME = "correct_time"
    EDIT_WORDING = "edit_wording"
    READ_CUSTOMERS = "read_customers"
    EDIT_CONTACTS = "edit_contacts"
    EDIT_ORGANISATIONS = "edit_organisations"
    EDIT_ENVIRONMENTS = "edit_environments"
    READ_LOG_INS = "read_log_ins"
    INVITE_STAFF = "invite_staff"
    GUARD_LOG_INS = "guard_log_ins"
    READ_SETTINGS = "read_settings"
    EDIT_SIGN_ON = "edit_sign_on"
    EDIT_WAYS = "edit_ways"
    EDIT_STAFF = "edit_staff"
    EDIT_TEAMS = "edit_teams"
    PLAN_TEAMS = "plan_teams"
    PLAN_ROTAS = "plan_rotas"
    SWAP_SHIFTS = "swap_shifts"
    REDACT = "redact"
    PLAN_RETENTION = "plan_retention"
    HOLD = "hold"
    EDIT_AUTOMATION = "edit_automation"
    KEEP_SECRETS = "keep_secrets"
    BREAK_GLASS = "break_glass"
    READ_LOOKS = "read_looks"
    ERASE = "erase"
    DECLARE_INCIDENTS = "declare_incidents"
    LEAD_INCIDENTS = "lead_incidents"
    WORK_ON_INCIDENTS = "work_on_incidents"
    APPROVE_NOTICES = "approve_notices"
    WRITE_POST_MORTEMS = "write_post_mortems"
    CLOSE_POST_MORTEMS = "close_post_mortems"
    EDIT_CATALOGUE = "edit_catalogue"
    EDIT_STATUS = "edit_status"
    EDIT_ALERTS = "edit_alerts"
    READ_ARTICLES = "read_articles"
    WRITE_ARTICLES = "write_articles"
    PUBLISH_ARTICLES = "publish_articles"
    READ_TRACES = "read_traces"


READING = frozenset(
    {
        Right.READ_TICKETS,
        Right.READ_OUTGOING,
        Right.READ_POLICIES,
        Right.READ_CONTRACTS,
        Right.READ_REPORTS,
        Right.READ_CUSTOMERS,
        Right.READ_ARTICLES,
    }
)
EVERYDAY = READING | {
    Right.ANSWER,
    Right.TRIAGE,
    Right.READ_TRACES,
    Right.READ_LETTERS,
    Right.SORT_LETTERS,
    Right.LOG_TIME,
    Right.EDIT_CONTACTS,
    Right.REDACT,
    Right.EDIT_ENVIRONMENTS,
    Right.KEEP_SECRETS,
    Right.SWAP_SHIFTS,
    Right.DECLARE_INCIDENTS,
    Right.WORK_ON_INCIDENTS,
    Right.WRITE_POST_MORTEMS,
    Right.WRITE_ARTICLES,
}
SUPERVISING = EVERYDAY | {
    Right.RULE,
    Right.CORRECT_PAUSES,
    Right.CORRECT_TIME,
    Right.EDIT_CONTRACTS,
    Right.EDIT_ORGANISATIONS,
    Right.EDIT_WORDING,
    Right.PLAN_TEAMS,
    Right.PLAN_ROTAS,
    Right.LEAD_INCIDENTS,
    Right.APPROVE_NOTICES,
    Right.CLOSE_POST_MORTEMS,
    Right.EDIT_CATALOGUE,
    Right.EDIT_STATUS,
    Right.PUBLISH_ARTICLES,
}
# Whoever serves in an incident may report another, and takes part in what is learnt from it.
SERVING = {Right.DECLARE_INCIDENTS, Right.WORK_ON_INCIDENTS, Right.WRITE_POST_MORTEMS}
ROLES: dict[str, frozenset[Right]] = {
    "specialist": EVERYDAY,
    "supervisor": SUPERVISING,
    "manager": SUPERVISING
    | {
        Right.READ_LOG_INS,
        Right.PLAN_RETENTION,
        Right.HOLD,
        Right.EDIT_AUTOMATION,
        Right.BREAK_GLASS,
        Right.ERASE,
    },
    "head_of_development": EVERYDAY | {Right.APPROVE_AGREEMENTS},
    "incident_notification": READING
    | SERVING
    | {Right.ANSWER, Right.EDIT_CONTACTS, Right.APPROVE_NOTICES, Right.READ_TRACES},
    "incident_investigation": READING
    | SERVING
    | {
        Right.ANSWER,
        Right.TRIAGE,
        Right.READ_TRACES,
        Right.LOG_TIME,
        Right.EDIT_ENVIRONMENTS,
        Right.LEAD_INCIDENTS,
    },
    "incident_post_mortem": READING | SERVING | {Right.LOG_TIME, Right.CLOSE_POST_MORTEMS},
    "trainer": READING | {Right.ANSWER, Right.LOG_TIME, Right.EDIT_CONTACTS},
    "administrator": EVERYDAY
    | {
        Right.LOAD_POLICIES,
        Right.EDIT_CONTRACTS,
        Right.EDIT_ORGANISATIONS,
        Right.EDIT_WORDING,
        Right.READ_LOG_INS,
        Right.INVITE_STAFF,
        Right.GUARD_LOG_INS,
        Right.READ_SETTINGS,
        Right.EDIT_SIGN_ON,
        Right.EDIT_WAYS,
        Right.EDIT_STAFF,
        Right.EDIT_TEAMS,
        Right.PLAN_TEAMS,
        Right.PLAN_ROTAS,
        Right.PLAN_RETENTION,
        Right.HOLD,
        Right.EDIT_AUTOMATION,
        Right.ERASE,
        Right.EDIT_CATALOGUE,
        Right.EDIT_STATUS,
        Right.EDIT_ALERTS,
        Right.PUBLISH_ARTICLES,
    },
    # Who audits reads everything that a desk keeps, and changes nothing.
    "auditor": READING
    | {
        Right.READ_LETTERS,
        Right.READ_SETTINGS,
        Right.READ_LOG_INS,
        Right.READ_LOOKS,
        Right.READ_TRACES,
    },
    "data_protection": READING | {Right.KEEP_SECRETS, Right.BREAK_GLASS, Right.READ_LOOKS},
}

# Who hears the alarm when nobody on a ladder answers.
SUPERVISORS = ("supervisor", "manager")


def may(roles: Iterable[str], right: Right) -> bool:
    """Say whether one of the roles has the right."""
    return any(right in ROLES.get(role, frozenset()) for role in roles)


def roles_with(right: Right) -> frozenset[str]:
    """Return the roles that have a right."""
    return frozenset(role for role, rights in ROLES.items() if right in rights)


class CustomerRight(StrEnum):
    """One thing a person at a customer may be allowed to do on the portal."""

    OPEN_REQUESTS = "open_requests"
    READ_HOURS = "read_hours"
    READ_REPORTS = "read_reports"
    KEEP_ENVIRONMENT = "keep_environment"
    READ_ALL_REQUESTS = "read_all_requests"
    KEEP_PEOPLE = "keep_people"
    DECIDE_COSTS = "decide_costs"


CUSTOMER_ROLES: dict[str, frozenset[CustomerRight]] = {
    "contact": frozenset({CustomerRight.OPEN_REQUESTS}),
    "technical_contact": frozenset(
        {
            CustomerRight.OPEN_REQUESTS,
            CustomerRight.READ_HOURS,
            CustomerRight.READ_REPORTS,
            CustomerRight.KEEP_ENVIRONMENT,
        }
    ),
    "decides_costs": frozenset(
        {CustomerRight.OPEN_REQUESTS, CustomerRight.READ_HOURS, CustomerRight.DECIDE_COSTS}
    ),
    "organisation_administrator": frozenset(CustomerRight) - {CustomerRight.DECIDE_COSTS},
}


def customer_may(roles: Iterable[str], right: CustomerRight) -> bool:
    """Say whether one of a customer's roles has the right."""
    return any(right in CUSTOMER_ROLES[role] for role in roles)


def roles_of_contact(
    *, is_technical: bool, is_administrator: bool, decides_costs: bool = False
) -> frozenset[str]:
    """Return the roles of a person at a customer."""
    held = {"contact"}
    if is_technical:
        held.add("technical_contact")
    if is_administrator:
        held.add("organisation_administrator")
    if decides_costs:
        held.add("decides_costs")
    return frozenset(held)
