"""Heartbeats: each process says in a small file, every second, that its work still goes round."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

from permanence.runtime.kernel import is_running

SILENT_AFTER = 5.0  # seconds without a beat: not ready
LOST_AFTER = 60.0  # seconds without a beat: ended by force and started again


class Beat:
    """The heartbeat of one process."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._file = os.open(folder / name, os.O_CREAT | os.O_WRONLY, 0o600)

    def __call__(self) -> None:
        """Say that the work goes round; costs a few microseconds."""
        # The monotonic clock is one for all processes and never moves with the time of day.
        os.pwrite(self._file, f"{time.monotonic():020.6f}".encode("ascii"), 0)


def read_age(folder: Path, name: str) -> float | None:
    """Return the seconds since the last beat of a process; None before its first."""
    try:
        return time.monotonic() - float((folder / name).read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return None


def forget_beat(folder: Path, name: str) -> None:
    """Remove the heartbeat of a process that is gone."""
    with suppress(FileNotFoundError):
        (folder / name).unlink()


def name_expected(run: Path, names: list[str]) -> None:
    """Write down which processes must beat for the installation to be ready."""
    fresh = run / ".expected"
    fresh.write_text("\n".join(names), encoding="ascii")
    fresh.rename(run / "expected")


def read_expected(run: Path) -> list[str] | None:
    """Return the processes that must beat; None when nobody supervises, or all is being stopped."""
    try:
        return (run / "expected").read_text(encoding="ascii").split()
    except FileNotFoundError:
        return None


def is_closing(run: Path) -> bool:
    """True when the parent of this process tree stops it, or has itself been killed."""
    parent = os.environ.get("PERMANENCE_SUPERVISED")
    return parent is not None and (read_expected(run) is None or not is_running(int(parent)))


def forget_expected(run: Path) -> None:
    """Say that the installation is closing; live pages are let go, and nothing is ready."""
    with suppress(FileNotFoundError):
        (run / "expected").unlink()


def read_states(run: Path) -> dict[str, str]:
    """Return each kind of process with its worst state: ok, silent or starting."""
    states: dict[str, str] = {}
    for name in read_expected(run) or []:
        age = read_age(run / "beats", name)
        state = "starting" if age is None else "silent" if age > SILENT_AFTER else "ok"
        kind = name.split("-")[0]
        if states.get(kind, "ok") == "ok":
            states[kind] = state
    return states
