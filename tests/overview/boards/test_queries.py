"""The figures of a board against the same tickets counted one by one."""

from __future__ import annotations

from datetime import timedelta

from permanence.ground.lib.db import house
from permanence.overview.boards.queries import Board, list_risks, name_customers, read_board
from permanence.overview.boards.queries.counting import count_backlogs, count_speeds
from permanence.overview.boards.rules import AGES, LENGTHS, Backlog, Load, Speeds, bar_of
from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.actions import Answer, answer_ticket, assign_ticket, resolve_ticket
from permanence.service.tickets.models import Ticket
from tests.cast import World

DAY = timedelta(days=1)


def fill_desk(world: World) -> None:
    """Let requests of many ages stand, some taken, answered or solved; one on another desk."""
    sam = world.sam.actor
    ages = [timedelta(minutes=3), timedelta(hours=2), DAY, 2 * DAY, 5 * DAY, 7 * DAY, 29 * DAY]
    tickets = [world.ticket(at=world.at - age) for age in ages]
    tickets.append(world.ticket(world.claire, at=world.at - 4 * DAY))
    world.ticket(world.claire, desk=world.content)
    with house():
        for ticket in tickets[:3]:
            assign_ticket(
                ticket, team=world.first_line, assignee=world.sam, by=sam, at=ticket.opened_at
            )
        assign_ticket(tickets[3], team=world.experts, assignee=None, by=sam, at=world.at)
        policy = policy_of_version(tickets[4].policy_version_id)
        for ticket, waited in ((tickets[4], timedelta(minutes=20)), (tickets[5], 2 * DAY)):
            answered = ticket.opened_at + waited
            answer_ticket(ticket, Answer("We look."), policy=policy, by=sam, at=answered)
        fresh = Ticket.objects.get(pk=tickets[5].pk)
        resolve_ticket(fresh, by=sam, at=fresh.opened_at + 3 * DAY)


def load_of(tickets: list[Ticket], world: World) -> Load:
    return Load(
        len(tickets),
        sum(1 for one in tickets if one.order_at <= world.at),
        sum(1 for one in tickets if one.severity == 1),
    )


def test_the_backlog_is_what_is_open_counted_in_every_way(world: World) -> None:
    fill_desk(world)

    with house():
        backlog = count_backlogs(world.messaging.pk, at=world.at)[None]
        customers = name_customers(backlog.customers)
        open_now = list(Ticket.objects.unended().filter(desk=world.messaging))

    assert backlog.whole == load_of(open_now, world)
    assert backlog.whole.open == 7
    for who in (0, world.sam.pk):
        theirs = [one for one in open_now if (one.assignee_id or 0) == who]
        assert backlog.people[who] == load_of(theirs, world)
    for team in (0, world.first_line.pk, world.experts.pk):
        theirs = [one for one in open_now if (one.team_id or 0) == team]
        assert backlog.teams[team] == load_of(theirs, world)
    bars = [0] * (len(AGES) + 1)
    for one in open_now:
        bars[bar_of(world.at - one.opened_at, AGES)] += 1
    assert backlog.ages == tuple(bars)
    assert {one.pk: load for one, load in customers} == {
        customer.pk: load_of([one for one in open_now if one.organisation_id == customer.pk], world)
        for customer in (world.brightwater, world.verdier)
    }


def test_a_team_sees_what_is_its_own(world: World) -> None:
    fill_desk(world)

    with house():
        backlog = count_backlogs(world.messaging.pk, at=world.at)[world.first_line.pk]
        risks = list_risks(world.messaging.pk, at=world.at, team=world.experts.pk)

    assert backlog.whole.open == 3
    assert set(backlog.teams) == {world.first_line.pk}
    assert {one.ticket.team_id for one in risks} <= {world.experts.pk}


def test_a_desk_without_any_request_counts_nothing(world: World) -> None:
    with house():
        board = read_board(world.messaging.pk, team=None, days=7, at=world.at)

    assert board == Board(Backlog(), Speeds())
    assert (board.backlog.whole, board.speeds.answers.count) == (Load(), 0)


def test_customers_of_confidential_files_are_not_told_by_the_board(world: World) -> None:
    ticket = world.ticket()
    with house():
        before = count_backlogs(world.messaging.pk, at=world.at)[None]
        Ticket.objects.filter(pk=ticket.pk).update(confidential=True)
        after = count_backlogs(world.messaging.pk, at=world.at)[None]

    assert after.whole == before.whole
    assert (len(before.customers), len(after.customers)) == (1, 0)


def test_lengths_are_counted_from_the_receipt_of_what_came_in_the_span(world: World) -> None:
    fill_desk(world)

    with house():
        speeds = count_speeds(world.messaging.pk, since=world.at - 30 * DAY, at=world.at)
        none = count_speeds(world.messaging.pk, since=world.at - DAY, at=world.at)
        of_nobody = Ticket.objects.filter(team=None, answered_at__isnull=False).count()

    waited = [timedelta(minutes=20), 2 * DAY]
    expected = [0] * (len(LENGTHS) + 1)
    for one in waited:
        expected[bar_of(one, LENGTHS)] += 1
    answers, solutions = speeds[None].answers, speeds[None].solutions
    assert answers.bars == tuple(expected)
    assert answers.median == sum(waited, timedelta()) / 2
    assert solutions.count == 1
    assert solutions.median == solutions.ninth == 3 * DAY
    assert none == {}
    assert sum(one.answers.count for team, one in speeds.items() if team is not None) == 2
    assert speeds[0].answers.count == of_nobody


def test_what_is_at_risk_is_due_first_and_still_owed(world: World) -> None:
    calm = world.ticket()
    late = world.ticket(at=world.at - DAY)

    with house():
        risks = list_risks(world.messaging.pk, at=world.at)
        later = list_risks(world.messaging.pk, at=world.at + timedelta(minutes=14))

    assert [one.ticket.pk for one in risks] == [late.pk]
    assert [one.ticket.pk for one in later] == [late.pk, calm.pk]
    for one in later:
        assert one.commitment.met_at is None
        assert one.commitment.promise == one.ticket.next_promise
