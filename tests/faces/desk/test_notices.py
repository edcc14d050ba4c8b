"""What people are told on the desk: the bell, the page of notices, watching, mentions, settings."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from permanence.ground.lib.db import house
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Specialist
from permanence.world.attention.models import Notice, Stir
from permanence.world.attention.queries.notices import wishes_of
from tests.cast import World, post
from tests.faces.desk.test_here import beat
from tests.faces.desk.test_ticket import address


def read(client: Client, path: str) -> str:
    return str(client.get(path).content.decode())


def told(specialist: Specialist) -> list[tuple[str, str]]:
    with house():
        rows = Notice.objects.filter(specialist=specialist).order_by("pk")
        return list(rows.values_list("event", "who"))


def leave_note(client: Client, ticket: Ticket, text: str) -> Any:
    return post(client, address(ticket, "note"), {"body": text, "seen": "0", "draft": "0"})


def test_who_is_mentioned_is_told_and_hears_of_the_ticket_from_then_on(world: World) -> None:
    ticket, sam = world.ticket(), world.log_in(world.sam)

    leave_note(sam, ticket, "@lena, can you look?")
    leave_note(sam, ticket, "It is the gateway.")

    assert told(world.lena) == [("mentioned", "Sam Okoro"), ("noted", "Sam Okoro")]
    assert told(world.sam) == []
    lena = world.log_in(world.lena)
    page = read(lena, "/desk/notices")
    assert "Sam Okoro mentioned you in a note" in page
    assert ticket.subject in page
    assert "Notices, 2 unread" in page


def test_a_name_that_may_mean_two_is_asked_for_and_nothing_is_kept(world: World) -> None:
    with house():
        Specialist.objects.filter(pk=world.ivo.pk).update(name="Lena Kranz")
    ticket, sam = world.ticket(), world.log_in(world.sam)

    answer = leave_note(sam, ticket, "@lena, can you look?")

    assert answer.status_code == 409
    assert "@lena may mean Lena Kranz, Lena Vos" in answer.content.decode()
    assert told(world.lena) == told(world.ivo) == []


def test_nobody_is_mentioned_into_a_desk_they_do_not_work_on(world: World) -> None:
    ticket, sam = world.ticket(), world.log_in(world.sam)

    leave_note(sam, ticket, "@noor, can you look?")

    assert told(world.noor) == []
    names = json.loads(sam.get(address(ticket, "people")).content)["people"]
    assert names == ["Ivo Kranz", "Lena Vos", "Sam Okoro"]
    assert world.log_in(world.noor).get(address(ticket, "people")).status_code == 404


def test_who_watches_hears_until_they_do_not_any_more(world: World) -> None:
    ticket = world.ticket()
    sam, lena = world.log_in(world.sam), world.log_in(world.lena)

    post(lena, address(ticket, "watch"), {"watch": "yes"})
    leave_note(sam, ticket, "First.")
    assert "Lena Vos" in read(sam, address(ticket, "watch"))
    assert "You watch this" in read(lena, address(ticket, "here"))
    post(lena, address(ticket, "watch"), {"watch": "no"})
    leave_note(sam, ticket, "Second.")

    assert told(world.lena) == [("noted", "Sam Okoro")]
    assert world.log_in(world.noor).get(address(ticket, "watch")).status_code == 404


def test_taking_a_ticket_tells_nobody_and_being_given_one_does(world: World) -> None:
    ticket, sam, lena = world.ticket(), world.log_in(world.sam), world.log_in(world.lena)

    post(sam, address(ticket, "act"), {"act": "take"})
    for assignee in (world.lena, world.sam, world.sam):
        post(
            lena,
            address(ticket, "triage"),
            {"severity": "3", "level": "1", "team": "", "assignee": str(assignee.pk)},
        )

    assert told(world.lena) == []
    assert told(world.sam) == [("assigned", "Lena Vos")]


def test_looking_at_the_ticket_reads_what_it_told_and_rings_the_bell_again(world: World) -> None:
    ticket, other = world.ticket(), world.ticket()
    sam, lena = world.log_in(world.sam), world.log_in(world.lena)
    for one in (ticket, other):
        leave_note(sam, one, "@lena?")

    beat(lena, ticket)

    assert "Notices, 1 unread" in read(lena, "/desk/notices?part=bell")
    assert other.reference[:3] in read(lena, "/desk/notices?show=unread")
    with house():
        topics = list(Stir.objects.values_list("topic", flat=True))
    assert topics.count(f"notices:{world.lena.pk}") == 3
    post(lena, "/desk/notices/read")
    assert "Nothing is unread" in read(lena, "/desk/notices?show=unread")
    assert 'aria-label="Notices"' in read(lena, "/desk/notices?part=bell")


def test_a_notice_is_read_by_nobody_else(world: World) -> None:
    ticket, sam = world.ticket(), world.log_in(world.sam)
    leave_note(sam, ticket, "@lena?")
    with house():
        number = Notice.objects.get(specialist=world.lena).pk

    post(sam, "/desk/notices/read", {"notice": str(number)})
    post(sam, "/desk/notices/read")

    assert "Notices, 1 unread" in read(world.log_in(world.lena), "/desk/notices?part=bell")
    assert "mentioned" not in read(sam, "/desk/notices")


def test_many_tickets_given_at_once_stand_in_one_row_and_are_read_together(world: World) -> None:
    tickets = [world.ticket() for _ in range(3)]
    lena, sam = world.log_in(world.lena), world.log_in(world.sam)
    for ticket in tickets:
        post(
            lena,
            address(ticket, "triage"),
            {"severity": "3", "level": "1", "team": "", "assignee": str(world.sam.pk)},
        )

    page = read(sam, "/desk/notices")

    assert "Lena Vos gave you 3 tickets" in page
    assert page.count("<tbody") == 1
    assert 'href="/desk/tickets?desk=messaging&amp;view=mine"' in page
    assert "Notices, 3 unread" in page
    numbers = re.findall(r'name="notice" value="(\d+)"', page)
    post(sam, "/desk/notices/read", {"notice": numbers})
    with house():
        assert len(numbers) == 3
        assert not Notice.objects.filter(specialist=world.sam).unread().exists()


def test_who_chose_not_to_hear_of_something_does_not(world: World) -> None:
    ticket, sam, lena = world.ticket(), world.log_in(world.sam), world.log_in(world.lena)
    post(lena, address(ticket, "watch"), {"watch": "yes"})

    kept = post(
        lena,
        "/desk/account/notices",
        {"page-mentioned": "on", "mail-mentioned": "on", "mail_every": "15", "mail_at": "08:30",
         "quiet_from": "20:00", "quiet_to": "07:00"},
    )  # fmt: skip
    leave_note(sam, ticket, "Not for Lena.")
    leave_note(sam, ticket, "For @lena.")

    assert kept.status_code == 302
    assert told(world.lena) == [("mentioned", "Sam Okoro")]
    with house():
        wishes = wishes_of(world.lena.pk)
    assert (wishes.mail, wishes.mail_every) == (frozenset({"mentioned"}), 15)
    assert not wishes.urgent_passes
    assert 'value="20:00"' in read(lena, "/desk/account/notices")


@pytest.mark.parametrize("ends", [{"quiet_from": "20:00"}, {"quiet_to": "07:00"}])
def test_quiet_hours_have_two_ends(world: World, ends: dict[str, str]) -> None:
    answer = post(world.log_in(world.lena), "/desk/account/notices", {"mail_every": "60"} | ends)

    assert answer.status_code == 422
    assert "Give both ends" in answer.content.decode()
