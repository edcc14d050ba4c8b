"""Tickets are given to whoever fits best, once each, and handed over in one act."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from permanence.ground.journal.models import Act
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.actions import (
    Judgement,
    assign_automatically,
    assign_ticket,
    hand_over,
    triage_ticket,
)
from permanence.service.tickets.actions.assigning import NobodyFits, give_waiting
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.actions.presence import leave_office
from permanence.world.accounts.models import Specialist, Team
from tests.cast import World

LENA = Actor("specialist:1", "Lena Vos")


def come_in(world: World, *people: Specialist) -> None:
    """Let these people use their browsers now."""
    for one in people:
        world.log_in(one).get("/desk/account")


def work_automatically(world: World, *members: Specialist) -> Team:
    """Return the first line, which gives its tickets automatically to these members."""
    with house():
        team = world.first_line
        team.mode = Team.Mode.AUTOMATIC
        team.save()
        team.members.add(*members)
    return team


def ralph(world: World) -> Specialist:
    """Return a second member of the first line."""
    return world.hire("Ralph", "specialist")


def judge(ticket: Ticket, team: Team | None, *, world: World) -> None:
    with house():
        judgement = Judgement(level=1, severity=3, team=team, assignee=None)
        policy = policy_of_version(ticket.policy_version_id)
        triage_ticket(ticket, judgement, policy=policy, by=LENA, at=world.at)
        ticket.refresh_from_db()


def test_triage_gives_a_ticket_to_whoever_is_here(world: World) -> None:
    team, ticket = work_automatically(world), world.ticket()
    come_in(world, world.sam)

    with house():
        judge(ticket, team, world=world)
        act = Act.objects.get(subject=f"ticket:{ticket.pk}", act="ticket.given")

        assert ticket.assignee == world.sam
        assert act.facts["reasons"] == ["speaks", "load"]


def test_when_nobody_is_here_it_stays_with_the_team(world: World) -> None:
    team, ticket = work_automatically(world), world.ticket()

    with house():
        judge(ticket, team, world=world)

        assert (ticket.team, ticket.assignee) == (team, None)
        with pytest.raises(NobodyFits):
            assign_automatically(ticket, at=world.at, by=LENA)


def test_what_nobody_could_take_is_given_once_somebody_comes(world: World) -> None:
    team, ticket = work_automatically(world), world.ticket()
    judge(ticket, team, world=world)
    with house():
        assert give_waiting(at=world.at) == 0
    come_in(world, world.sam)

    with house():
        assert give_waiting(at=world.at) == 1
        assert give_waiting(at=world.at) == 0
        ticket.refresh_from_db()
        assert ticket.assignee == world.sam


def test_a_ticket_that_becomes_nobodys_is_given_again(world: World) -> None:
    team = work_automatically(world)
    come_in(world, world.sam)
    ticket = world.ticket()

    with house():
        judge(ticket, world.experts, world=world)
        assign_ticket(ticket, team=team, assignee=None, by=LENA, at=world.at)
        ticket.refresh_from_db()

        assert ticket.assignee == world.sam


def test_a_team_that_works_by_hand_is_left_alone(world: World) -> None:
    come_in(world, world.sam)
    ticket = world.ticket()

    with house():
        judge(ticket, world.first_line, world=world)

        assert ticket.assignee is None


def test_without_a_team_the_fitting_one_gets_it(world: World) -> None:
    come_in(world, world.sam)
    ticket = world.ticket()

    with house():
        judge(ticket, None, world=world)
        assign_automatically(ticket, at=world.at, by=LENA)
        ticket.refresh_from_db()

        assert (ticket.team, ticket.assignee) == (world.first_line, world.sam)


def test_what_somebody_leaves_behind_goes_to_the_stand_in(world: World) -> None:
    tickets = [world.ticket(), world.ticket()]
    with house():
        for ticket in tickets:
            told = {"team": world.first_line, "assignee": world.sam, "by": LENA, "at": world.at}
            assign_ticket(ticket, **told)  # type: ignore[arg-type]
        given = hand_over(tickets, of=world.sam, to=world.lena, by=LENA, at=world.at)
        again = hand_over(tickets, of=world.sam, to=None, by=LENA, at=world.at)

        assert given == {"Lena Vos": 2}
        assert again == {}


def test_without_a_stand_in_the_team_takes_over_and_never_the_one_who_goes(world: World) -> None:
    other = ralph(world)
    team = work_automatically(world, other)
    come_in(world, world.sam, other)
    ticket = world.ticket()
    with house():
        assign_ticket(ticket, team=team, assignee=world.sam, by=LENA, at=world.at)
        tomorrow = world.at + timedelta(days=1)
        leave_office(
            world.sam,
            from_at=tomorrow,
            to_at=tomorrow + timedelta(days=3),
            stand_in=None,
            by=LENA,
            at=world.at,
        )

        assert hand_over([ticket], of=world.sam, to=None, by=LENA, at=world.at) == {"Ralph": 1}


@pytest.mark.django_db(transaction=True)
def test_two_at_once_give_each_ticket_to_one_and_keep_the_turn(world: World) -> None:
    other = ralph(world)
    team = work_automatically(world, other)
    come_in(world, world.sam, other)
    tickets = [world.ticket() for _ in range(8)]
    with house():
        Team.objects.filter(pk=team.pk).update(mode=Team.Mode.HAND)
        for ticket in tickets:
            assign_ticket(ticket, team=team, assignee=None, by=LENA, at=world.at)

    def give(ticket: Ticket) -> None:
        try:
            with house():
                assign_automatically(ticket, at=world.at, by=LENA)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(give, tickets))

    with house():
        had = [Ticket.objects.filter(assignee=one).count() for one in (world.sam, other)]
    assert had == [4, 4]
