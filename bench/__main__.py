"""`python -m bench`: builds installations of several sizes, measures them, writes the page."""

from __future__ import annotations

import argparse
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bench.clocks import TICKETS, TICKETS_QUICK, measure_clocks
from bench.intake import CONNECTIONS, measure_intake
from bench.machine import Machine, describe_machine
from bench.memory import let_rest, measure_memory, read_stage_memory, start_stage
from bench.notices import CUSTOMERS, CUSTOMERS_QUICK, TELLING_TICKETS, tell_customers
from bench.pages import measure_pages, measure_places, measure_portal
from bench.reckoning import measure_reckoning
from bench.report import Results, list_costs, write_goals, write_page
from bench.stage import Stage, build_stage
from bench.watching import measure_watch
from permanence.ground.lib.clock import now

SIZES = (10_000, 100_000, 1_000_000)
PARTS = ("reckoning", "pages", "places", "intake", "watch", "memory", "clocks", "notices")
OUTPUT = Path(__file__).resolve().parent.parent / "docs" / "operate" / "performance.md"
LONGEST, LONGEST_QUICK = 45 * 60, 10 * 60
Found = TypeVar("Found")


def main() -> int:
    """Measure, print, and write the page unless it was a quick look."""
    told = read_arguments()
    for number in (signal.SIGALRM, signal.SIGTERM):
        signal.signal(number, give_up)
    signal.alarm(LONGEST_QUICK if told.quick else LONGEST)
    results = Results()
    machine = None
    try:
        if "reckoning" in told.only:
            say("deadlines")
            results.rates = attempt(results, "deadlines", measure_reckoning) or []
        for size in told.sizes:
            once = set() if size == told.deep else {"intake", "watch", "memory"}
            once |= set() if size == told.sizes[-1] else {"places"}
            parts = told.only - once - {"reckoning", "clocks", "notices"}
            if parts:
                machine = measure_size(results, size, parts=parts, quick=told.quick) or machine
        measure_apart(results, told)
    except OutOfTime:
        results.failures.append("the run was ended before its end")
    print("\n" + write_goals(results), *list_costs(results), sep="\n")
    if machine and told.write:
        told.output.parent.mkdir(parents=True, exist_ok=True)
        page = write_page(results, machine, at=now(), connections=CONNECTIONS)
        told.output.write_text(page, encoding="utf-8")
    return 1 if results.failures else 0


def read_arguments() -> argparse.Namespace:
    """Return what to measure; `deep` is the size at which more than pages is measured."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", default="", help="numbers of tickets, with commas between")
    parser.add_argument("--only", default="", help=f"some of {','.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="a look at the smallest size")
    parser.add_argument("--customers", type=int, help="how many are told of an incident")
    parser.add_argument(
        "--round-trip", type=float, default=0.0, help="milliseconds to the mail server and back"
    )
    parser.add_argument("--output", type=Path, default=OUTPUT, help="the page to write")
    parser.add_argument("--write", action=argparse.BooleanOptionalAction, default=None)
    told = parser.parse_args()
    default = SIZES[:1] if told.quick else SIZES
    told.sizes = sorted({int(size) for size in told.sizes.split(",") if size}) or list(default)
    told.only = {part for part in told.only.split(",") if part} or set(PARTS)
    if unknown := told.only - set(PARTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known are {', '.join(PARTS)}")
    told.deep = SIZES[1] if SIZES[1] in told.sizes else told.sizes[-1]
    told.write = not told.quick if told.write is None else told.write
    return told


class OutOfTime(BaseException):
    """The run is ended; nothing on the way may take this for a fault of its own."""


def give_up(*_: object) -> None:
    """End what takes too long."""
    raise OutOfTime


def measure_size(results: Results, size: int, *, parts: set[str], quick: bool) -> Machine | None:
    """Build an installation with so many tickets and measure parts of it; say what fails."""
    say(f"loading {size:,} tickets")
    stage = attempt(results, f"loading {size:,} tickets", lambda: build_stage(size))
    if stage is None:
        return None
    results.loads[size] = (
        f"{stage.loaded.size / 2**30:.2f} GiB of database, loaded in {stage.loaded.seconds:.0f} s"
    )
    try:
        start = attempt(results, "start", lambda: start_stage(stage))
        if start is None:
            return None
        let_rest(stage)
        if "memory" in parts:
            say("memory at rest")
            results.start = start
            results.memory = attempt(results, "memory", lambda: measure_memory(stage))
        measure_parts(results, stage, parts=parts, quick=quick)
        return describe_machine(stage.installation.folder, database=stage.version)
    finally:
        if results.failures:
            print(stage.installation.read_log()[-4000:], file=sys.stderr)
        stage.installation.remove()


def measure_parts(results: Results, stage: Stage, *, parts: set[str], quick: bool) -> None:
    """Measure pages, intake and the watch of a running installation."""
    size = stage.loaded.tickets
    if "pages" in parts:
        say(f"pages with {size:,} tickets")
        requests = 100 if quick else 300
        found = attempt(results, "pages", lambda: measure_pages(stage, requests=requests))
        if found:
            results.pages[size] = found
    if "places" in parts:
        say(f"places with {size:,} tickets")
        places = attempt(results, "places", lambda: measure_places(stage))
        portal = attempt(results, "portal", lambda: measure_portal(stage))
        results.places |= {(size, "desk"): places or [], (size, "portal"): portal or []}
    if "intake" in parts:
        say("intake")
        mails = 1_500 if quick else 5_000
        results.intake = attempt(results, "intake", lambda: measure_intake(stage, mails=mails))
    if "watch" in parts:
        say("watch")
        results.lateness = attempt(results, "watch", lambda: measure_watch(stage))
    if "memory" in parts:
        results.busy = attempt(results, "memory after all", lambda: read_stage_memory(stage))


def measure_apart(results: Results, told: argparse.Namespace) -> None:
    """Measure what needs an installation of its own."""
    if "clocks" in told.only:
        measure_open_clocks(results, tickets=TICKETS_QUICK if told.quick else TICKETS)
    if "notices" in told.only:
        customers = told.customers or (CUSTOMERS_QUICK if told.quick else CUSTOMERS)
        measure_telling(results, customers=customers, round_trip=told.round_trip / 1000)


def measure_open_clocks(results: Results, *, tickets: int) -> None:
    """Build an installation of open tickets alone, and let watches race for their clocks."""
    what = f"loading {tickets:,} open tickets"
    say(what)
    stage = attempt(results, what, lambda: build_stage(tickets, open_share=1.0))
    if stage is None:
        return
    try:
        if attempt(results, "start", lambda: start_stage(stage)):
            say("open clocks")
            results.clocks = attempt(results, "open clocks", lambda: measure_clocks(stage))
    finally:
        stage.installation.remove()


def measure_telling(results: Results, *, customers: int, round_trip: float) -> None:
    """Build an installation, and tell customers of an incident."""
    what = f"telling {customers:,} customers"
    say(what)
    stage = attempt(results, what, lambda: build_stage(TELLING_TICKETS))
    if stage is None:
        return
    try:
        results.telling = attempt(
            results,
            what,
            lambda: tell_customers(stage, customers=customers, round_trip=round_trip),
        )
    finally:
        if results.telling is None:
            print(stage.installation.read_log()[-4000:], file=sys.stderr)
        stage.installation.remove()


def attempt(results: Results, what: str, measure: Callable[[], Found]) -> Found | None:
    """Return what was measured; a failure is noted and the rest goes on."""
    try:
        return measure()
    except Exception as error:
        traceback.print_exc()
        reason = str(error).strip().partition("\n")[0][:120]
        results.failures.append(f"{what}: {type(error).__name__}: {reason}")
        return None


def say(text: str) -> None:
    """Tell how far the run is."""
    print(f"… {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
