"""Members of staff and teams: found, paged, and what is kept of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan

from permanence.world.accounts.models import Specialist, StaffRole, Team
from permanence.world.accounts.rules import Right, StaffCard, TeamCard, roles_with


class Place(NamedTuple):
    """Where a page ends: the name and the number of its last row."""

    name: str
    number: int


def staff_of(desks: Collection[int], *, with_roleless: bool) -> QuerySet[Specialist]:
    """Return whoever has a role on one of the desks, and if wanted who has none anywhere."""
    roles = StaffRole.objects.filter(specialist=OuterRef("pk"))
    belongs = Q(Exists(roles.filter(desk__in=list(desks))))
    if with_roleless:
        belongs |= ~Q(Exists(roles))
    return Specialist.objects.filter(belongs)


def page_staff(
    rows: QuerySet[Specialist],
    *,
    search: str = "",
    has_left: bool = False,
    after: Place | None = None,
    most: int = 50,
) -> list[Specialist]:
    """Return the next members of staff by name; `search` is part of a name or an address."""
    rows = rows.filter(left_at__isnull=not has_left)
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(user__email__icontains=search))
    if after is not None:
        rows = rows.filter(TupleGreaterThan(Tuple("name", "pk"), (after.name, after.number)))
    ordered = rows.order_by("name", "pk").select_related("user")
    return list(ordered.prefetch_related("roles__desk", "teams__desk")[:most])


def card_of_specialist(specialist: Specialist) -> StaffCard:
    """Return what is kept of a member of staff now."""
    return StaffCard(
        name=specialist.name,
        email=specialist.user.email,
        language=specialist.user.language,
        level=specialist.level,
        languages=tuple(specialist.languages),
        skills=tuple(specialist.skills),
    )


def card_of_team(team: Team) -> TeamCard:
    """Return what is kept of a team now."""
    return TeamCard(
        name=team.name,
        levels=tuple(team.levels),
        languages=tuple(team.languages),
        skills=tuple(team.skills),
        calendar=team.calendar,
        mode=team.mode,
        position=team.position,
    )


def teams_of(desk: int) -> list[Team]:
    """Return the teams of a desk in their order, the retired ones last, each with its members."""
    rows = Team.objects.filter(desk=desk).prefetch_related("members")
    return sorted(rows, key=lambda team: (team.retired_at is not None, team.position, team.pk))


def colleagues_of(desk: int) -> list[Specialist]:
    """Return who works on a desk, by name."""
    return list(
        Specialist.objects.staying().filter(roles__desk=desk).distinct().order_by("name", "pk")
    )


def workers_of(desk: int) -> list[Specialist]:
    """Return who may be given the work of a desk, by name: not those who only read."""
    roles = roles_with(Right.ANSWER)
    people = Specialist.objects.staying().filter(roles__desk=desk, roles__role__in=roles)
    return list(people.distinct().order_by("name", "pk"))
