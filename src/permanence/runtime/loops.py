"""Loops that never end: they call jobs that take what is due, and rest when there is nothing."""

from __future__ import annotations

import logging
import random
import signal
import threading
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec

from django import db
from django.db import connections

log = logging.getLogger(__name__)

Job = Callable[[], float]

LONGEST_PAUSE = 10.0
LONGEST_PAUSE_FOR_DATABASE = 1.0
# A lane that finds nothing, round after round, rests longer and longer, up to so many times.
ROUNDS_TO_TIRE = 20
LAZIEST = 4.0
LONGEST_QUIET = 2.0  # seconds after which jobs are done though nothing is known to be due


def find_jobs(paths: Sequence[str]) -> list[Job]:
    """Return the jobs behind `module:function` paths, leaving out rooms that are not built in."""
    return [job for path in paths if (job := _find_job(path)) is not None]


def _find_job(path: str) -> Job | None:
    module, _, function = path.partition(":")
    try:
        if find_spec(module) is None:
            raise ModuleNotFoundError(module)
    except ModuleNotFoundError:
        log.warning("job left out", extra={"facts": {"job": path}})
        return None
    job: Job = getattr(import_module(module), function)
    return job


def use_one_connection() -> None:
    """Give each thread of this process one lasting connection instead of a pool of them."""
    for alias in connections:
        settings = connections.settings[alias]
        settings["OPTIONS"].pop("pool", None)
        settings["CONN_HEALTH_CHECKS"] = False


class Stop:
    """Set when the process is asked to end; a loop finishes its batch and leaves."""

    def __init__(self) -> None:
        self._event = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note)

    def _note(self, *_: object) -> None:
        self._event.set()

    def is_set(self) -> bool:
        """True once the process was asked to end."""
        return self._event.is_set()

    def rest(self, seconds: float) -> None:
        """Wait, unless asked to end."""
        self._event.wait(seconds)


class Turn:
    """One job of a lane, with the pause that it has earned by failing."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.failures = 0
        self.due = 0.0

    def take(self) -> float:
        """Do the job when it is due; return how much was done, nothing when it fails."""
        if time.monotonic() < self.due:
            return 0
        try:
            done = self.job()
        except (db.OperationalError, db.InterfaceError) as error:
            first = str(error).split("\n")[0]
            log.warning(
                "database away", extra={"facts": {"job": self.job.__name__, "error": first}}
            )
            self._put_off(LONGEST_PAUSE_FOR_DATABASE)
        except Exception:
            log.exception(
                "job failed",
                extra={"facts": {"job": self.job.__name__, "times": self.failures + 1}},
            )
            self._put_off(LONGEST_PAUSE)
        else:
            self.failures = 0
            return done
        return 0

    def _put_off(self, longest: float) -> None:
        connections.close_all()
        self.failures = min(self.failures + 1, 20)
        pause = min(0.1 * 2**self.failures, longest)
        self.due = time.monotonic() + pause * random.uniform(0.5, 1.0)  # noqa: S311 -- keeps no secret


class Lane:
    """Some jobs done in turn, for ever, on one database connection.

    `quiet`, where it is given, says for how many seconds nothing is known to fall due. That
    question is cheaper than the jobs, so it is asked in their place, and answered to the instant.
    """

    def __init__(
        self,
        jobs: Sequence[Job],
        *,
        rest: tuple[float, float],
        beat: Callable[[], None],
        quiet: Job | None = None,
    ) -> None:
        self.turns = [Turn(job) for job in jobs]
        self.rest = rest
        self.beat = beat
        self.quiet = Turn(quiet) if quiet else None
        self.idle = 0

    def run(self, stop: Stop) -> None:
        """Go round until asked to end; an error is logged and the round goes on."""
        while not stop.is_set():
            if self._go_round():
                self.idle = 0
            else:
                self._rest(stop)
                self.idle += 1
        connections.close_all()

    def _rest(self, stop: Stop) -> None:
        ends = time.monotonic() + (LONGEST_QUIET if self.quiet else 0)
        while not stop.is_set():
            # Jittered, so that the loops of several processes do not ask all at once.
            pause = random.uniform(*self.rest) * self._laziness()  # noqa: S311 -- keeps no secret
            quiet = self.quiet.take() if self.quiet else 0.0
            # What is due already and was left by the round is held by somebody: give them time.
            stop.rest(quiet if 0 < quiet < pause else pause)
            self.beat()
            if quiet <= pause or time.monotonic() >= ends:
                return

    def _laziness(self) -> float:
        return 1.0 if self.quiet else min(1.0 + self.idle / ROUNDS_TO_TIRE, LAZIEST)

    def _go_round(self) -> float:
        done = 0.0
        self.beat()
        for turn in self.turns:
            done += turn.take()
            self.beat()
        return done


class Progress:
    """When each lane of a process last went round."""

    def __init__(self, lanes: int) -> None:
        self._last = [time.monotonic()] * lanes

    def beat_of(self, lane: int) -> Callable[[], None]:
        """Return the function by which a lane says that it goes round."""

        def note() -> None:
            self._last[lane] = time.monotonic()

        return note

    def slowest(self) -> float:
        """Return the seconds since the lane that is furthest behind went round."""
        return time.monotonic() - min(self._last)
