"""What processes cost: processor time and memory, as the kernel counts them."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Processor seconds by kind of process, over a stretch of time.

    "bench" is the load generator itself, "others" is whatever else ran on the machine.
    """

    seconds: float
    cpu: Mapping[str, float]

    def per(self, many: int, kinds: Sequence[str] | None = None) -> float:
        """Return the milliseconds of processor for each of so many operations."""
        return 1000 * sum(self.cpu.get(kind, 0) for kind in kinds or self.cpu) / max(many, 1)

    def describe(self) -> str:
        """Say how much of a processor each kind kept busy."""
        shares = sorted(self.cpu.items(), key=lambda item: -item[1])
        return ", ".join(
            f"{kind} {used / self.seconds:.2f}"
            for kind, used in shares
            if used > 0.03 * self.seconds
        )


class Meter:
    """Measures what processes cost from now on."""

    def __init__(self, groups: Mapping[str, Sequence[int]]) -> None:
        self.groups = groups
        self.began = time.monotonic()
        self.before = {pid: read_cpu(pid) for pids in groups.values() for pid in pids}
        self.own = time.process_time()
        self.whole = read_whole_cpu()

    def read(self) -> Cost:
        """Return what was used since the beginning."""
        cpu = {
            kind: sum(max(read_cpu(pid) - self.before[pid], 0.0) for pid in pids)
            for kind, pids in self.groups.items()
        }
        cpu["bench"] = time.process_time() - self.own
        cpu["others"] = max(read_whole_cpu() - self.whole - sum(cpu.values()), 0.0)
        return Cost(time.monotonic() - self.began, cpu)


def read_whole_cpu() -> float:
    """Return the processor seconds that the whole machine has used."""
    with suppress(OSError):
        fields = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]
        user, nice, system, _, _, interrupts, soft, stolen = map(int, fields[:8])
        return (user + nice + system + interrupts + soft + stolen) / TICK
    return 0.0


def read_cpu(pid: int) -> float:
    """Return the processor seconds of a process and of its children that have ended."""
    with suppress(OSError):
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        fields = text.rsplit(")", 1)[1].split()
        return sum(map(int, fields[11:15])) / TICK
    return 0.0


def read_memory(pids: Sequence[int]) -> float:
    """Return the megabytes of processes, shared pages counted once."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1024


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]
