"""Setting, meeting and withdrawing deadlines, in sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F, Model

from permanence.ground.lib.rows import insert_rows
from permanence.promises.clocks.models import Deadline, Mark, WatchBeat, WatchSilence
from permanence.promises.clocks.rules import BEAT_EVERY, SILENT_AFTER

# Only the subject is locked, and first: a mark changes under its subject's lock alone. A mark that
# was settled, or moved to a later instant, after this statement began is seen again at the update,
# and left.
TAKE = """
with taken as materialized (
    select mark.id from clocks_mark mark join {subjects} subject on subject.id = mark.subject
    where mark.owner = %s and mark.settled_at is null and mark.due_at <= %s
    order by mark.due_at, mark.id
    limit %s
    for no key update of subject skip locked
)
update clocks_mark mark set settled_at = %s
from taken where mark.id = taken.id and mark.settled_at is null and mark.due_at <= %s
returning mark.*
"""

MOVE = """
with moved as (
    select * from unnest(%s::bigint[], %s::timestamptz[]) as moved (deadline, due_at)
), told as (
    update clocks_deadline deadline set due_at = moved.due_at
    from moved where deadline.id = moved.deadline
)
update clocks_mark mark set due_at = moved.due_at, settled_at = null
from moved where mark.deadline_id = moved.deadline and mark.kind = 'limit'
"""


@dataclass(frozen=True)
class Setting:
    """A deadline to be set for a subject, with the marks on the way to it."""

    subject: int
    start_at: datetime
    due_at: datetime | None
    marks: Sequence[tuple[str, datetime]]
    desk: int | None = None
    organisation: int | None = None


def set_deadlines(owner: str, settings: Sequence[Setting]) -> list[int]:
    """Set many deadlines of one owner at once and return their keys in the same order."""
    deadlines = insert_rows(
        Deadline,
        [
            {
                "owner": owner,
                "subject": setting.subject,
                "desk_id": setting.desk,
                "organisation_id": setting.organisation,
                "start_at": setting.start_at,
                "due_at": setting.due_at,
            }
            for setting in settings
        ],
    )
    insert_rows(
        Mark,
        [
            {
                "deadline_id": deadline,
                "owner": owner,
                "subject": setting.subject,
                "organisation_id": setting.organisation,
                "kind": kind,
                "due_at": due_at,
            }
            for deadline, setting in zip(deadlines, settings, strict=True)
            for kind, due_at in setting.marks
        ],
    )
    return deadlines


def meet_deadlines(deadlines: Iterable[int], *, at: datetime) -> None:
    """Say that what was promised happened; the marks still to come fall away."""
    kept = list(deadlines)
    Deadline.objects.filter(pk__in=kept, met_at=None).update(met_at=at)
    drop_marks(kept)


def withdraw_deadlines(deadlines: Iterable[int], *, at: datetime) -> None:
    """Say that these deadlines no longer stand; the marks still to come fall away."""
    kept = list(deadlines)
    Deadline.objects.filter(pk__in=kept, withdrawn_at=None).update(withdrawn_at=at)
    drop_marks(kept)


def drop_marks(deadlines: Iterable[int]) -> None:
    """Take away the marks that have not been acted on."""
    Mark.objects.filter(deadline__in=list(deadlines), settled_at=None).delete()


def take_due_marks(
    owner: str, *, subjects: type[Model], at: datetime, most: int = 200
) -> list[Mark]:
    """Settle marks that are due on subjects that nobody holds, and return them, oldest first.

    The rows of `subjects` are locked for the rest of the transaction, and those that somebody
    holds are passed over with their marks: whoever else takes marks gets the next ones, an act on
    a subject and the watch never wait for each other, and each mark is settled once. What ends
    before its commit gives everything back.
    """
    table = connection.ops.quote_name(subjects._meta.db_table)
    marks = Mark.objects.raw(TAKE.format(subjects=table), [owner, at, most, at, at])
    return sorted(marks, key=lambda mark: (mark.due_at, mark.pk))


def miss_deadlines(deadlines: Iterable[int]) -> None:
    """Say that what was promised had not happened at the due instant itself: under means under."""
    Deadline.objects.filter(pk__in=list(deadlines), missed_at=None).update(missed_at=F("due_at"))


def reopen_deadline(deadline: Deadline, *, marks: Sequence[tuple[str, datetime]]) -> None:
    """Say that what counted as kept was not; these marks are acted on, again where need be."""
    Deadline.objects.filter(pk=deadline.pk).update(met_at=None)
    Mark.objects.bulk_create(
        [
            Mark(
                deadline=deadline,
                owner=deadline.owner,
                subject=deadline.subject,
                organisation_id=deadline.organisation_id,
                kind=kind,
                due_at=due_at,
            )
            for kind, due_at in marks
        ],
        update_conflicts=True,
        unique_fields=["deadline", "kind"],
        update_fields=["settled_at"],
    )


def move_deadlines(due: Mapping[int, datetime]) -> None:
    """Let deadlines fall due at other instants; their limits are acted on then, be it again."""
    if not due:
        return
    Deadline.objects.filter(pk__in=due, withdrawn_at=None).update(missed_at=None)
    with connection.cursor() as cursor:
        cursor.execute(MOVE, [list(due), list(due.values())])


def keep_beat(*, at: datetime) -> bool:
    """Write down that the watch goes round; False when another watch did so just now.

    The watch that comes back after a silence writes down from when to when nobody watched, before
    it settles anything: the others wait here for it.
    """
    seen = WatchBeat.objects.filter(pk=1).values_list("beat_at", flat=True).first()
    if seen is not None and at - seen < BEAT_EVERY:
        return False
    WatchBeat.objects.bulk_create([WatchBeat(pk=1, beat_at=at)], ignore_conflicts=True)
    held = WatchBeat.objects.select_for_update(no_key=True).get(pk=1)
    if at - held.beat_at > SILENT_AFTER:
        WatchSilence.objects.create(since=held.beat_at, until=at)
    if at > held.beat_at:
        WatchBeat.objects.filter(pk=1).update(beat_at=at)
    return True


def note_ping(*, works: bool, answer: str, at: datetime) -> None:
    """Write down what the address outside answered to the watch."""
    told = answer.replace("\x00", "")[:200]
    WatchBeat.objects.filter(pk=1).update(pinged_at=at, ping_works=works, ping_answer=told)
