"""The `permanence` command. What a subcommand needs is loaded only when it is called."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from importlib import import_module

from permanence.runtime.places import StartError

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


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all subcommands."""
    parser = argparse.ArgumentParser(prog="permanence", description="A technical support centre.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    up = commands.add_parser(
        "up", help="run the database, web, workers, watch and mail until Ctrl-C"
    )
    up.set_defaults(run="permanence.runtime.supervisor:run_up")
    import_module("permanence.runtime.setup").add_arguments(up)
    return parser


if __name__ == "__main__":
    sys.exit(main())
