"""What the workers do for privacy."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.overview.privacy.actions.scheduling import begin_run, step_run
from permanence.overview.privacy.actions.unfiling import clear_leftovers
from permanence.overview.privacy.rules.schedule import is_night
from permanence.promises.policies.queries import NoPolicy, policy_in_force
from permanence.world.accounts.models import Desk

MOST_BATCHES: Final = 20


def clear_files() -> int:
    """Remove the files of what was taken out, soon after."""
    with house():
        return clear_leftovers()


def carry_out_schedules() -> int:
    """Let go of what has had its time, at night, a batch in each transaction."""
    at, done = clock.now(), 0
    for number in nightly_runs(at):
        for _batch in range(MOST_BATCHES):
            with house():
                if not step_run(number, at=at):
                    break
            done += 1
    return done


def nightly_runs(at: datetime) -> list[int]:
    """Return the unfinished runs of the desks where it is night."""
    runs = []
    with house():
        for desk in Desk.objects.order_by("pk"):
            try:
                zone = ZoneInfo(policy_in_force(desk.key, at=at)[1].zone)
            except NoPolicy:
                continue
            if is_night(at, zone):
                run = begin_run(desk, at.astimezone(zone).date(), at=at)
                runs += [run.pk] if run else []
    return runs
