"""Who is told of what happens to a ticket: in the act's own transaction, never of one's own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from permanence.service.tickets.actions import add_note, assign_ticket, settle_due_marks
from permanence.service.tickets.actions.merging import Merging, merge_tickets
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Specialist, StaffRole
from permanence.world.attention.actions.notices import forget_notices, read_notices, watch_subject
from permanence.world.attention.models import Notice, Watch
from permanence.world.attention.rules.channels import Event
from tests.cast import World
from tests.service.tickets.acting import write

pytestmark = pytest.mark.usefixtures("house")


def give(ticket: Ticket, world: World, assignee: Specialist | None) -> None:
    assign_ticket(
        ticket, team=world.first_line, assignee=assignee, by=world.lena.actor, at=world.at
    )


def told(specialist: Specialist) -> list[str]:
    rows = Notice.objects.filter(specialist=specialist).order_by("pk")
    return list(rows.values_list("event", flat=True))


def test_the_assignee_hears_of_the_customer_and_so_does_who_watches(world: World) -> None:
    ticket = world.ticket()
    give(ticket, world, world.sam)
    watch_subject(f"ticket:{ticket.pk}", [world.ivo.pk], at=world.at)

    write(ticket, "Still nothing.", at=world.at + timedelta(minutes=5))

    assert told(world.sam) == ["assigned", "wrote"]
    assert told(world.ivo) == ["wrote"]
    assert told(world.lena) == []


def test_while_a_ticket_is_nobodys_its_team_hears_of_the_customer_but_not_of_notes(
    world: World,
) -> None:
    ticket = world.ticket()
    give(ticket, world, None)

    write(ticket, "Still nothing.", at=world.at + timedelta(minutes=5))
    add_note(ticket, text="Hm.", by=world.lena.actor, at=world.at)

    assert told(world.sam) == ["wrote"]


def test_a_promise_at_risk_and_one_not_kept_are_told_to_whose_they_are(world: World) -> None:
    ticket = world.ticket()
    give(ticket, world, world.sam)

    settle_due_marks(at=world.at + timedelta(days=3))

    assert {"at_risk", "overdue"} <= set(told(world.sam))
    assert told(world.lena) == []


def test_who_has_left_the_desk_hears_nothing_more(world: World) -> None:
    ticket = world.ticket()
    watch_subject(f"ticket:{ticket.pk}", [world.ivo.pk, world.noor.pk], at=world.at)
    StaffRole.objects.filter(specialist=world.ivo, desk=world.messaging).delete()

    add_note(ticket, text="Hm.", by=world.sam.actor, at=world.at)

    assert told(world.ivo) == told(world.noor) == []


def test_who_follows_a_merged_file_follows_the_one_that_goes_on(world: World) -> None:
    ticket, survivor = world.ticket(), world.ticket()
    watch_subject(f"ticket:{ticket.pk}", [world.ivo.pk], at=world.at)
    give(survivor, world, world.sam)

    merge_tickets(Merging(ticket, survivor), by=world.lena.actor, at=world.at)

    assert told(world.ivo) == ["merged"]
    assert told(world.sam) == ["assigned", "merged"]
    assert Watch.objects.filter(subject=f"ticket:{survivor.pk}", specialist=world.ivo).exists()


def test_a_notice_is_cleared_a_month_after_it_was_read(world: World) -> None:
    ticket = world.ticket()
    give(ticket, world, world.sam)
    read_notices(world.sam, at=world.at)
    give(ticket, world, None)
    give(ticket, world, world.sam)

    assert forget_notices(at=world.at + timedelta(days=30)) == 0
    assert forget_notices(at=world.at + timedelta(days=31)) == 1
    assert told(world.sam) == [Event.ASSIGNED]
