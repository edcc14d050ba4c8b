"""What each role may do, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from permanence.world.accounts.rules import CUSTOMER_ROLES, ROLES, CustomerRight, Right

Shown = dict[str, Any]


def role_names() -> dict[str, str]:
    """Return what each role is called."""
    return {
        "specialist": _("Specialist"),
        "supervisor": _("Supervisor"),
        "manager": _("Manager"),
        "head_of_development": _("Head of development"),
        "incident_notification": _("Incident: notification"),
        "incident_investigation": _("Incident: investigation"),
        "incident_post_mortem": _("Incident: post-mortem"),
        "trainer": _("Trainer"),
        "administrator": _("Administrator"),
        "auditor": _("Auditor"),
        "data_protection": _("Data protection"),
    }


def right_groups() -> dict[str, dict[Right, str]]:
    """Return what each right lets somebody do, in groups; each right stands in one."""
    return {
        _("Requests"): request_rights(),
        _("Mail"): mail_rights(),
        _("Customers"): customer_data_rights(),
        _("Incidents and service"): incident_rights(),
        _("Texts and articles"): text_rights(),
        _("How the desk works"): desk_rights(),
        _("People and teams"): staff_rights(),
        _("What is kept, and who may know"): secrecy_rights(),
    }


def request_rights() -> dict[Right, str]:
    """Return the names of the rights on requests."""
    return {
        Right.READ_TICKETS: _("Read tickets"),
        Right.ANSWER: _("Answer customers and write notes"),
        Right.TRIAGE: _("Judge severity and level, and assign"),
        Right.CORRECT_PAUSES: _("Correct pauses afterwards"),
        Right.RULE: _("Rule on what customers escalate"),
        Right.LOG_TIME: _("Record time"),
        Right.CORRECT_TIME: _("Take recorded time back"),
        Right.APPROVE_AGREEMENTS: _("Approve agreements on custom work"),
    }


def mail_rights() -> dict[Right, str]:
    """Return the names of the rights on mail and messages."""
    return {
        Right.READ_LETTERS: _("Read what is held in quarantine, and who is blocked"),
        Right.SORT_LETTERS: _("Sort what is held in quarantine"),
        Right.READ_OUTGOING: _("Read outgoing mail"),
        Right.READ_TRACES: _("Look for messages and read their path"),
    }


def customer_data_rights() -> dict[Right, str]:
    """Return the names of the rights on what is kept of customers."""
    return {
        Right.READ_CUSTOMERS: _("Read customers and their people"),
        Right.EDIT_CONTACTS: _("Add and change contacts"),
        Right.EDIT_ORGANISATIONS: _("Add and change customers, move and merge contacts"),
        Right.EDIT_ENVIRONMENTS: _("Keep the record of what customers run"),
        Right.READ_CONTRACTS: _("Read contracts"),
        Right.EDIT_CONTRACTS: _("Write, change and suspend contracts"),
    }


def incident_rights() -> dict[Right, str]:
    """Return the names of the rights in incidents, and on how services stand."""
    return {
        Right.DECLARE_INCIDENTS: _("Declare incidents"),
        Right.WORK_ON_INCIDENTS: _("Work on incidents: tasks, notes, who is touched"),
        Right.LEAD_INCIDENTS: _("Lead incidents: confirm, correct, resolve"),
        Right.APPROVE_NOTICES: _("Let notices of incidents go out"),
        Right.WRITE_POST_MORTEMS: _("Contribute to post-mortems"),
        Right.CLOSE_POST_MORTEMS: _("Review and close post-mortems"),
        Right.EDIT_STATUS: _("Keep the status page, and announce maintenance"),
        Right.EDIT_CATALOGUE: _("Keep the catalogue of components"),
        Right.EDIT_ALERTS: _("Set up where alerts and message traces come from"),
    }


def text_rights() -> dict[Right, str]:
    """Return the names of the rights on what is sent and read."""
    return {
        Right.EDIT_WORDING: _("Write canned answers"),
        Right.READ_ARTICLES: _("Read articles"),
        Right.WRITE_ARTICLES: _("Write articles"),
        Right.PUBLISH_ARTICLES: _("Publish and retire articles, and keep their topics"),
    }


def desk_rights() -> dict[Right, str]:
    """Return the names of the rights on how a desk works."""
    return {
        Right.READ_POLICIES: _("Read policies and calendars"),
        Right.LOAD_POLICIES: _("Load a new version of a policy"),
        Right.READ_REPORTS: _("Read reports"),
        Right.EDIT_AUTOMATION: _("Write rules, and switch them on and off"),
        Right.READ_SETTINGS: _("Read how sign-on, ways out and sources of alerts are set up"),
        Right.EDIT_WAYS: _("Set up SMS, chat and phone calls"),
    }


def staff_rights() -> dict[Right, str]:
    """Return the names of the rights on colleagues, teams and log-ins."""
    return {
        Right.INVITE_STAFF: _("Invite new members of staff"),
        Right.EDIT_STAFF: _("Change colleagues and their roles"),
        Right.EDIT_TEAMS: _("Add, change and retire teams"),
        Right.PLAN_TEAMS: _("Choose the members of teams, and say who is away"),
        Right.PLAN_ROTAS: _("Plan on-call rotas, and say who covers"),
        Right.SWAP_SHIFTS: _("Swap and take on-call shifts"),
        Right.READ_LOG_INS: _("Read the log-in journal"),
        Right.GUARD_LOG_INS: _("Ask for second factors, and remove lost ones"),
        Right.EDIT_SIGN_ON: _("Set up single sign-on"),
    }


def secrecy_rights() -> dict[Right, str]:
    """Return the names of the rights on what is confidential, and for how long things are kept."""
    return {
        Right.KEEP_SECRETS: _("Keep requests confidential, and choose who may know of them"),
        Right.BREAK_GLASS: _("Open confidential requests without being let in, for a reason"),
        Right.READ_LOOKS: _("Read who looked at customers' data"),
        Right.REDACT: _("Black out what should never have been written"),
        Right.PLAN_RETENTION: _("Decide for how long things are kept"),
        Right.HOLD: _("Place and release legal holds"),
        Right.ERASE: _("Hand out and erase what is kept of a person"),
    }


def customer_role_names() -> dict[str, str]:
    """Return what each role of a person at a customer is called."""
    return {
        "contact": _("Contact"),
        "technical_contact": _("Technical contact"),
        "decides_costs": _("Decides on paid work"),
        "organisation_administrator": _("Administrator of the organisation"),
    }


def customer_right_names() -> dict[CustomerRight, str]:
    """Return what each right lets somebody do on the portal."""
    return {
        CustomerRight.OPEN_REQUESTS: _("Open requests, follow and answer their own"),
        CustomerRight.READ_HOURS: _("Read the hours of the organisation, and be told of them"),
        CustomerRight.READ_REPORTS: _("Read the service reports of the organisation"),
        CustomerRight.KEEP_ENVIRONMENT: _("Keep the record of what the organisation runs"),
        CustomerRight.READ_ALL_REQUESTS: _("Read all requests of the organisation"),
        CustomerRight.KEEP_PEOPLE: _("Invite people, take them away, and say what each may do"),
        CustomerRight.DECIDE_COSTS: _("Decide on work that the hours do not pay for"),
    }


def show_roles(own: Collection[str]) -> list[Shown]:
    """Return the heads of the table; the reader's own roles are marked."""
    names = role_names()
    return [{"key": role, "name": names.get(role, role), "own": role in own} for role in ROLES]


def show_rights() -> list[Shown]:
    """Return the rights in their groups, with a row for each that says which roles have it."""
    names = role_names()
    return [
        {"name": group, "rights": lay_table(ROLES, rights, names)}
        for group, rights in right_groups().items()
    ]


def show_customer_roles() -> Shown:
    """Return the table of the roles of people at customers: its heads and its rows."""
    names = customer_role_names()
    return {
        "roles": [{"key": role, "name": names[role], "own": False} for role in CUSTOMER_ROLES],
        "groups": [
            {"name": "", "rights": lay_table(CUSTOMER_ROLES, customer_right_names(), names)}
        ],
    }


def lay_table(
    given: Mapping[str, Collection[str]], rights: Mapping[Any, str], roles: Mapping[str, str]
) -> list[Shown]:
    """Return a row for each right with a cell for each role."""
    return [
        {
            "name": name,
            "cells": [
                {"role": roles.get(role, role), "may": right in held}
                for role, held in given.items()
            ],
        }
        for right, name in rights.items()
    ]
