"""One mail with all that waits, when its time has come, and none when it was read meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from permanence.ground.journal.rules import Actor
from permanence.ground.outbox.models import Message
from permanence.overview.telling.actions.digests import send_due_digests
from permanence.service.tickets.actions import add_note
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import StaffRole
from permanence.world.attention.actions.notices import (
    choose_channels,
    read_notices,
    watch_subject,
)
from permanence.world.attention.rules.channels import FIRST_CHANNELS, Event, Wishes
from tests.cast import World

pytestmark = pytest.mark.usefixtures("house")
HOURLY = replace(FIRST_CHANNELS, mail=frozenset(Event))


def watched(world: World, wishes: Wishes = HOURLY) -> Ticket:
    ticket = world.ticket()
    watch_subject(f"ticket:{ticket.pk}", [world.lena.pk], at=world.at)
    choose_channels(world.lena, wishes)
    return ticket


def note(world: World, ticket: Ticket, *, at: datetime) -> None:
    add_note(ticket, text="Hm.", by=Actor(f"specialist:{world.sam.pk}", "Sam Okoro"), at=at)


def mails() -> list[Message]:
    return list(Message.objects.filter(kind="digest").order_by("pk"))


def test_all_that_waits_comes_in_one_mail_an_hour_after_the_first(world: World) -> None:
    ticket, minute = watched(world), timedelta(minutes=1)
    for minutes in (0, 20, 40):
        note(world, ticket, at=world.at + minutes * minute)

    assert send_due_digests(at=world.at + 59 * minute) == 0
    assert send_due_digests(at=world.at + 60 * minute) == 1
    assert send_due_digests(at=world.at + 200 * minute) == 0

    mail = mails()[0]
    assert mail.recipients == [world.lena.user.email]
    assert mail.subject == "3 notices"
    assert mail.text.count("Sam Okoro left a note") == 3
    assert f"/desk/tickets/{ticket.reference}" in mail.text
    assert mail.desk_id is None


def test_what_was_read_on_the_page_is_not_mailed(world: World) -> None:
    ticket = watched(world)
    note(world, ticket, at=world.at)
    read_notices(world.lena, at=world.at)

    assert send_due_digests(at=world.at + timedelta(hours=2)) == 0


def test_who_wants_no_mail_gets_none(world: World) -> None:
    ticket = watched(world, FIRST_CHANNELS)
    note(world, ticket, at=world.at)

    assert send_due_digests(at=world.at + timedelta(days=2)) == 0


def test_quiet_hours_are_waited_out_by_the_persons_own_clock(world: World) -> None:
    world.lena.user.zone = "Europe/Paris"
    world.lena.user.save()
    ticket = watched(world, replace(HOURLY, quiet_from=time(16), quiet_to=time(18)))
    note(world, ticket, at=world.at)  # 16:00 in Paris

    assert send_due_digests(at=world.at + timedelta(minutes=119)) == 0
    assert send_due_digests(at=world.at + timedelta(minutes=120)) == 1


def test_who_has_left_the_desk_is_mailed_nothing_of_it(world: World) -> None:
    ticket = watched(world)
    note(world, ticket, at=world.at)
    StaffRole.objects.filter(specialist=world.lena, desk=world.messaging).delete()

    assert send_due_digests(at=world.at + timedelta(hours=2)) == 0
    assert mails() == []
