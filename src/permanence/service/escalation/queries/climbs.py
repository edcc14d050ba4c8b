"""How far climbs have come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from django.db import connection
from django.db.models import Exists, OuterRef, prefetch_related_objects

from permanence.ground.lib.prepared import Prepared
from permanence.ground.outbox.models import Message
from permanence.promises.policies.rules import Course
from permanence.service.escalation.models import Call, Climb, Rung
from permanence.service.escalation.rules import Hours
from permanence.service.escalation.rules.course import read_course
from permanence.service.escalation.rules.machine import CallFacts, Facts, Held, RungFacts, Turn

CLIMBS = Prepared(
    lambda owner, subject: Climb.objects.filter(owner=owner, subject=subject).order_by("-pk"),
    "owner",
    "subject",
)
# What a person did to a file since somebody has it: what the ladder itself did is none of it.
MOVED = """
select held.climb
from unnest(%s::bigint[], %s::text[], %s::timestamptz[]) as held (climb, subject, since)
where exists (select 1 from journal_act act
              where act.subject = held.subject and act.at > held.since
              and act.actor like 'specialist:%%' and act.act not like 'climb.%%')
"""


def climbs_of(owner: str, subject: int) -> list[Climb]:
    """Return the climbs of one subject with their rungs, the latest first."""
    climbs = CLIMBS(owner=owner, subject=subject)
    prefetch_related_objects(climbs, "rungs")
    return climbs


def calls_of(climbs: Collection[Climb]) -> list[Call]:
    """Return every call of some climbs in the order in which they were to be made."""
    found = Call.objects.filter(climb__in=climbs).select_related("rung")
    return list(found.order_by("due_at", "pk"))


def going_on(desk: int, *, most: int = 200) -> list[Climb]:
    """Return what is climbed for on a desk now, with the rungs: alarms first, then the oldest."""
    found = Climb.objects.filter(desk_id=desk, ended_at=None).order_by("alarm_at", "started_at")
    return list(found.prefetch_related("rungs")[:most])


def is_climbed(owner: str) -> Exists:
    """Return whether a row's primary key was ever climbed for, to be read along with the row."""
    return Exists(Climb.objects.filter(owner=owner, subject=OuterRef("pk")))


def climbing_subjects(owner: str, subjects: Iterable[int]) -> set[int]:
    """Return which of the subjects are being climbed for now, be it that nobody answers."""
    found = Climb.objects.filter(owner=owner, subject__in=list(subjects), ended_at=None)
    return set(found.values_list("subject", flat=True))


def rungs_by_climb(climbs: Sequence[Climb]) -> dict[int, list[Rung]]:
    """Return the rungs of climbs in their order, each with the climb that is at hand."""
    known = {climb.pk: climb for climb in climbs}
    found: dict[int, list[Rung]] = {number: [] for number in known}
    for rung in Rung.objects.filter(climb__in=known).order_by("climb_id", "position"):
        rung.climb = known[rung.climb_id]
        found[rung.climb_id].append(rung)
    return found


def read_facts(climbs: Sequence[Climb], rungs: Mapping[int, Sequence[Rung]]) -> dict[int, Facts]:
    """Return what the rules need to know of climbs, in two looks however many they are."""
    numbers = [climb.pk for climb in climbs]
    calls: dict[int, list[CallFacts]] = defaultdict(list)
    turns = {climb.pk: climb.turn_at for climb in climbs}
    rows = Call.objects.filter(climb__in=numbers, rung__isnull=False).order_by("due_at", "pk")
    told = rows.values_list("climb", "pk", "due_at", "made_at", "result")
    for climb, number, due_at, made_at, result in told:
        since = turns[climb]
        if since is not None and due_at >= since:
            calls[climb].append(CallFacts(number, due_at, made_at, result))
    moved = find_moved(climbs)
    return {
        climb.pk: describe_facts(climb, rungs[climb.pk], calls[climb.pk], moved=climb.pk in moved)
        for climb in climbs
    }


def describe_facts(
    climb: Climb, rungs: Sequence[Rung], calls: Sequence[CallFacts], *, moved: bool
) -> Facts:
    """Return what is known of one climb."""
    course: Course = read_course(climb.course)
    turn = held = None
    if climb.turn_until is not None:
        turn = Turn(
            round=climb.round,
            position=climb.position,
            until=climb.turn_until,
            waits=climb.waits,
            given_up=climb.given_up,
            calls=tuple(calls),
        )
    if climb.held_at is not None:
        held = Held(climb.held_at, climb.again_at, moved=moved)
    return Facts(
        rungs=tuple(RungFacts(one.position, one.allowed, read_hours(one.hours)) for one in rungs),
        course=course,
        rings=climb.severity in course.rings,
        turn=turn,
        held=held,
        alarmed_at=climb.alarmed_at,
    )


def read_hours(kept: list[list[str]] | None) -> Hours | None:
    """Return open spans as the rules read them."""
    return None if kept is None else read_spans(tuple(instant for span in kept for instant in span))


@lru_cache(maxsize=256)
def read_spans(instants: tuple[str, ...]) -> Hours:
    """Return the spans between instants, two by two: many rungs keep the same."""
    told = [datetime.fromisoformat(instant) for instant in instants]
    return tuple(zip(told[::2], told[1::2], strict=True))


def find_moved(climbs: Iterable[Climb]) -> set[int]:
    """Return those climbs on whose files a person did something since somebody has them."""
    held = [climb for climb in climbs if climb.held_at is not None]
    if not held:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            MOVED,
            [
                [climb.pk for climb in held],
                [f"{climb.owner}:{climb.subject}" for climb in held],
                [climb.held_at for climb in held],
            ],
        )
        return {row[0] for row in cursor.fetchall()}


def rungs_above(climb: Climb) -> list[Rung]:
    """Return the rungs further up than the one whose turn it is, in their order."""
    return list(climb.rungs.filter(position__gt=climb.position).order_by("position"))


def calls_answered(message_ids: Collection[str]) -> list[Call]:
    """Return the calls whose mails have one of these identities."""
    if not message_ids:
        return []
    mails = Message.objects.filter(message_id__in=list(message_ids), kind="climb")
    found = Call.objects.filter(way="mail", message__in=list(mails.values_list("pk", flat=True)))
    return list(found.select_related("climb", "rung").order_by("pk"))
