"""The watch: how late it acts on the marks that fall due among a hundred thousand open clocks."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from bench.drafts import Plan
from bench.generate import add_tickets
from bench.processes import Cost, Meter, percentile
from bench.stage import Stage
from permanence.ground.lib.clock import now

TICKETS = 40_000
WINDOW = 60.0
STEADY, BURST = 2_000, 1_000
LEAD = 60.0  # seconds to load in, before the first mark falls due
GRACE = 90.0
KINDS = ("warn", "climb", "limit")
OPEN_CLOCKS = (
    "select count(*) from clocks_deadline d where met_at is null and withdrawn_at is null"
    " and missed_at is null"
)
LEFT = (
    "select count(*) from clocks_mark where settled_at is null and owner = 'tickets.commitment'"
    " and due_at < %s"
)
# Late is late until it is committed: only then can anybody see it.
LATENESS = """
select extract(epoch from mark)::float8, late_by,
       extract(epoch from pg_xact_commit_timestamp(txid::xid) - mark)::float8
from (
    select (facts->>'mark')::timestamptz as mark, (facts->>'late_by')::float8 as late_by, txid
    from journal_act
    where act in ('commitment.warned', 'commitment.climbed', 'commitment.missed')
      and at >= %(began)s
) acts
where mark >= %(began)s and mark < %(began)s + interval '2 minutes'
"""


@dataclass(frozen=True)
class Lateness:
    """How late the watch was: when it took the marks, and when what it did was committed."""

    expected: int
    settled: int
    open_clocks: int
    taken: list[float]
    steady: list[float]
    burst: list[float]
    cost: Cost

    @property
    def committed(self) -> list[float]:
        return self.steady + self.burst

    def describe(self) -> str:
        """Say how late, apart for the steady flow and the burst."""
        return "; ".join(
            f"{name} p50 {percentile(late, 0.5):.2f} s, p99 {percentile(late, 0.99):.2f} s,"
            f" longest {max(late, default=0):.2f} s"
            for name, late in (("steady", self.steady), ("burst", self.burst))
        )


def measure_watch(stage: Stage) -> Lateness:
    """Add tickets whose clocks run, let some fall due within a minute, and ask the journal."""
    began = now().timestamp() + LEAD
    burst_at = began + 0.65 * WINDOW
    first = find_first(stage)
    plan = Plan(first, TICKETS, open_share=1.0, falling=plan_falling(first, began, burst_at))
    add_tickets(stage.url, stage.world, plan)
    late_by = now().timestamp() - began
    if late_by > 0:
        raise RuntimeError(f"loading took {late_by:.0f} s longer than there was time")
    with stage.connect() as connection:
        open_clocks = int((connection.execute(OPEN_CLOCKS).fetchone() or (0,))[0])
    time.sleep(max(began - now().timestamp(), 0))
    meter = Meter(stage.group_processes())
    wait_until_settled(stage, began)
    cost = meter.read()
    return read_lateness(stage, plan, began, burst_at, open_clocks=open_clocks, cost=cost)


def find_first(stage: Stage) -> int:
    """Return a ticket number well above those in use, which the product may go on giving."""
    with stage.connect() as connection:
        row = connection.execute("select max(id) from tickets_ticket").fetchone()
    return int(row[0]) + 10_000 if row else 1


def plan_falling(first: int, began: float, burst_at: float) -> dict[int, tuple[str, float]]:
    """Return which tickets have a mark falling due: a steady flow, and many in one second."""
    chance = Random("falling")
    instants = [began + chance.random() * WINDOW for _ in range(STEADY)]
    instants += [burst_at + chance.random() for _ in range(BURST)]
    return {
        first + 13 * number: (KINDS[number % 3], instant) for number, instant in enumerate(instants)
    }


def wait_until_settled(stage: Stage, began: float) -> None:
    """Return when the window has passed and nothing is left to do, or the patience is gone."""
    ends = began + WINDOW
    with stage.connect() as connection:
        while (instant := now().timestamp()) < ends + GRACE:
            if instant > ends:
                row = connection.execute(LEFT, [now()]).fetchone()
                if row and not row[0]:
                    return
            time.sleep(0.5)


def read_lateness(
    stage: Stage, plan: Plan, began: float, burst_at: float, *, open_clocks: int, cost: Cost
) -> Lateness:
    """Return how late each mark was, as the journal and the commits tell."""
    with stage.connect() as connection:
        rows = connection.execute(
            LATENESS, {"began": datetime.fromtimestamp(began, UTC)}
        ).fetchall()
    bursting = [row for row in rows if burst_at <= row[0] < burst_at + 1]
    return Lateness(
        expected=len(plan.falling),
        settled=len(rows),
        open_clocks=open_clocks,
        taken=[row[1] for row in rows],
        steady=[row[2] for row in rows if row not in bursting],
        burst=[row[2] for row in bursting],
        cost=cost,
    )
