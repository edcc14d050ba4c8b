"""A child of the process tree: forked from the parent, restarted when it ends."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from permanence.runtime.beats import LOST_AFTER, Beat, forget_beat, read_age
from permanence.runtime.kernel import die_with_parent, show_as
from permanence.runtime.logs import name_process
from permanence.runtime.places import Places, StartError

log = logging.getLogger(__name__)

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 30.0
SETTLED_AFTER = 30.0  # seconds of life after which earlier deaths are forgotten


def fork_process(name: str, work: Callable[[], None], *, places: Places) -> int:
    """Fork a process that does `work` in a session of its own, and return its number."""
    parent = os.getpid()
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        os.setsid()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        die_with_parent(parent)
        os.chdir(places.run)
        name_process(name)
        show_as(name)
        work()
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    except StartError as reason:
        log.error(str(reason))
    except BaseException:
        log.exception("ended by an error")
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


@dataclass
class Child:
    """One process that must always run."""

    name: str
    work: Callable[[Beat], None]
    places: Places
    pid: int | None = None
    started: float = 0.0
    deaths: int = 0
    due: float = 0.0

    def start(self) -> None:
        """Fork the process."""
        forget_beat(self.places.beats, self.name)
        self.started = time.monotonic()
        self.pid = fork_process(self.name, self._run, places=self.places)
        log.info("started", extra={"facts": {"child": self.name, "pid": self.pid}})

    def _run(self) -> None:
        self.work(Beat(self.places.beats, self.name))

    def check(self) -> None:
        """Start the process when it is due, notice its end, end it when it hangs."""
        if self.pid is None:
            if time.monotonic() >= self.due:
                self.start()
        elif not self.reap():
            self._end_when_lost()

    def reap(self) -> bool:
        """Notice the end of the process; True when it has ended."""
        if self.pid is None:
            return True
        try:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:
            ended, status = self.pid, 0
        if not ended:
            return False
        self._plan_restart(os.waitstatus_to_exitcode(status))
        return True

    def _plan_restart(self, code: int) -> None:
        lived = time.monotonic() - self.started
        self.signal_group(signal.SIGKILL)
        self.deaths = 0 if lived > SETTLED_AFTER else self.deaths + 1
        pause = min(FIRST_PAUSE * 2 ** max(self.deaths - 1, 0), LONGEST_PAUSE)
        self.due = time.monotonic() + pause
        forget_beat(self.places.beats, self.name)
        facts = {
            "child": self.name,
            "pid": self.pid,
            "code": code,
            "lived": lived,
            "again_in": pause,
        }
        log.warning("ended", extra={"facts": facts})
        self.pid = None

    def _end_when_lost(self) -> None:
        age = read_age(self.places.beats, self.name)
        silent_for = min(age or float("inf"), time.monotonic() - self.started)
        if silent_for > LOST_AFTER:
            log.error(
                "hangs, ended by force",
                extra={"facts": {"child": self.name, "silent_for": silent_for}},
            )
            self.signal_group(signal.SIGKILL)

    def signal_group(self, number: signal.Signals) -> None:
        """Signal the process and all that it started."""
        if self.pid is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, number)

    def ask_to_end(self) -> None:
        """Ask the process itself to end; it stops its own children."""
        if self.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGTERM)


def stop_children(children: list[Child], *, patience: float) -> None:
    """Ask the processes to end, wait together, and end by force what stays."""
    for child in children:
        child.ask_to_end()
    until = time.monotonic() + patience
    while (
        left := [child for child in children if not _has_ended(child)]
    ) and time.monotonic() < until:
        time.sleep(0.02)
    for child in left:
        log.warning("would not end, ended by force", extra={"facts": {"child": child.name}})
        child.signal_group(signal.SIGKILL)
        while not _has_ended(child):
            time.sleep(0.02)


def _has_ended(child: Child) -> bool:
    if child.pid is None:
        return True
    with suppress(ChildProcessError):
        if not os.waitpid(child.pid, os.WNOHANG)[0]:
            return False
    child.signal_group(signal.SIGKILL)  # grandchildren that it left
    forget_beat(child.places.beats, child.name)
    child.pid = None
    return True
