"""What the watch and the workers do, in one process, while a test lets the time pass."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from math import inf

import pytest
from django.conf import settings

from permanence.ground.lib.clock import now
from permanence.ground.outbox import transports
from permanence.promises.clocks.jobs import beat_watch, seconds_to_next_mark
from permanence.runtime.loops import find_jobs
from permanence.runtime.watch import OWNERS
from permanence.runtime.worker import LANES
from tests.cast import World, set_clock
from tests.installation import find_port
from tests.journeys.sink import Sink

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# The rooms that take part in an incident; status pages and lists have tests of their own.
ROOMS = tuple(
    f"permanence.{room}"
    for room in (
        "ground",
        "service.alerts",
        "service.escalation",
        "service.incidents",
        "service.intake",
        "service.notices",
        "service.reviews",
        "service.tickets.jobs:promise_again_after_turns",
        "service.timesheets.jobs:send_held_answers",
    )
)
# Nobody in these incidents is rung up, given a task, or reminded.
LEFT_OUT = frozenset(
    {
        "admit_waiting_forms",
        "forget_deliveries",
        "remind_people",
        "ring_people",
        "watch_snoozes",
        "watch_summonses",
        "watch_tasks",
    }
)
ROUNDS = 40


class Floor:
    """The jobs of the watch and the lanes, done in turn until nothing is left to do.

    The clock goes forward in steps that end wherever something falls due, as the watch would wake.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        paths = [path for _rest, lane in LANES for path in lane if path.startswith(ROOMS)]
        jobs = find_jobs(list(dict.fromkeys([*OWNERS, *paths])))
        self.jobs = [one for one in jobs if one.__name__ not in LEFT_OUT and one is not beat_watch]

    def settle(self) -> datetime:
        """Do what is due now and all that follows from it; return the instant."""
        for _ in range(ROUNDS):
            if not any([job() for job in self.jobs]):  # noqa: C419 -- each of them, every time
                return now()
        raise AssertionError("there is no end to what the jobs find to do")

    def go_on(self, minutes: float, *, pause: float = 1.0) -> datetime:
        """Let minutes pass; return the instant that is reached."""
        return self.go_until(now() + minutes * MINUTE, pause=pause)

    def go_until(self, instant: datetime, *, pause: float = 1.0) -> datetime:
        """Let the time pass until an instant, stopping at whatever falls due before.

        With a longer pause, of so many seconds, what falls due meanwhile is done together.
        """
        while now() < instant:
            wait = seconds_to_next_mark()
            due = instant if wait == inf else now() + timedelta(seconds=max(wait, pause))
            self.move_clock(min(due, instant))
            self.settle()
        return now()

    def move_clock(self, instant: datetime) -> None:
        """Put the clock forward; nothing is done by that alone."""
        set_clock(self.world.offset, at=max(instant, now()))


@contextmanager
def mail_servers(*, many: int = 1) -> Iterator[list[Sink]]:
    """Run mail servers to which everything goes out: the first route, and the second."""
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        sinks = []
        for name in ("SMTP_URL", "SMTP_URL_2")[:many]:
            sink = Sink(find_port())
            sink.controller.start()
            stack.callback(sink.stop)
            patch.setattr(settings, name, f"smtp://127.0.0.1:{sink.controller.port}")
            sinks.append(sink)
        patch.setattr(transports, "RESTS_UNTIL", {})
        yield sinks
