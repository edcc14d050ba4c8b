"""Tickets put out of sight: no promise pauses, and nothing stays there too long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.overview.worklists.queries import Whose, count_views, list_tickets
from permanence.overview.worklists.rules import Span
from permanence.promises.clocks.models import Mark
from permanence.service.tickets.actions import resolve_ticket, settle_due_marks
from permanence.service.tickets.actions.merging import Merging, merge_tickets
from permanence.service.tickets.actions.snoozing import NotNow, snooze_ticket, wake_by_hand
from permanence.service.tickets.actions.waking import settle_due_snoozes
from permanence.service.tickets.models import Commitment, Snooze, Ticket
from permanence.service.tickets.rules.snoozing import may_sleep_until
from tests.cast import World
from tests.service.tickets.acting import HOUR, MINUTE, SAM, answer, due, fresh, judge, write


@pytest.fixture(autouse=True)
def in_the_house(world: World) -> Iterator[None]:
    with house():
        yield


def quiet_ticket(world: World) -> Ticket:
    """A ticket whose promises are far away: judged and answered."""
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at + MINUTE)
    answer(ticket, at=world.at + MINUTE)
    return ticket


def snooze(world: World, ticket: Ticket, *, hours: float = 3) -> Snooze:
    return snooze_ticket(
        ticket,
        until=world.at + hours * HOUR,
        reason="The operator calls back.",
        by=SAM,
        at=world.at + 2 * MINUTE,
    )


def seen_in(world: World, view: str, *, at: datetime | None = None) -> list[int]:
    whose = Whose(world.messaging.pk, world.sam.pk)
    page = list_tickets(view, whose, span=Span(), at=at or world.at)
    return [row["pk"] for row in page.rows]


def woken(ticket: Ticket) -> str:
    return Snooze.objects.filter(ticket=ticket, woken_at__isnull=False).latest("pk").woken_why


def test_it_leaves_the_lists_of_work_and_stands_in_its_own(world: World) -> None:
    ticket, other = quiet_ticket(world), quiet_ticket(world)
    Ticket.objects.update(assignee=world.sam, team=world.first_line)

    snooze(world, ticket)

    for view in ("next", "mine", "teams"):
        assert seen_in(world, view) == [other.pk], view
    assert seen_in(world, "snoozed") == [ticket.pk]
    counts = count_views(Whose(world.messaging.pk, world.sam.pk), at=world.at)
    assert (counts["next"], counts["mine"], counts["teams"], counts["snoozed"]) == (1, 1, 1, 1)


def test_no_promise_pauses(world: World) -> None:
    ticket = quiet_ticket(world)
    before = due(ticket, "resolution")

    snooze(world, ticket)

    assert due(ticket, "resolution") == before
    assert fresh(ticket).next_due_at is not None
    assert fresh(ticket).state == "open"


def test_it_wakes_at_its_instant_once(world: World) -> None:
    ticket = quiet_ticket(world)
    snooze(world, ticket, hours=1)
    assert Mark.objects.get(owner="tickets.snooze").due_at == world.at + HOUR

    assert settle_due_snoozes(at=world.at + HOUR - timedelta(seconds=1)) == 0
    assert settle_due_snoozes(at=world.at + HOUR) == 1
    assert settle_due_snoozes(at=world.at + HOUR) == 0

    assert fresh(ticket).snoozed_until is None
    assert woken(ticket) == "time"
    assert seen_in(world, "next") == [ticket.pk]
    assert Act.objects.filter(act="ticket.woken", facts__why="time").count() == 1


def test_the_customers_word_wakes_it_at_once(world: World) -> None:
    ticket = quiet_ticket(world)
    snooze(world, ticket)

    write(ticket, "And now the second line as well.", at=world.at + HOUR)

    assert fresh(ticket).snoozed_until is None
    assert woken(ticket) == "customer"
    assert not Mark.objects.filter(owner="tickets.snooze", settled_at=None).exists()


def test_a_word_in_a_merged_file_wakes_the_one_that_is_worked_on(world: World) -> None:
    ticket, merged = quiet_ticket(world), quiet_ticket(world)
    merge_tickets(Merging(merged, ticket), by=SAM, at=world.at + MINUTE)
    snooze(world, ticket)

    write(merged, "And now the second line as well.", at=world.at + HOUR)

    assert woken(ticket) == "customer"


def test_a_promise_at_risk_wakes_it_before_its_time(world: World) -> None:
    ticket = quiet_ticket(world)
    snooze(world, ticket, hours=48)
    rows = Commitment.objects.filter(ticket=ticket, replaced_at=None, met_at=None)
    risk = min(one.warn_at for one in rows if one.warn_at)

    settle_due_marks(at=risk - timedelta(seconds=1))
    assert fresh(ticket).snoozed_until is not None
    settle_due_marks(at=risk)

    assert fresh(ticket).snoozed_until is None
    assert woken(ticket) == "risk"


def test_what_is_at_risk_stays_in_sight(world: World) -> None:
    ticket = quiet_ticket(world)
    late = due(ticket, "resolution")
    assert late is not None

    with pytest.raises(NotNow):
        snooze_ticket(ticket, until=late + HOUR, reason="Later.", by=SAM, at=late - MINUTE)


@pytest.mark.parametrize("hours", [-1, 0, 24 * 400])
def test_the_time_is_to_come_and_within_a_year(world: World, hours: int) -> None:
    assert not may_sleep_until(world.at + hours * HOUR, at=world.at)
    with pytest.raises(NotNow):
        snooze(world, quiet_ticket(world), hours=hours)


def test_a_reason_is_asked_for_and_what_is_over_does_not_sleep(world: World) -> None:
    ticket = quiet_ticket(world)
    with pytest.raises(NotNow):
        snooze_ticket(ticket, until=world.at + HOUR, reason=" ", by=SAM, at=world.at)
    resolve_ticket(ticket, by=SAM, at=world.at + 2 * MINUTE)

    with pytest.raises(Refusal):
        snooze(world, ticket)


def test_resolving_and_merging_end_it(world: World) -> None:
    solved, merged, survivor = quiet_ticket(world), quiet_ticket(world), quiet_ticket(world)
    snooze(world, solved)
    snooze(world, merged)

    resolve_ticket(solved, by=SAM, at=world.at + HOUR)
    merge_tickets(Merging(merged, survivor), by=SAM, at=world.at + HOUR)

    assert fresh(solved).snoozed_until is fresh(merged).snoozed_until is None
    assert woken(solved) == woken(merged) == "over"


def test_it_may_be_brought_back_and_put_off_again(world: World) -> None:
    ticket = quiet_ticket(world)
    snooze(world, ticket)
    wake_by_hand(ticket, by=SAM, at=world.at + 3 * MINUTE)
    assert woken(ticket) == "hand"

    snooze(world, ticket, hours=1)
    again = snooze(world, ticket, hours=4)

    assert fresh(ticket).snoozed_until == again.until_at == world.at + 4 * HOUR
    assert Snooze.objects.filter(ticket=ticket, woken_at=None).count() == 1
    assert settle_due_snoozes(at=world.at + HOUR) == 0


def test_the_lists_of_work_find_in_their_indexes_what_is_in_sight(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select indexname from pg_indexes where tablename = 'tickets_ticket'"
            " and indexdef like '%INCLUDE (snoozed_until,%'"
        )
        told = {str(name) for (name,) in cursor.fetchall()}

    assert told == {
        "ticket_by_next_due",
        "ticket_of_assignee",
        "ticket_unassigned",
        "ticket_of_team",
        "ticket_untriaged",
    }
