"""Writing a desk's schedule, and carrying it out at night."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import connection

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.overview.privacy.actions.disposing import dispose
from permanence.overview.privacy.models import Run, ScheduleVersion
from permanence.overview.privacy.queries.due import due_tickets, longest_of_all, schedule_of
from permanence.overview.privacy.queries.holding import held_organisations
from permanence.overview.privacy.rules.schedule import (
    ACCESS,
    LOG_INS,
    OF_TICKETS,
    TRACES,
    Schedule,
    limit_of,
    write_rows,
)
from permanence.service.trace.actions import forget_passages
from permanence.world.accounts.models import Desk

BATCH: Final = 50
MOST_LINES: Final = 2000
DONE: Final = "done"


def write_schedule(desk: Desk, schedule: Schedule, *, by: Actor, at: datetime) -> ScheduleVersion:
    """Write the next version of a desk's schedule; it holds from the coming night on."""
    Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
    before = schedule_of(desk)
    made = ScheduleVersion.objects.create(
        desk=desk,
        number=(before.number if before else 0) + 1,
        rows=write_rows(schedule),
        by=by.key,
        by_name=by.name,
        at=at,
    )
    record(
        "retention.written",
        f"desk:{desk.pk}",
        at=at,
        actor=by,
        desk=desk.pk,
        number=made.number,
        rows=made.rows,
    )
    return made


def begin_run(desk: Desk, day: date, *, at: datetime) -> Run | None:
    """Return this night's run of a desk while it is not finished; None without a schedule."""
    version = schedule_of(desk)
    if version is None:
        return None
    run, _ = Run.objects.get_or_create(
        desk=desk, day=day, defaults={"version": version, "begun_at": at}
    )
    return run if run.finished_at is None else None


def step_run(number: int, *, at: datetime) -> bool:
    """Carry out the next batch of a run, in the transaction at hand; False when nothing is left."""
    run = (
        Run.objects.filter(pk=number, finished_at=None)
        .select_related("version")
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .first()
    )
    if run is None:
        return False
    schedule = run.version.schedule
    for kind in OF_TICKETS:
        months, place = schedule.months(kind), run.places.get(kind, 0)
        if months is None or place == DONE:
            continue
        tickets = due_tickets(run.desk_id, kind, months, at=at, after=place, most=BATCH)
        run.places[kind] = tickets[-1] if tickets else DONE
        if tickets:
            count_run(run, kind, dispose(kind, tickets, at=at, run=run.pk))
            return True
    if forget_lines(run, at=at) or forget_traces(run, at=at):
        return True
    finish_run(run, at=at)
    return False


def count_run(run: Run, kind: str, count: int) -> None:
    """Keep how far a run is, and how many rows of a kind it took."""
    run.counts[kind] = run.counts.get(kind, 0) + count
    run.save(update_fields=["places", "counts"])


def forget_lines(run: Run, *, at: datetime) -> bool:
    """Let go of old lines that belong to no file: by the longest time that any desk asks for."""
    for kind, statement in (
        (ACCESS, "select privacy_forget_access(%s, %s)"),
        (LOG_INS, "select privacy_forget_log_ins(%s, %s)"),
    ):
        months = longest_of_all(kind)
        if months is None or run.places.get(kind) == DONE:
            continue
        with connection.cursor() as cursor:
            cursor.execute(statement, [limit_of(at, months), MOST_LINES])
            count = int(cursor.fetchone()[0])
        run.places[kind] = DONE if count < MOST_LINES else 0
        count_run(run, kind, count)
        if count:
            return True
    return False


def forget_traces(run: Run, *, at: datetime) -> bool:
    """Let go of old messages of the desk, with their events; what files keep of them stays there.

    Those of customers that are held stay, however old.
    """
    months = run.version.schedule.months(TRACES)
    if months is None or run.places.get(TRACES) == DONE:
        return False
    count = forget_passages(
        run.desk_id, before=limit_of(at, months), keep=held_organisations(), most=MOST_LINES
    )
    run.places[TRACES] = DONE if count < MOST_LINES else 0
    count_run(run, TRACES, count)
    return count > 0


def finish_run(run: Run, *, at: datetime) -> None:
    """Close a run, and say in the desk's journal how many of each kind went."""
    run.finished_at = at
    run.save(update_fields=["finished_at", "places"])
    record(
        "retention.carried_out",
        f"desk:{run.desk_id}",
        at=at,
        desk=run.desk_id,
        run=run.pk,
        version=run.version.number,
        counts=run.counts,
    )
