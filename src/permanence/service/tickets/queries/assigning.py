"""What is asked before a ticket is given to somebody: the team, its people, what they have open."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from permanence.ground.lib.db import house
from permanence.promises.policies.queries import policy_in_force
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.assigning import (
    Choice,
    Member,
    Need,
    TeamOffer,
    choose_member,
    choose_team,
    weigh_tickets,
)
from permanence.world.accounts.models import Specialist, Team
from permanence.world.accounts.queries.presence import presences_of
from permanence.world.accounts.rules import Right, roles_with
from permanence.world.calendars.rules import is_open


def need_of(ticket: Ticket, *, level: int | None = None) -> Need:
    """Return what a ticket asks of whoever works on it, on its own level or another one."""
    return Need(level or ticket.level, ticket.language, ticket.service)


def weigh_team(
    ticket: Ticket,
    team: Team,
    *,
    at: datetime,
    without: Collection[int] = (),
    among: Collection[int] | None = None,
) -> Choice:
    """Return who of a team would get a ticket now, and what is said of each member.

    `among` names who may know of a confidential one.
    """
    members = [one for one in members_of(team, at=at) if one.number not in without]
    return choose_member(
        need_of(ticket),
        members if among is None else [one for one in members if one.number in among],
        is_open=is_team_open(team, policy_in_force(ticket.desk.key, at=at)[1], at=at),
        after=team.given_to_id,
    )


def fitting_team(ticket: Ticket, *, at: datetime, level: int | None = None) -> Team | None:
    """Return the team of the desk that a ticket fits best; None when no team takes its level.

    `level` is the one that it will have, where it is not its own.
    """
    rows = Team.objects.filter(desk=ticket.desk_id, retired_at=None)
    teams = list(rows.order_by("position", "pk"))
    policy = policy_in_force(ticket.desk.key, at=at)[1]
    offers = [
        TeamOffer(
            team.pk,
            tuple(team.levels),
            tuple(team.languages),
            tuple(team.skills),
            is_team_open(team, policy, at=at),
        )
        for team in teams
    ]
    found = choose_team(need_of(ticket, level=level), offers)
    return next((team for team in teams if team.pk == found), None)


def members_of(team: Team, *, at: datetime) -> list[Member]:
    """Return the members of a team who may be given work on its desk, with what they have open."""
    people = list(
        Specialist.objects.staying()
        .filter(teams=team, roles__desk=team.desk_id, roles__role__in=roles_with(Right.ANSWER))
        .distinct()
        .order_by("pk")
    )
    numbers = [one.pk for one in people]
    standing, had = presences_of(numbers, at=at), severities_open(numbers)
    return [
        Member(
            number=one.pk,
            level=one.level,
            languages=tuple(one.languages),
            skills=tuple(one.skills),
            standing=standing[one.pk].standing,
            tickets=len(had[one.pk]),
            load=weigh_tickets(had[one.pk]),
        )
        for one in people
    ]


def severities_open(specialists: Collection[int]) -> dict[int, list[int | None]]:
    """Return the severity of each open ticket that these people have, on all desks.

    What is confidential is work as well: it counts, whoever asks, and nothing of it is told.
    """
    found: dict[int, list[int | None]] = {pk: [] for pk in specialists}
    rows = Ticket.objects.unended().filter(assignee__in=list(specialists))
    with house():
        for assignee, severity in rows.values_list("assignee", "severity"):
            found[assignee].append(severity)
    return found


def is_team_open(team: Team, policy: Policy, *, at: datetime) -> bool:
    """Say whether a team works now; without a calendar that the policy knows it always does."""
    calendar = policy.calendars.get(team.calendar)
    return calendar is None or is_open(calendar, at)


def tickets_held(specialist: Specialist) -> list[Ticket]:
    """Return the open tickets of somebody, the next due first."""
    rows = Ticket.objects.unended().filter(assignee=specialist)
    return list(rows.select_related("desk", "team", "organisation").order_by("order_at", "pk"))
