"""What the process tree asks of the operating system: death signals, adoption, who runs where."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NAME = 15
PR_SET_CHILD_SUBREAPER = 36

# Elsewhere than on Linux there is none: orphans are then found at the next start only.
_prctl = getattr(ctypes.CDLL(None), "prctl", None)


def _set(option: int, value: int) -> None:
    if _prctl is not None:
        _prctl(option, value, 0, 0, 0)


def die_with_parent(parent: int, *, by: signal.Signals = signal.SIGTERM) -> None:
    """Have the kernel signal this process when its parent ends, however it ends."""
    _set(PR_SET_PDEATHSIG, by)
    if os.getppid() != parent:  # it ended before the kernel was asked
        os.kill(os.getpid(), by)


def adopt_orphans() -> None:
    """Make this process the new parent of grandchildren whose own parent ends."""
    _set(PR_SET_CHILD_SUBREAPER, 1)


def stay_inspectable() -> None:
    """Let processes of the same user see this one again after it changed its user."""
    _set(PR_SET_DUMPABLE, 1)


def show_as(name: str) -> None:
    """Give this process the name that `ps -o comm` and `top` show."""
    if _prctl is not None:
        _prctl(PR_SET_NAME, ctypes.c_char_p(name.encode("ascii")), 0, 0, 0)


def is_running(pid: int) -> bool:
    """True while the process exists and is more than a zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return state.rsplit(")", 1)[1].split()[0] not in "ZX"


def processes_in(folder: Path) -> Iterator[int]:
    """Yield the processes whose working folder is `folder`: the mark that a tree's children wear.

    A pid that was written down may belong to somebody else by the time it is
    read; a working folder cannot.
    """
    wanted = str(folder.resolve())
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        with suppress(OSError):
            if os.readlink(entry / "cwd") == wanted and is_running(int(entry.name)):
                yield int(entry.name)


def send_signal(pids: Iterable[int], number: signal.Signals) -> None:
    """Signal every process that is still there."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def clear_folder(folder: Path, *, steps: Iterable[tuple[signal.Signals, float]]) -> int:
    """End all processes that work in `folder`, politely first; return how many there were."""
    found = set(processes_in(folder))
    for number, patience in steps:
        left = set(processes_in(folder))
        if not left:
            break
        send_signal(left, number)
        until = time.monotonic() + patience
        while time.monotonic() < until and any(True for _ in processes_in(folder)):
            time.sleep(0.02)
    return len(found)
