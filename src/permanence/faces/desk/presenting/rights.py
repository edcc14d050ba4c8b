"""What each role may do, in words."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from permanence.world.accounts.rules import ROLES, Right

Shown = dict[str, Any]


def role_names() -> dict[str, str]:
    """Return what each role is called."""
    return {
        "specialist": _("Specialist"),
        "supervisor": _("Supervisor"),
        "head_of_development": _("Head of development"),
        "administrator": _("Administrator"),
        "auditor": _("Auditor"),
    }


def right_names() -> dict[Right, str]:
    """Return what each right lets somebody do."""
    return {
        Right.READ_TICKETS: _("Read tickets"),
        Right.ANSWER: _("Answer customers and write notes"),
        Right.TRIAGE: _("Judge severity and level, and assign"),
        Right.SORT_LETTERS: _("Sort what is held in quarantine"),
        Right.READ_OUTGOING: _("Read outgoing mail"),
        Right.READ_POLICIES: _("Read policies and calendars"),
        Right.LOAD_POLICIES: _("Load a new version of a policy"),
        Right.READ_CONTRACTS: _("Read contracts"),
        Right.EDIT_CONTRACTS: _("Write, change and suspend contracts"),
        Right.READ_REPORTS: _("Read reports"),
        Right.APPROVE_AGREEMENTS: _("Approve agreements on custom work"),
        Right.CORRECT_PAUSES: _("Correct pauses afterwards"),
        Right.LOG_TIME: _("Record time"),
        Right.CORRECT_TIME: _("Take recorded time back"),
        Right.EDIT_WORDING: _("Write canned answers"),
        Right.READ_CUSTOMERS: _("Read customers and their people"),
        Right.EDIT_CONTACTS: _("Add and change contacts"),
        Right.EDIT_ORGANISATIONS: _("Add and change customers, move contacts"),
        Right.READ_LOG_INS: _("Read the log-in journal"),
        Right.INVITE_STAFF: _("Invite new members of staff"),
        Right.GUARD_LOG_INS: _("Ask for second factors, and remove lost ones"),
    }


def show_roles(own: Collection[str]) -> list[Shown]:
    """Return the heads of the table; the reader's own roles are marked."""
    names = role_names()
    return [{"key": role, "name": names.get(role, role), "own": role in own} for role in ROLES]


def show_rights() -> list[Shown]:
    """Return a row for each right that says of each role whether it has it."""
    names = right_names()
    roles = role_names()
    return [
        {
            "name": names.get(right, right.value),
            "cells": [
                {"role": roles.get(role, role), "may": right in rights}
                for role, rights in ROLES.items()
            ],
        }
        for right in Right
    ]
