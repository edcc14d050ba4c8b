"""What the smaller subcommands of `permanence` do. Each loads only what it needs."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from importlib import import_module

from permanence.runtime.places import find_data


def reckon(told: argparse.Namespace) -> int:
    """Answer deadlines: one JSON object a line in, one out; or explain those of a ticket."""
    if told.ticket:
        return explain_ticket(told)
    rules = import_module("permanence.world.calendars.rules.reckon")
    status = 0
    for answer, understood in rules.answer_lines(sys.stdin.buffer):
        print(answer, flush=True)
        status = status if understood else 1
    return status


def explain_ticket(told: argparse.Namespace) -> int:
    """Print every promise that stands on a ticket with its reasons, one JSON object a line."""
    reach = import_module("permanence.runtime.reach")
    with reach.reach_database(find_data(told.data)):
        tickets = import_module("permanence.service.tickets.command")
        return int(tickets.print_commitments(told.ticket, sys.stdout))


def read_mail(told: argparse.Namespace) -> int:
    """Print what intake understands of message files, one JSON object a file."""
    intake = import_module("permanence.service.intake.command")
    trusted = frozenset(filter(None, os.environ.get("PERMANENCE_AUTHSERV_ID", "").split(",")))
    status = 0
    for answer, understood in intake.answer_files(told.files, trusted=trusted):
        print(answer, flush=True)
        status = status if understood else 1
    return status


def check_policies(told: argparse.Namespace) -> int:
    """Say what is wrong in policy documents; nothing is changed."""
    policies = import_module("permanence.promises.policies.command")
    status: int = policies.check_files(told.files, sys.stdout, sys.stderr)
    return status


def load_policies(told: argparse.Namespace) -> int:
    """Put policy documents into force."""
    policies = import_module("permanence.promises.policies.command")
    if status := policies.check_files(told.files, _Silence(), sys.stderr):
        return int(status)
    reach = import_module("permanence.runtime.reach")
    with reach.reach_database(find_data(told.data)):
        at = import_module("permanence.ground.lib.clock").now()
        return int(
            policies.load_files(
                told.files, sys.stdout, sys.stderr, at=at, effective_at=told.effective
            )
        )


def preview_policy(told: argparse.Namespace) -> int:
    """Print what a policy document would change, one JSON object a line; nothing is changed."""
    policies = import_module("permanence.promises.policies.command")
    if status := policies.check_files([told.file], _Silence(), sys.stderr):
        return int(status)
    reach = import_module("permanence.runtime.reach")
    with reach.reach_database(find_data(told.data)):
        at = import_module("permanence.ground.lib.clock").now()
        previews = import_module("permanence.overview.previews.command")
        return int(
            previews.preview_file(
                told.file, sys.stdout, sys.stderr, at=at, effective_at=told.effective
            )
        )


class _Silence:
    """Where nothing is written to be read."""

    def write(self, text: str) -> int:
        return len(text)


def list_policies(told: argparse.Namespace) -> int:
    """Print every version of every desk."""
    policies = import_module("permanence.promises.policies.command")
    reach = import_module("permanence.runtime.reach")
    with reach.reach_database(find_data(told.data)):
        return int(policies.list_versions(sys.stdout))


def check_contracts(told: argparse.Namespace) -> int:
    """Say what is wrong in contract documents; nothing is changed."""
    contracts = import_module("permanence.promises.contracts.command")
    policies = told.policy or import_module("permanence.runtime.places").find_shipped("policies")
    status: int = contracts.check_files(told.files, sys.stdout, sys.stderr, policies=policies)
    return status


def load_contracts(told: argparse.Namespace) -> int:
    """Put contract documents into force."""
    contracts = import_module("permanence.promises.contracts.command")
    reach = import_module("permanence.runtime.reach")
    with reach.reach_database(find_data(told.data)):
        at = import_module("permanence.ground.lib.clock").now()
        return int(
            contracts.load_files(
                told.files, sys.stdout, sys.stderr, at=at, effective_at=told.effective
            )
        )


def list_contracts(told: argparse.Namespace) -> int:
    """Print every version of every contract."""
    contracts = import_module("permanence.promises.contracts.command")
    reach = import_module("permanence.runtime.reach")
    with reach.reach_database(find_data(told.data)):
        return int(contracts.list_versions(sys.stdout))


def verify_incidents(told: argparse.Namespace) -> int:
    """Prove that nobody changed the record of an incident, or of all of them."""
    reach = import_module("permanence.runtime.reach")
    with reach.reach_database(find_data(told.data)):
        if told.evidence:
            reviews = import_module("permanence.service.reviews.command")
            return int(reviews.verify_evidence(told.evidence, sys.stdout, sys.stderr))
        incidents = import_module("permanence.service.incidents.command")
        return int(incidents.verify_incidents(told.incident, sys.stdout, sys.stderr))


def migrate(told: argparse.Namespace) -> int:
    """Bring the database up to this version."""
    reach = import_module("permanence.runtime.reach")
    with reach.reach_database(find_data(told.data)):
        import_module("permanence.runtime.schema").bring_up_to_date()
    return 0


def load_demo(told: argparse.Namespace) -> int:
    """Load the shipped policies and the invented customers to try with."""
    reach = import_module("permanence.runtime.reach")
    with reach.reach_database(find_data(told.data)):
        schema = import_module("permanence.runtime.schema")
        schema.load_first_content(demo=True)
    return 0


def remove_factor(told: argparse.Namespace) -> int:
    """Take a lost second factor from a member of staff; the password stays."""
    reach = import_module("permanence.runtime.reach")
    with reach.reach_database(find_data(told.data)):
        staff = import_module("permanence.runtime.staff")
        return int(staff.remove_second_factor(told, out=sys.stdout, err=sys.stderr))


def add_user(told: argparse.Namespace) -> int:
    """Add a member of staff; the password is asked for, or read from standard input.

    An empty one invites them by mail.
    """
    password = (
        getpass.getpass("Password (empty: invite by mail): ")
        if sys.stdin.isatty()
        else sys.stdin.readline().rstrip("\n")
    )
    reach = import_module("permanence.runtime.reach")
    with reach.reach_database(find_data(told.data)):
        staff = import_module("permanence.runtime.staff")
        return int(staff.add_member(told, password=password, out=sys.stdout, err=sys.stderr))
