"""Taking in what sources tell: each event once, and each passage as all its events make it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import connection
from django.db.models import F, Q

from permanence.service.trace.models import Event, Passage, TraceSource
from permanence.service.trace.queries.owners import Owned, find_owners
from permanence.service.trace.rules.events import Told
from permanence.service.trace.rules.folding import Standing, fold_events
from permanence.service.trace.rules.placing import Name, place_events
from permanence.service.trace.rules.reading import Unreadable
from permanence.world.catalogue.models import Component

# One after the other on a desk: two that tell of one message at once would each see half of it.
LOCK_DESK = "select pg_advisory_xact_lock(7061513, %s)"
FOLDED = (
    *("organisation", "job", "message_id", "sender", "direction", "method", "user_id"),
    *("component", "state", "reason_class", "reply", "attempts", "first_at", "last_at"),
    "next_try_at",
)
SAID = ("sender", "direction", "method", "user_id")
LONGEST_FAULT = 500


@dataclass(frozen=True)
class Taken:
    """What came of one message of a source: new events, known ones, passages that they changed."""

    taken: int
    known: int
    passages: int


@dataclass
class Batch:
    """The passages that new events touch, with all their events, by the names these have."""

    rows: dict[str, Event] = field(default_factory=dict)
    told: dict[str, list[Told]] = field(default_factory=lambda: defaultdict(list))
    passages: dict[str, dict[Name, Passage]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, row: Event, told: Told) -> None:
        """Take in an event: the row, and what it tells."""
        self.rows[told.uid] = row
        self.told[told.recipient].append(told)


def take_events(source: TraceSource, events: Sequence[Told], *, at: datetime) -> Taken:
    """Bring events to their passages: in any order and however often, it comes to the same."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_DESK, [source.desk_id])
    fresh = leave_known(source, events)
    touched = write_events(source, fresh, at=at) if fresh else 0
    known = len(events) - len(fresh)
    TraceSource.objects.filter(pk=source.pk).update(
        taken=F("taken") + len(fresh), known=F("known") + known, heard_at=at
    )
    return Taken(len(fresh), known, touched)


def note_refusal(source: TraceSource, wrong: Unreadable, *, at: datetime) -> None:
    """Note that a message of a source could not be read, for whoever set it up."""
    first = "".join(f" (line {number}: {fault})" for number, fault in wrong.faults[:1])
    TraceSource.objects.filter(pk=source.pk).update(
        refused=F("refused") + 1, refused_at=at, fault=f"{wrong.reason}{first}"[:LONGEST_FAULT]
    )


def leave_known(source: TraceSource, events: Sequence[Told]) -> list[Told]:
    """Return the events that nobody has told before; of one told twice at once the first."""
    told = {one.uid: one for one in reversed(events)}
    known = Event.objects.filter(source=source, uid__in=list(told))
    for uid in known.values_list("uid", flat=True):
        del told[uid]
    return list(told.values())


def write_events(source: TraceSource, fresh: Sequence[Told], *, at: datetime) -> int:
    """Write new events and what they make of their passages; return how many these are."""
    batch = read_batch(source.desk_id, fresh)
    for one in fresh:
        batch.add(make_event(source, one), replace(one, uid=f"{source.pk}/{one.uid}"))
    placed: list[tuple[Passage, list[Told]]] = []
    spare: list[Passage] = []
    for recipient, told in batch.told.items():
        names = place_events(told)
        rows, left = name_passages(source.desk_id, recipient, names, batch.passages[recipient])
        placed += [(rows[name], names[name]) for name in names]
        spare += left
    put_standings(source.desk_id, placed, at=at)
    write_passages([passage for passage, _told in placed])
    write_rows(batch, placed)
    Passage.objects.filter(pk__in=[one.pk for one in spare]).delete()
    return len(placed)


def read_batch(desk: int, fresh: Iterable[Told]) -> Batch:
    """Return the passages that may be meant, each with its events."""
    recipients = {one.recipient for one in fresh}
    jobs, ids = {one.job for one in fresh} - {""}, {one.message_id for one in fresh} - {""}
    rows = Passage.objects.filter(
        Q(job__in=jobs) | Q(message_id__in=ids), desk=desk, recipient__in=recipients
    )
    batch = Batch()
    passages = {one.pk: one for one in rows.order_by("pk")}
    for one in passages.values():
        batch.passages[one.recipient][one.job, one.message_id] = one
    for event in Event.objects.filter(passage__in=passages).order_by("pk"):
        batch.add(event, event.told_of(passages[event.passage_id]))
    return batch


def make_event(source: TraceSource, told: Told) -> Event:
    """Return the row of an event; its passage comes later."""
    return Event(
        source=source,
        uid=told.uid,
        happened_at=told.at,
        kind=told.kind,
        host=told.host,
        status=told.status,
        reply=told.reply,
        next_try_at=told.next_try_at,
        has_job=bool(told.job),
        has_id=bool(told.message_id),
        facts=dict(told.facts),
    )


def name_passages(
    desk: int, recipient: str, names: Iterable[Name], known: dict[Name, Passage]
) -> tuple[dict[Name, Passage], list[Passage]]:
    """Return the row of each message, and the rows of which nothing is left.

    A message that was known by half its name keeps its row when the whole is told.
    """
    wanted = sorted(names)
    free = {name: one for name, one in known.items() if name not in wanted}
    rows = {}
    for name in wanted:
        halves = [half for half in ((name[0], ""), ("", name[1])) if half in free]
        row = known.get(name) or (free.pop(halves[0]) if halves else None)
        rows[name] = row or Passage(desk_id=desk, recipient=recipient)
        rows[name].job, rows[name].message_id = name
    return rows, list(free.values())


def put_standings(desk: int, placed: Sequence[tuple[Passage, list[Told]]], *, at: datetime) -> None:
    """Let each passage say what its events make of it."""
    found = Component.objects.standing().filter(desk=desk)
    keys = {key.casefold(): key for key in found.values_list("key", flat=True)}
    standings = [fold_events(told) for _passage, told in placed]
    owners = find_owners(
        [
            Owned(passage.recipient, standing.facts)
            for (passage, _told), standing in zip(placed, standings, strict=True)
        ],
        at=at,
    )
    for (passage, _told), standing, owner in zip(placed, standings, owners, strict=True):
        put_standing(passage, standing)
        passage.organisation_id = owner
        passage.component = keys.get(standing.facts.get("component", "").casefold(), "")


def put_standing(passage: Passage, standing: Standing) -> None:
    """Write how a passage stands."""
    for name in SAID:
        setattr(passage, name, standing.facts.get(name, ""))
    passage.state, passage.reason_class = standing.state, standing.reason_class
    passage.reply, passage.attempts = standing.reply, standing.attempts
    passage.first_at, passage.last_at = standing.first_at, standing.last_at
    passage.next_try_at = standing.next_try_at


def write_passages(passages: Sequence[Passage]) -> None:
    """Write passages, the known and the new."""
    Passage.objects.bulk_update([one for one in passages if one.pk], FOLDED, batch_size=500)
    Passage.objects.bulk_create([one for one in passages if not one.pk])


def write_rows(batch: Batch, placed: Iterable[tuple[Passage, list[Told]]]) -> None:
    """Write new events, and let known ones be of the passage that they are of now."""
    fresh: list[Event] = []
    moved: list[Event] = []
    for passage, told in placed:
        for one in told:
            row = batch.rows[one.uid]
            if row.pk is None:
                fresh.append(row)
            elif row.passage_id != passage.pk:
                moved.append(row)
            row.passage_id = passage.pk
    Event.objects.bulk_update(moved, ["passage"])
    Event.objects.bulk_create(fresh)
