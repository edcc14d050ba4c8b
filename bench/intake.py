"""Mail in: how fast it is accepted durably, and how fast it becomes tickets."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import format_datetime

from bench.mails import Mail, Sent, make_mails, send_mails
from bench.processes import Cost, Meter, percentile
from bench.stage import Stage
from permanence.ground.lib.clock import now

CONNECTIONS = 16
PATIENCE = 120.0
WAITING = "select count(*) from intake_letter where state = 'received'"
COUNTS = (
    "select (select count(*) from intake_letter where id > %(letter)s and state = 'digested'),"
    " (select count(*) from tickets_ticket where id > %(ticket)s),"
    " (select count(*) from outbox_message where id > %(message)s and kind = 'confirmation')"
)
MARKS = (
    "select (select coalesce(max(id), 0) from intake_letter) as letter,"
    " (select max(id) from tickets_ticket) as ticket,"
    " (select coalesce(max(id), 0) from outbox_message) as message"
)
WAL_SYNCS = (
    "select coalesce(sum(fsyncs), 0), pg_current_wal_lsn() - '0/0' from pg_stat_io"
    " where object = 'wal'"
)


@dataclass(frozen=True)
class Wal:
    """How often the log was synced to disk, and how many bytes it has."""

    syncs: int
    size: int


@dataclass(frozen=True)
class Accepting:
    """Mail accepted while the workers stood still."""

    mails: int
    sent: Sent
    cost: Cost
    wal: Wal

    @property
    def rate(self) -> float:
        return (self.mails - self.sent.refused) / self.sent.seconds


@dataclass(frozen=True)
class Digesting:
    """Letters made into tickets, until the last had its confirmation queued."""

    mails: int
    tickets: int
    confirmations: int
    seconds: float
    cost: Cost
    wal: Wal

    @property
    def rate(self) -> float:
        return self.tickets / self.seconds


@dataclass(frozen=True)
class Intake:
    """The three figures of intake, each of the same kind of mails."""

    accepting: Accepting
    digesting: Digesting
    together: Digesting
    mean_size: float
    waits: Sequence[float]

    @property
    def slowest_wait(self) -> float:
        return percentile(self.waits, 0.99)


def measure_intake(stage: Stage, *, mails: int) -> Intake:
    """Send mails: first while workers stand still, then let them catch up; then both at once."""
    date = format_datetime(now())
    warm, first, second = (
        make_mails(stage.world, many, run=f"{run}-{os.getpid()}", date=date)
        for run, many in (("warm", 200), ("first", mails), ("second", mails))
    )
    digest_along(stage, warm)
    with stand_still(stage.group_processes()["worker"]):
        accepting = accept_only(stage, first)
    digesting = digest_backlog(stage, mails=mails, before=accepting)
    together = digest_along(stage, second)
    mean = sum(len(mail.content) for mail in first) / len(first)
    return Intake(accepting[0], digesting, together, mean, accepting[0].sent.waits)


@contextmanager
def stand_still(pids: Sequence[int]) -> Iterator[None]:
    """Stop processes for a moment, as a machine does that gives them no time."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def accept_only(stage: Stage, mails: Sequence[Mail]) -> tuple[Accepting, dict[str, int]]:
    """Send mails that nobody digests yet; also return where the tables stood before."""
    marks = read_marks(stage)
    wal, meter = read_wal(stage), Meter(stage.group_processes())
    sent = send_mails(
        stage.installation.smtp_port, mails, connections=CONNECTIONS, patience=PATIENCE / 3
    )
    cost = meter.read()
    return Accepting(len(mails), sent, cost, since(stage, wal)), marks


def digest_backlog(
    stage: Stage, *, mails: int, before: tuple[Accepting, dict[str, int]]
) -> Digesting:
    """Wait until the workers, just set free, have digested everything."""
    wal, meter = read_wal(stage), Meter(stage.group_processes())
    return wait_for_tickets(stage, before[1], meter, wal, mails=mails, began=time.monotonic())


def digest_along(stage: Stage, mails: Sequence[Mail]) -> Digesting:
    """Send mails while the workers digest them, and wait for the last."""
    marks = read_marks(stage)
    wal, meter, began = read_wal(stage), Meter(stage.group_processes()), time.monotonic()
    send_mails(stage.installation.smtp_port, mails, connections=CONNECTIONS, patience=PATIENCE)
    return wait_for_tickets(stage, marks, meter, wal, mails=len(mails), began=began)


def wait_for_tickets(
    stage: Stage, marks: dict[str, int], meter: Meter, wal: Wal, *, mails: int, began: float
) -> Digesting:
    """Return when no letter waits any more."""
    with stage.connect() as connection:
        while True:
            row = connection.execute(WAITING).fetchone()
            if not row or not row[0] or time.monotonic() - began > PATIENCE:
                break
            time.sleep(0.05)
        seconds, cost = time.monotonic() - began, meter.read()
        counts = connection.execute(COUNTS, marks).fetchone() or (0, 0, 0)
    return Digesting(mails, int(counts[1]), int(counts[2]), seconds, cost, since(stage, wal))


def read_marks(stage: Stage) -> dict[str, int]:
    """Return the last numbers of the tables that grow."""
    with stage.connect() as connection:
        letter, ticket, message = connection.execute(MARKS).fetchone() or (0, 0, 0)
    return {"letter": letter, "ticket": ticket, "message": message}


def read_wal(stage: Stage) -> Wal:
    """Return the state of the log; sessions report what they did within a second or so."""
    time.sleep(1.2)
    with stage.connect() as connection:
        row = connection.execute(WAL_SYNCS).fetchone() or (0, 0)
    return Wal(int(row[0]), int(row[1]))


def since(stage: Stage, before: Wal) -> Wal:
    """Return what has been written since."""
    after = read_wal(stage)
    return Wal(after.syncs - before.syncs, after.size - before.size)
