"""What the figures were measured on, in words that name nobody's machine."""

from __future__ import annotations

import os
import platform
import re
import sys
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

SYNCS_FOR = 1.5
PIECE = b"\0" * 8192


@dataclass(frozen=True)
class Machine:
    """A machine as far as it matters."""

    processor: str
    cores: int
    memory: float
    system: str
    syncs: float
    versions: str


def describe_machine(folder: Path, *, database: str) -> Machine:
    """Return what the machine is; the disk under `folder` is tried out."""
    return Machine(
        processor=read_processor(),
        cores=len(os.sched_getaffinity(0)),
        memory=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30,
        system=f"{platform.system()} {platform.release().split('-')[0]}",
        syncs=measure_syncs(folder),
        versions=f"Python {sys.version.split()[0]}, PostgreSQL {database},"
        f" Django {version('Django')}, psycopg {version('psycopg')}, granian {version('granian')}",
    )


def read_processor() -> str:
    """Return the model of the processor."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.machine()


def measure_syncs(folder: Path) -> float:
    """Return how often a second the disk keeps eight kibibytes for good."""
    path = folder / "sync-trial"
    with path.open("wb") as file:
        file.write(PIECE * 512)
        file.flush()
        os.fsync(file.fileno())
        count, began = 0, time.monotonic()
        while time.monotonic() - began < SYNCS_FOR:
            os.pwrite(file.fileno(), PIECE, 8192 * (count % 512))
            os.fdatasync(file.fileno())
            count += 1
        rate = count / (time.monotonic() - began)
    path.unlink()
    return rate
