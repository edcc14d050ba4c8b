"""A worker: digests mail, delivers mail, does what rooms leave to be done."""

from __future__ import annotations

import threading
from collections.abc import Callable

from permanence.runtime.loops import Lane, Progress, Stop, find_jobs, use_one_connection

QUICK = (0.1, 0.25)
BRISK = (0.4, 0.6)
CALM = (0.8, 1.2)
SLOW = (45.0, 60.0)

# Each lane has a thread and a connection of its own, so that a slow mail server
# that delivery waits for never keeps arriving mail from being digested. Beside its jobs it has
# the seconds that it rests when there is nothing to do.
LANES: tuple[tuple[tuple[float, float], tuple[str, ...]], ...] = (
    (
        QUICK,
        (
            "permanence.service.intake.jobs:digest_letters",
            "permanence.service.intake.jobs:admit_waiting_forms",
        ),
    ),
    (QUICK, ("permanence.ground.outbox.jobs:deliver_messages",)),
    (BRISK, ("permanence.ground.outbox.jobs:deliver_bulk",)),
    (BRISK, ("permanence.ground.outbox.jobs:deliver_bulk",)),
    (
        BRISK,
        (
            "permanence.service.notices.jobs:send_notices",
            "permanence.service.notices.jobs:follow_notices",
            "permanence.service.incidents.jobs:follow_notices",
        ),
    ),
    (BRISK, ("permanence.ground.ways.jobs:deliver_texts",)),
    (BRISK, ("permanence.ground.ways.jobs:ring_people",)),
    (
        CALM,
        (
            "permanence.service.timesheets.jobs:send_held_answers",
            "permanence.overview.telling.jobs:send_digests",
            "permanence.service.reviews.jobs:look_back",
        ),
    ),
    (
        CALM,
        (
            "permanence.service.tickets.jobs:promise_again_after_turns",
            "permanence.service.tickets.jobs:watch_escalations",
            "permanence.service.tickets.jobs:hear_returned_messages",
            "permanence.service.tickets.jobs:suggest_triage",
        ),
    ),
    (
        CALM,
        (
            "permanence.overview.bulk.jobs:carry_out_bulks",
            "permanence.overview.privacy.jobs:clear_files",
        ),
    ),
    (
        CALM,
        (
            "permanence.service.tickets.jobs:read_files",
            "permanence.overview.worklists.jobs:gather_words",
        ),
    ),
    (CALM, ("permanence.overview.telling.jobs:push_notices",)),
    (
        CALM,
        (
            "permanence.service.status.jobs:refresh_status",
            "permanence.faces.portal.status.jobs:write_status_files",
            "permanence.service.status.jobs:tell_changes",
        ),
    ),
    (
        CALM,
        (
            "permanence.service.incidents.jobs:suspect_incidents",
            "permanence.service.incidents.jobs:look_at_failures",
            "permanence.service.incidents.jobs:tell_requests",
            "permanence.overview.automation.jobs:carry_out_rules",
        ),
    ),
    (CALM, ("permanence.service.status.jobs:call_programs",)),
    (
        SLOW,
        (
            "permanence.promises.contracts.jobs:keep_hours",
            "permanence.overview.boards.jobs:keep_figures",
            "permanence.service.tickets.jobs:give_waiting_tickets",
            "permanence.world.attention.jobs:forget_what_passed",
            "permanence.service.status.jobs:forget_what_passed",
            "permanence.overview.bulk.jobs:forget_old_bulks",
            "permanence.overview.privacy.jobs:carry_out_schedules",
            "permanence.overview.duty.jobs:hand_over",
            "permanence.overview.duty.jobs:warn_ahead",
            "permanence.service.tickets.jobs:clear_staged",
            "permanence.service.reviews.jobs:remind_people",
            "permanence.world.attention.jobs:forget_old_notices",
            "permanence.overview.worklists.jobs:forget_rare_words",
            "permanence.service.alerts.jobs:forget_deliveries",
            "permanence.service.knowledge.jobs:remind_owners",
            "permanence.overview.reports.jobs:count_large_months",
        ),
    ),
)
LANE_PATIENCE = 90.0  # seconds one job may take before the worker stops beating
LAST_BATCH = 4.0


def run_worker(beat: Callable[[], None]) -> None:
    """Do the jobs of all lanes until asked to end."""
    stop = Stop()
    use_one_connection()
    found = [(rest, jobs) for rest, paths in LANES if (jobs := find_jobs(paths))]
    progress = Progress(len(found)) if found else None
    threads = []
    for number, (rest, jobs) in enumerate(found):
        lane = Lane(jobs, rest=rest, beat=progress.beat_of(number) if progress else beat)
        threads.append(
            threading.Thread(target=lane.run, args=(stop,), daemon=True, name=f"lane-{number}")
        )
    for thread in threads:
        thread.start()
    while not stop.is_set():
        if progress is None or (
            progress.slowest() < LANE_PATIENCE and all(each.is_alive() for each in threads)
        ):
            beat()
        stop.rest(0.5)
    for thread in threads:
        thread.join(LAST_BATCH / len(threads))
