"""Who is in which team, whom a desk may give work to, and who could be summoned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from permanence.service.escalation.models import Call, Climb
from permanence.service.incidents.models import HandOver, Incident, Member, Summons
from permanence.service.incidents.rules.summoning import Expert
from permanence.world.accounts.models import Absence, Specialist
from permanence.world.attention.queries.notices import colleagues_on
from permanence.world.calendars.rules.zones import to_seconds
from permanence.world.rotas.queries import rotas_of_desk, schedules_of
from permanence.world.rotas.rules.schedule import who_is_first, who_is_on_call


def members_of(incident: Incident) -> list[Member]:
    """Return who is in the teams now: the leads first, then in the order in which they came."""
    rows = Member.objects.filter(incident=incident, left_at=None).select_related("specialist")
    return sorted(rows, key=lambda one: (one.duty != "lead", one.joined_at, one.pk))


def lead_of(incident: Incident, team: str) -> Member | None:
    """Return who leads a team now."""
    rows = Member.objects.filter(incident=incident, team=team, duty="lead", left_at=None)
    return rows.select_related("specialist").first()


def members_by_team(incidents: Collection[int]) -> dict[tuple[int, str], list[int]]:
    """Return who is in each team of these incidents now, by incident and team."""
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    rows = Member.objects.filter(incident__in=incidents, left_at=None).order_by("pk")
    for incident, team, specialist in rows.values_list("incident", "team", "specialist"):
        found[incident, team].append(specialist)
    return dict(found)


def workers_of(desk: int) -> dict[int, str]:
    """Return the names of those who may be given work of a desk's incidents, by number."""
    staying = Specialist.objects.staying().values_list("pk", flat=True)
    names = colleagues_on(desk)
    here = set(staying.filter(pk__in=list(names)))
    return {pk: name for pk, name in names.items() if pk in here}


def open_hand_overs(incident: Incident) -> list[HandOver]:
    """Return the leads that are offered to somebody who has not answered."""
    rows = HandOver.objects.filter(incident=incident, outcome="")
    return list(rows.select_related("giver", "taker").order_by("pk"))


def summonses_of(incident: Incident, *, most: int = 20) -> list[Summons]:
    """Return who was summoned, the last first."""
    rows = Summons.objects.filter(incident=incident).select_related("accepted_by")
    return list(rows.order_by("-pk")[:most])


def calls_of_summonses(summonses: Sequence[Summons]) -> dict[int, list[Call]]:
    """Return the calls that each summons made, in two looks however many there are."""
    if not summonses:
        return {}
    by_matter = {one.matter: one.pk for one in summonses}
    climbs = Climb.objects.filter(owner="incident", matter__in=list(by_matter))
    matters = dict(climbs.values_list("pk", "matter"))
    found: dict[int, list[Call]] = defaultdict(list)
    rows = Call.objects.filter(climb__in=list(matters), rung__isnull=False)
    for call in rows.order_by("due_at", "pk"):
        found[by_matter[matters[call.climb_id]]].append(call)
    return dict(found)


def experts_within_reach(desk: int, *, at: datetime) -> list[Expert]:
    """Return everybody who works on a desk as a summons sees them, in a handful of looks."""
    names = workers_of(desk)
    people = Specialist.objects.filter(pk__in=list(names))
    rotas = rotas_of_desk(desk)
    schedules = schedules_of(rotas, since=at)
    on_call: dict[int, list[str]] = defaultdict(list)
    first: set[int] = set()
    for rota in rotas:
        first.update(who_is_first(schedules[rota.pk], to_seconds(at)))
        for one in who_is_on_call(schedules[rota.pk], at):
            on_call[one].append(rota.name)
    gone = kinds_of_absence(names, at=at)
    return [
        Expert(
            number=one.pk,
            name=one.name,
            level=one.level,
            languages=tuple(one.languages),
            skills=tuple(one.skills),
            rotas=tuple(on_call.get(one.pk, ())),
            is_first=one.pk in first,
            is_away="away" in gone.get(one.pk, ()),
            is_out="out" in gone.get(one.pk, ()),
        )
        for one in people
    ]


def kinds_of_absence(people: Iterable[int], *, at: datetime) -> dict[int, set[str]]:
    """Return in which ways these people are absent at an instant, as they said."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = Absence.objects.filter(specialist__in=list(people), from_at__lte=at, to_at__gt=at)
    for specialist, kind in rows.values_list("specialist", "kind"):
        found[specialist].add(kind)
    return dict(found)
