"""Who is on call, for whoever has somebody to call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from permanence.world.accounts.models import Absence, Specialist, StaffRole
from permanence.world.calendars.rules.zones import to_seconds
from permanence.world.rotas import models
from permanence.world.rotas.models import Rota, RotaVersion, Swap
from permanence.world.rotas.rules.coverage import Expert
from permanence.world.rotas.rules.plans import read_plan
from permanence.world.rotas.rules.schedule import Cover, Dated, Schedule, Span, who_is_on_call

FOR_EVER = to_seconds(datetime(9000, 1, 1, tzinfo=UTC))


def rotas_of_desk(desk: int) -> list[Rota]:
    """Return the rotas of a desk that are in use, in their order."""
    return list(Rota.objects.in_use().filter(desk=desk).order_by("position", "pk"))


def people_on_call(rota: int, *, at: datetime) -> list[int]:
    """Return who is on call at an instant, then who would be called next.

    Who has no role on the desk any more is left out; a rota that is not in use has nobody.
    """
    found = Rota.objects.in_use().filter(pk=rota).first()
    if found is None:
        return []
    people = who_is_on_call(schedules_of([found], since=at)[rota], at)
    roles = StaffRole.objects.filter(desk=found.desk_id, specialist__in=people)
    still = set(roles.values_list("specialist_id", flat=True))
    return [one for one in people if one in still]


def schedules_of(rotas: Sequence[Rota], *, since: datetime) -> dict[int, Schedule]:
    """Return all that says who is on call from an instant on, of many rotas in a few looks."""
    numbers = [one.pk for one in rotas]
    plans: dict[int, list[Dated]] = defaultdict(list)
    rows = RotaVersion.objects.filter(rota__in=numbers).order_by("rota", "number")
    for row in rows:
        plan = read_plan(row.plan)
        plans[row.rota_id].append(Dated(row.number, to_seconds(row.from_at), plan))
    covers: dict[int, list[Cover]] = defaultdict(list)
    for one in models.Cover.objects.standing().filter(rota__in=numbers, to_at__gt=since):
        covers[one.rota_id].append(read_cover(one))
    people = {one for each in plans.values() for dated in each for one in dated.plan.members}
    people |= {one.person for each in covers.values() for one in each}
    absences = absences_since(people, since=since)
    zones = zones_of(people)
    return {pk: Schedule(tuple(plans[pk]), tuple(covers[pk]), absences, zones) for pk in numbers}


def read_cover(row: models.Cover) -> Cover:
    """Return a cover as rules read it."""
    begins, ends = to_seconds(row.from_at), to_seconds(row.to_at)
    return Cover(row.pk, row.layer, row.person_id, begins, ends, row.swap_id is not None)


def absences_since(people: Collection[int], *, since: datetime) -> dict[int, tuple[Span, ...]]:
    """Return when each of these people is out of office, or has left for good.

    What is said of days that are over changes nothing of who was on call then.
    """
    found: dict[int, list[Span]] = defaultdict(list)
    rows = Absence.objects.filter(specialist__in=people, kind=Absence.Kind.OUT, to_at__gt=since)
    for one in rows:
        begins = to_seconds(max(one.from_at, one.said_at))
        found[one.specialist_id].append((begins, to_seconds(one.to_at)))
    for person in Specialist.objects.filter(pk__in=people, left_at__isnull=False):
        if person.left_at is not None:
            found[person.pk].append((to_seconds(person.left_at), FOR_EVER))
    return {pk: tuple(spans) for pk, spans in found.items()}


def zones_of(people: Collection[int]) -> dict[int, str]:
    """Return the time zone of each of these people."""
    return dict(Specialist.objects.filter(pk__in=people).values_list("pk", "user__zone"))


def experts_of_desk(desk: int) -> dict[int, Expert]:
    """Return what each person who works on a desk can."""
    rows = Specialist.objects.staying().filter(roles__desk=desk).distinct()
    return {
        one.pk: Expert(one.level, frozenset(one.languages), frozenset(one.skills)) for one in rows
    }


def swaps_of(rota: Rota, *, most: int = 50) -> list[Swap]:
    """Return what was asked on a rota, the newest first."""
    rows = Swap.objects.filter(rota=rota).select_related("asker", "asked", "rota")
    return list(rows.order_by("-pk")[:most])


def swaps_waiting_for(specialist: Specialist) -> list[Swap]:
    """Return what waits for somebody's answer."""
    rows = Swap.objects.filter(asked=specialist, state=Swap.State.ASKED, rota__retired_at=None)
    return list(rows.select_related("asker", "asked", "rota__desk").order_by("from_at", "pk"))
