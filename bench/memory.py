"""What an installation at rest holds in memory, and how soon it is ready."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from bench.processes import Meter, read_memory
from bench.stage import Stage

SETTLING = 10.0
# A database rests that used no more than this share of a processor, for so many seconds.
RESTING, LOOK, PATIENCE = 0.1, 3.0, 180.0
SAID_READY = re.compile(r"^(\S+)Z \w+ +\S+ (database ready|ready) ", re.MULTILINE)


@dataclass(frozen=True)
class Start:
    """How long a start took, the database apart."""

    whole: float
    after_database: float


@dataclass(frozen=True)
class Memory:
    """Megabytes by kind of process, pages that processes share counted once."""

    kinds: dict[str, float]

    @property
    def ours(self) -> float:
        return sum(size for kind, size in self.kinds.items() if kind != "database")

    @property
    def database(self) -> float:
        return self.kinds.get("database", 0.0)

    def describe(self) -> str:
        """Say what each kind of process holds."""
        return ", ".join(
            f"{kind} {size:.0f}" for kind, size in self.kinds.items() if kind != "database"
        )


def start_stage(stage: Stage) -> Start:
    """Start the installation and return how long it took until everything was ready."""
    began = time.time()
    stage.installation.launch()
    ends = time.monotonic() + 60
    while not stage.installation.health().get("ready"):
        if time.monotonic() > ends:
            raise RuntimeError("not ready within a minute")
        time.sleep(0.02)
    ready = time.time()
    said = {what: instant for instant, what in SAID_READY.findall(stage.installation.read_log())}
    database = datetime.fromisoformat(said["database ready"]).replace(tzinfo=UTC).timestamp()
    return Start(ready - began, ready - database)


def let_rest(stage: Stage) -> None:
    """Wait until the database has done what a load and a start left to be done."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        meter = Meter(stage.group_processes())
        time.sleep(LOOK)
        cost = meter.read()
        if cost.cpu["database"] < RESTING * cost.seconds:
            return


def measure_memory(stage: Stage) -> Memory:
    """Let the installation rest, and return what it holds."""
    time.sleep(SETTLING)
    return read_stage_memory(stage)


def read_stage_memory(stage: Stage) -> Memory:
    """Return what the processes hold at this moment."""
    groups = stage.group_processes()
    return Memory({kind: read_memory(pids) for kind, pids in groups.items()})
