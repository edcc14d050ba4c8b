"""The figures beside the goals: a table to print, and the page for operators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bench.clocks import BURST, WATCHES, Clocks
from bench.intake import Digesting, Intake
from bench.machine import Machine
from bench.memory import Memory, Start
from bench.notices import GOAL, Telling
from bench.pages import PageFigures
from bench.processes import Cost, percentile
from bench.prose import PAGE
from bench.reckoning import Rate
from bench.watching import Lateness

SLOWEST = 40


@dataclass(frozen=True)
class Line:
    """One figure beside its goal; `met` is None where there is no goal, or no figure."""

    what: str
    goal: str
    reached: str
    met: bool | None
    limit: str = ""

    @property
    def verdict(self) -> str:
        return {True: "yes", False: "**no**", None: "–"}[self.met]


@dataclass
class Results:
    """Everything that was measured, and what failed."""

    pages: dict[int, list[PageFigures]] = field(default_factory=dict)
    places: dict[tuple[int, str], list[PageFigures]] = field(default_factory=dict)
    loads: dict[int, str] = field(default_factory=dict)
    intake: Intake | None = None
    lateness: Lateness | None = None
    clocks: Clocks | None = None
    telling: Telling | None = None
    memory: Memory | None = None
    busy: Memory | None = None
    start: Start | None = None
    rates: list[Rate] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def find_page(self, size: int, name: str) -> PageFigures | None:
        """Return the figures of a page at a size."""
        return next((one for one in self.pages.get(size, ()) if one.name == name), None)


def list_lines(results: Results) -> list[Line]:
    """Return all figures that have a goal, and what failed."""
    lines = [*list_intake(results.intake), *list_pages(results), *list_places(results)]
    if results.lateness:
        lines.append(describe_lateness(results.lateness))
    lines += list_clocks(results.clocks)
    lines += list_notices(results.telling)
    for rate in results.rates:
        what = f"deadlines, one core: {rate.what}"
        lines.append(Line(what, "", f"{rate.rate:,.0f}/s", None, rate.describe()))
    if results.memory:
        held = f"{results.memory.ours:.0f} MB"
        limit = f"MB: {results.memory.describe()}"
        lines.append(
            Line(
                "memory at rest, without PostgreSQL",
                "300 MB",
                held,
                results.memory.ours < 300,
                limit,
            )
        )
    if results.start:
        after = results.start.after_database
        lines.append(Line("ready, after the database", "2 s", f"{after:.1f} s", after < 2))
    return [*lines, *(Line(what, "", "failed", None, "") for what in results.failures)]


def list_intake(intake: Intake | None) -> Iterable[Line]:
    """Return the rates of mail."""
    if intake is None:
        return
    accepting = intake.accepting
    yield Line(
        "mail accepted durably",
        "500/s",
        f"{accepting.rate:.0f}/s",
        accepting.rate >= 500 and not accepting.sent.refused,
        f"busy: {accepting.cost.describe()}",
    )
    for what, digesting in (
        ("mail to ticket, all workers", intake.digesting),
        ("mail to ticket while it is sent", intake.together),
    ):
        yield Line(
            what,
            "300/s",
            f"{digesting.rate:.0f}/s",
            digesting.rate >= 300 and digesting.tickets == digesting.mails,
            f"busy: {digesting.cost.describe()}",
        )


def list_pages(results: Results) -> Iterable[Line]:
    """Return the pages at each size, and how they grow."""
    for size in results.pages:
        for figures in results.pages[size]:
            is_search = figures.name.startswith("search")
            goal = "p95 50 ms" if is_search else "15 / 40 ms"
            met = figures.slow < 50 if is_search else figures.median < 15 and figures.slow < 40
            yield Line(
                f"{figures.name}, {size:,} tickets",
                goal,
                f"{figures.median:.1f} / {figures.slow:.1f} ms",
                met,
                describe_page(figures),
            )
    if len(results.pages) > 1:
        yield from list_growth(results, min(results.pages), max(results.pages))


def list_places(results: Results) -> Iterable[Line]:
    """Return how many of the other pages, of the desk and the portal, keep every page's goal."""
    for (size, face), places in results.places.items():
        if not places:
            continue
        kept = [one for one in places if one.slow < SLOWEST]
        last = max(places, key=lambda one: one.slow)
        yield Line(
            f"every other page of the {face}, {size:,} tickets",
            f"p95 {SLOWEST} ms",
            f"{len(kept)} of {len(places)}",
            len(kept) == len(places),
            f"the slowest: {last.name} {last.median:.1f} / {last.slow:.1f} ms",
        )


def list_growth(results: Results, least: int, most: int) -> Iterable[Line]:
    """Return by which factor pages grow from the smallest to the largest size."""
    for figures in results.pages[least]:
        later = results.find_page(most, figures.name)
        if later is None:
            continue
        factor = later.median / figures.median
        is_search = figures.name.startswith("search")
        goal, met = ("", None) if is_search else ("1.2", factor <= 1.2)
        yield Line(f"{figures.name}, growth {least:,} to {most:,}", goal, f"{factor:.2f}", met)


def describe_page(figures: PageFigures) -> str:
    """Say what a page costs."""
    return f"processor: {describe_processor(figures)}; {figures.size / 1024:.0f} KiB"


def describe_processor(figures: PageFigures) -> str:
    """Say how long the processors work for a page."""
    many = len(figures.waits)
    web, database = figures.cost.per(many, ["web"]), figures.cost.per(many, ["database"])
    return f"page {web:.1f} ms, database {database:.1f} ms"


def describe_lateness(lateness: Lateness) -> Line:
    """Return the line of the watch."""
    slow = percentile(lateness.committed, 0.99)
    is_whole = lateness.settled == lateness.expected
    return Line(
        f"watch, {lateness.open_clocks:,} open clocks, p99",
        "1 s",
        f"{slow:.2f} s" + ("" if is_whole else f", {lateness.settled} of {lateness.expected}"),
        slow < 1 and is_whole,
        lateness.describe(),
    )


def list_clocks(clocks: Clocks | None) -> Iterable[Line]:
    """Return what watches that race for many clocks do at one instant, and cost at rest."""
    if clocks is None:
        return
    whole = all(burst.is_whole for burst in clocks.bursts)
    said = f"{clocks.open_clocks:,} open clocks, {WATCHES} watches"
    yield Line(
        f"{BURST:,} limits at one instant, {said}",
        "1 s, each once",
        f"{clocks.median:.2f} s" + ("" if whole else ", not each once"),
        clocks.median < 1 and whole,
        f"{clocks.describe()}; others kept {clocks.others:.2f} processors busy",
    )
    yield Line(
        f"a watch at rest, {said}",
        "1 % of a core",
        f"{clocks.share:.2f} %",
        clocks.share < 1,
        f"and {clocks.database_share:.2f} % in the database",
    )


def list_notices(telling: Telling | None) -> Iterable[Line]:
    """Return how long it takes until everybody whom an incident touches is told."""
    if telling is None:
        return
    yield Line(
        f"written notices, {telling.customers:,} customers, {telling.mails:,} mails",
        f"{GOAL / 60:.0f} minutes",
        f"{telling.whole:.0f} s",
        telling.whole < GOAL and telling.taken >= telling.mails,
        telling.describe(),
    )


def list_costs(results: Results) -> Iterable[str]:
    """Yield what operations cost, as sentences."""
    if intake := results.intake:
        accepting = intake.accepting
        yield (
            f"Accepting a mail of {intake.mean_size / 1024:.1f} KiB:"
            f" {describe_cost(accepting.cost, accepting.mails, 'mail')},"
            f" {accepting.wal.syncs / accepting.mails:.2f} syncs of the log,"
            f" {accepting.wal.size / accepting.mails / 1024:.1f} KiB of log;"
            f" 99 % of senders waited less than {1000 * intake.slowest_wait:.0f} ms."
        )
        yield f"Making its ticket: {describe_digesting(intake.digesting)}."
        yield f"Both at once: {describe_digesting(intake.together)}."
    if lateness := results.lateness:
        yield (
            f"The watch settled {lateness.settled:,} marks of {lateness.open_clocks:,} open clocks:"
            f" {lateness.describe()}; it took them up"
            f" p50 {percentile(lateness.taken, 0.5):.2f} s, p99"
            f" {percentile(lateness.taken, 0.99):.2f} s after their instant."
            f" Busy processors: {lateness.cost.describe()}."
        )
    if results.memory and results.busy:
        yield (
            f"Memory at rest, in MB: {results.memory.describe()};"
            f" PostgreSQL {results.memory.database:.0f}."
            f" After everything: {results.busy.describe()};"
            f" PostgreSQL {results.busy.database:.0f}."
        )


def describe_digesting(digesting: Digesting) -> str:
    """Say what making tickets cost."""
    return (
        f"{describe_cost(digesting.cost, digesting.mails, 'worker')},"
        f" {digesting.wal.syncs / digesting.mails:.2f} syncs of the log,"
        f" {digesting.wal.size / digesting.mails / 1024:.1f} KiB of log;"
        f" {digesting.confirmations:,} confirmations for {digesting.mails:,} mails"
    )


def describe_cost(cost: Cost, many: int, kind: str) -> str:
    """Say what one operation cost the processors."""
    ours = [one for one in cost.cpu if one not in {"database", "bench", "others"}]
    return (
        f"{cost.per(many, ours):.1f} ms of processor in our processes ({cost.per(many, [kind]):.1f}"
        f" in {kind}) and {cost.per(many, ['database']):.1f} ms in PostgreSQL"
    )


def write_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table that reads well as text and as a page."""
    body = [list(heads), *map(list, rows)]
    widths = [max(len(row[place]) for row in body) for place in range(len(heads))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in body
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def write_goals(results: Results) -> str:
    """Return the table of goals."""
    rows = [
        (line.what, line.goal, line.reached, line.verdict, line.limit)
        for line in list_lines(results)
    ]
    return write_table(("what", "goal", "reached", "met", "what it is made of"), rows)


def write_pages(results: Results) -> str:
    """Return the table of pages: a row each, a column for each size."""
    sizes = list(results.pages)
    names = [figures.name for figures in results.pages[sizes[0]]] if sizes else []
    rows = []
    for name in names:
        found = [results.find_page(size, name) for size in sizes]
        rows.append(
            [name, *(f"{one.median:.1f} / {one.slow:.1f}" if one else "–" for one in found)]
        )
    return write_table(("page", *(f"{size:,} tickets" for size in sizes)), rows)


def write_places(results: Results) -> str:
    """Return the table of the other pages, the slowest first."""
    lines = [
        (
            one.name,
            f"{one.median:.1f} / {one.slow:.1f}",
            f"{one.size / 1024:.0f} KiB",
            describe_processor(one),
        )
        for places in results.places.values()
        for one in sorted(places, key=lambda one: -one.slow)
    ]
    return write_table(("page", "p50 / p95", "size", "processor"), lines)


def write_page(results: Results, machine: Machine, *, at: datetime, connections: int) -> str:
    """Return the page for operators."""
    return PAGE.format(
        date=f"{at:%Y-%m-%d}",
        cores=machine.cores,
        processor=machine.processor,
        memory=machine.memory,
        system=machine.system,
        syncs=machine.syncs,
        versions=machine.versions,
        goals=write_goals(results),
        sizes="\n".join(f"- {size:,} tickets: {text}" for size, text in results.loads.items()),
        pages=write_pages(results),
        places=write_places(results),
        costs="\n".join(f"- {text}" for text in list_costs(results)),
        connections=connections,
    )
