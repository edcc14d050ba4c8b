"""The `permanence` command. What a subcommand needs is loaded only when it is called."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING

from permanence.runtime.places import StartError

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

Run = Callable[[argparse.Namespace], int]


def main(arguments: list[str] | None = None) -> int:
    """Run a subcommand and return its exit status."""
    told = build_parser().parse_args(arguments)
    module, _, function = told.run.partition(":")
    run: Run = getattr(import_module(module), function)
    try:
        return run(told)
    except StartError as reason:
        print(f"permanence: {reason}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # who read the answers has heard enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all subcommands."""
    parser = argparse.ArgumentParser(prog="permanence", description="A technical support centre.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_up(commands)
    reckon = _add(commands, "reckon", "reckon", "answer deadlines, one JSON object a line")
    reckon.add_argument("--ticket", metavar="REFERENCE", help="explain what a ticket is promised")
    _add_data(reckon)
    mail = _add_group(commands, "mail", "messages")
    read = _add(mail, "read", "read_mail", "print what is understood of message files as JSON")
    read.add_argument("files", nargs="+", metavar="FILE")
    _add_policy(_add_group(commands, "policy", "the published promises"))
    _add_contract(_add_group(commands, "contract", "what customers agreed"))
    verify = _add(commands, "verify", "verify_incidents", "prove the records of incidents")
    verify.add_argument("incident", nargs="?", metavar="I-1042", help="one of them; all else")
    verify.add_argument("--evidence", metavar="FILE", help="a file of evidence instead")
    _add_data(verify)
    _add_data(_add(commands, "migrate", "migrate", "bring the database up to this version"))
    _add_data(_add(commands, "demo", "load_demo", "load policies and invented customers"))
    _add_user(_add_group(commands, "user", "members of staff"))
    return parser


def _add(commands: Commands, name: str, function: str, says: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=says, description=says)
    parser.set_defaults(run=f"permanence.runtime.subcommands:{function}")
    return parser


def _add_group(commands: Commands, name: str, says: str) -> Commands:
    group = commands.add_parser(name, help=says)
    return group.add_subparsers(required=True, metavar="COMMAND")


def _add_data(parser: argparse.ArgumentParser) -> None:
    given = os.environ.get("PERMANENCE_DATA")
    parser.add_argument("--data", default=given, help="the data folder, when not DATABASE_URL")


def _add_up(commands: Commands) -> None:
    says = "run the database, web, workers, watch and mail until Ctrl-C"
    up = commands.add_parser("up", help=says, description=says)
    up.set_defaults(run="permanence.runtime.supervisor:run_up")
    import_module("permanence.runtime.setup").add_arguments(up)


def _add_policy(commands: Commands) -> None:
    check = _add(commands, "check", "check_policies", "say what is wrong in policy documents")
    check.add_argument("files", nargs="+", metavar="FILE")
    preview = _add(commands, "preview", "preview_policy", "print what a document would change")
    preview.add_argument("file", metavar="FILE")
    load = _add(commands, "load", "load_policies", "put policy documents into force, or nothing")
    load.add_argument("files", nargs="+", metavar="FILE")
    for parser in (preview, load):
        parser.add_argument(
            "--effective",
            type=_read_instant,
            metavar="INSTANT",
            help="when it takes effect, as 2027-01-01T00:00+01:00; at once when left out",
        )
        _add_data(parser)
    _add_data(_add(commands, "list", "list_policies", "print the versions of all desks as JSON"))


def _add_contract(commands: Commands) -> None:
    check = _add(commands, "check", "check_contracts", "say what is wrong in contract documents")
    check.add_argument("files", nargs="+", metavar="FILE")
    check.add_argument(
        "--policy",
        action="append",
        metavar="FILE",
        help="the policy of the desk they were agreed with; the shipped ones when left out",
    )
    load = _add(commands, "load", "load_contracts", "put contract documents into force, or nothing")
    load.add_argument("files", nargs="+", metavar="FILE")
    load.add_argument(
        "--effective",
        type=_read_instant,
        metavar="INSTANT",
        help="when it takes effect, as 2027-01-01T00:00+01:00; at once when left out",
    )
    _add_data(load)
    _add_data(
        _add(commands, "list", "list_contracts", "print the versions of all contracts as JSON")
    )


def _read_instant(text: str) -> datetime:
    """Return an instant given with its offset, which a date alone does not name."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no instant with its offset; write 2027-01-01T00:00+01:00"
        )
    return instant


def _add_user(commands: Commands) -> None:
    add = _add(
        commands,
        "add",
        "add_user",
        "add a member of staff; reads the password, none invites by mail",
    )
    add.add_argument("email", metavar="ADDRESS")
    add.add_argument("--name", default="")
    add.add_argument("--role", default="specialist")
    add.add_argument("--desk", action="append", default=[], help="a desk's key; all when left out")
    add.add_argument("--language", default="en")
    _add_data(add)
    remove = _add(
        commands,
        "remove-factor",
        "remove_factor",
        "take a lost second factor from a member of staff, when no colleague can",
    )
    remove.add_argument("email", metavar="ADDRESS")
    remove.add_argument("--reason", required=True, help="why; it is written down and told to them")
    _add_data(remove)


if __name__ == "__main__":
    sys.exit(main())
