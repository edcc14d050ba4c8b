"""A million open clocks: what four watches cost at rest, and how soon a thousand are acted on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bench.processes import Cost, Meter, percentile
from bench.stage import Stage, describe_database
from bench.watching import OPEN_CLOCKS
from bench.world import Connection
from permanence.ground.lib.clock import now

TICKETS, TICKETS_QUICK = 400_000, 20_000  # the former with a million open clocks
WATCHES = 4
BURST, BURSTS = 1_000, 5
LEAD = 5.0  # seconds in which the marks of a burst are put in place
PATIENCE = 20.0
SETTLING, REST = 20.0, 60.0
NAME = "bench-watch"
RUN = "import django; django.setup(); from permanence.runtime.watch import run_watch as run;"
# Their limits fall due at one instant: a verdict, an act, a climb, a call and its mail for each.
LET_FALL = """
with chosen as (
    select c.id, c.deadline_id from tickets_commitment c
    join clocks_mark m on m.deadline_id = c.deadline_id and m.kind = 'limit'
    where c.promise = 'response' and c.met_at is null and c.replaced_at is null
      and c.missed_at is null and m.settled_at is null and m.due_at > %(at)s
      and c.ticket_id %% %(bursts)s = %(burst)s
    order by c.ticket_id desc limit %(many)s
), earlier as (
    update clocks_mark m set settled_at = least(due_at, %(at)s) from chosen
    where m.deadline_id = chosen.deadline_id and m.kind <> 'limit'
), limits as (
    update clocks_mark m set due_at = %(at)s from chosen
    where m.deadline_id = chosen.deadline_id and m.kind = 'limit'
), deadlines as (
    update clocks_deadline d set due_at = %(at)s from chosen where d.id = chosen.deadline_id
)
update tickets_commitment c set due_at = %(at)s from chosen where c.id = chosen.id
"""
LEFT = "select count(*) from clocks_mark where settled_at is null and due_at = %s"
DONE = """
select extract(epoch from pg_xact_commit_timestamp(txid::xid) - %(at)s)::float8, subject
from journal_act where act = 'commitment.missed' and (facts->>'mark')::timestamptz = %(at)s
  and at >= %(at)s
"""
CLIMBS = (
    "select count(*) from escalation_climb c join escalation_rung r on r.climb_id = c.id"
    " and r.called_at is not null where c.started_at >= %s"
)
CALLS = "select count(*) from outbox_message where kind = 'climb' and queued_at >= %s"
BACKENDS = "select pid from pg_stat_activity where application_name = %s"


@dataclass(frozen=True)
class Burst:
    """A thousand marks of one instant: how late each was committed, and what became of them."""

    late: list[float]
    subjects: int
    climbs: int
    calls: int
    left: int

    @property
    def is_whole(self) -> bool:
        """Each was acted on, once."""
        once = len(self.late) == self.subjects == self.climbs == self.calls
        return once and self.subjects == BURST and not self.left


@dataclass(frozen=True)
class Clocks:
    """What watching a million clocks costs, and how soon the watches act."""

    open_clocks: int
    rest: Cost
    bursts: list[Burst]
    cost: Cost

    @property
    def share(self) -> float:
        """The per cent of a core that one watch uses at rest."""
        return 100 * self.rest.cpu["watch"] / self.rest.seconds / WATCHES

    @property
    def database_share(self) -> float:
        """The per cent of a core that the database uses for one watch at rest."""
        return 100 * self.rest.cpu["connections"] / self.rest.seconds / (WATCHES - 1)

    @property
    def late(self) -> list[float]:
        return [late for burst in self.bursts for late in burst.late]

    @property
    def last(self) -> list[float]:
        """When the last of each burst was committed."""
        return sorted(max(burst.late, default=float("inf")) for burst in self.bursts)

    @property
    def median(self) -> float:
        """When the last of a burst was committed, in the middle of the bursts."""
        return self.last[len(self.last) // 2]

    @property
    def others(self) -> float:
        """How many processors something else on the machine kept busy meanwhile."""
        return self.cost.cpu["others"] / self.cost.seconds

    def describe(self) -> str:
        """Say how late the marks of the bursts were."""
        return (
            f"p50 {percentile(self.late, 0.5):.2f} s, p99 {percentile(self.late, 0.99):.2f} s;"
            f" last of each burst {', '.join(f'{last:.2f}' for last in self.last)} s"
        )


def measure_clocks(stage: Stage) -> Clocks:
    """Let four watches rest, then let a thousand marks fall due at one instant, a few times."""
    with stage.connect() as connection, run_watches(stage, connection) as others:
        open_clocks = int((connection.execute(OPEN_CLOCKS).fetchone() or (0,))[0])
        time.sleep(SETTLING)
        backends = [int(pid) for (pid,) in connection.execute(BACKENDS, [NAME])]
        found = stage.group_processes()
        meter = Meter({"watch": found["watch"] + others, "connections": backends})
        time.sleep(REST)
        rest = meter.read()
        meter = Meter(found | {"watch": found["watch"] + others})
        bursts = [fire_burst(connection, number) for number in range(BURSTS)]
        return Clocks(open_clocks, rest, bursts, meter.read())


@contextmanager
def run_watches(stage: Stage, connection: Connection) -> Iterator[list[int]]:
    """Let more watches race with that of the installation, as on several machines."""
    told = os.environ | describe_database(stage.cluster, stage.installation.data)
    command = [sys.executable, "-c", RUN + "run(lambda: None)"]
    running = [
        subprocess.Popen(command, env=told | {"PGAPPNAME": NAME}) for _ in range(WATCHES - 1)
    ]
    try:
        until = time.monotonic() + PATIENCE
        while len(connection.execute(BACKENDS, [NAME]).fetchall()) < len(running):
            if time.monotonic() > until:
                raise RuntimeError("the watches do not start")
            time.sleep(0.1)
        yield [process.pid for process in running]
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(10)


def fire_burst(connection: Connection, number: int) -> Burst:
    """Let a thousand limits fall due at one instant, and return what became of them."""
    at = now() + timedelta(seconds=LEAD)
    told = {"at": at, "many": BURST, "burst": number, "bursts": BURSTS}
    connection.execute(LET_FALL.encode(), told)
    if now() >= at:
        raise RuntimeError("the burst was not in place in time")
    time.sleep((at - datetime.now(UTC)).total_seconds() + 2)
    until = time.monotonic() + PATIENCE
    while (left := count(connection, LEFT, at)) and time.monotonic() < until:
        time.sleep(0.2)
    rows = connection.execute(DONE.encode(), {"at": at}).fetchall()
    return Burst(
        late=[late for late, _ in rows],
        subjects=len({subject for _, subject in rows}),
        climbs=count(connection, CLIMBS, at),
        calls=count(connection, CALLS, at),
        left=left,
    )


def count(connection: Connection, query: str, at: datetime) -> int:
    """Return what a query counts at an instant."""
    row = connection.execute(query.encode(), [at]).fetchone()
    return int(row[0]) if row else 0
