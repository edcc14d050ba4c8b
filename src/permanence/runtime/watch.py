"""The watch: settles every due instant within a second, in one order, and at once after a stop."""

from __future__ import annotations

from collections.abc import Callable

from permanence.promises.clocks.jobs import seconds_to_next_mark
from permanence.runtime.loops import Lane, Stop, Turn, find_jobs, use_one_connection
from permanence.runtime.pinging import start_pinging

# The one list of those who own due instants, in the order in which they are asked.
OWNERS: tuple[str, ...] = (
    "permanence.promises.clocks.jobs:beat_watch",
    "permanence.service.tickets.jobs:watch_marks",
    "permanence.service.incidents.jobs:watch_clocks",
    "permanence.service.escalation.jobs:watch_rungs",
    "permanence.service.escalation.jobs:hear_failed_calls",
    "permanence.service.escalation.jobs:hear_answers",
    "permanence.service.incidents.jobs:watch_summonses",
    "permanence.service.incidents.jobs:watch_calls",
    "permanence.service.incidents.jobs:watch_tasks",
    "permanence.service.tickets.jobs:watch_snoozes",
    "permanence.service.alerts.jobs:watch_sources",
    "permanence.service.notices.jobs:watch_notices",
)
# What they read before there is anything to do.
FIRST = ("permanence.service.tickets.jobs:read_before_watching",)
REST = (0.3, 0.4)


def run_watch(beat: Callable[[], None]) -> None:
    """Ask the owners to settle what is due until asked to end."""
    stop = Stop()
    use_one_connection()
    for job in find_jobs(FIRST):
        Turn(job).take()
    start_pinging(stop)
    Lane(find_jobs(OWNERS), rest=REST, beat=beat, quiet=seconds_to_next_mark).run(stop)
