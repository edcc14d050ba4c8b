"""Blacking out by hand: seen first, then gone, and said to everybody who reads the file."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.service.intake.actions import digest_letters
from permanence.service.tickets.models import Entry, Ticket
from permanence.service.tickets.rules.opening import Part
from tests.cast import World, post
from tests.faces.portal.browsing import follow_link

SAID = "Hello,\n\nthe password is hunter2!x and my fax fails.\n\nBest regards"


@pytest.fixture
def ticket(world: World) -> Ticket:
    """A request in which a password was written, with a file."""
    return world.ticket(text=SAID, parts=[Part("keys.txt", "text/plain", b"harmless")])


def entry_of(ticket: Ticket) -> Entry:
    """Return what the customer wrote."""
    with house():
        return Entry.objects.get(ticket=ticket, direction="in")


def black_out(client: Client, address: str, answers: dict[str, Any]) -> Any:
    """Look at what would go, and let it go."""
    shown = post(client, address, {**answers, "step": "look"})
    token = re.search(r'name="token" value="(\w+)"', shown.content.decode())
    assert token, shown.content.decode()
    return post(client, address, {**answers, "step": "go", "token": token[1]})


def test_a_password_is_marked_and_gone_after_one_look(world: World, ticket: Ticket) -> None:
    client, entry = world.log_in(world.sam), entry_of(ticket)
    page = client.get(f"/desk/tickets/{ticket.reference}").content.decode()
    assert "This may contain a password." in page
    address = f"/desk/entries/{entry.pk}/redact"
    assert f"{address}?found=1" in page

    look = client.get(f"{address}?found=1").content.decode()
    assert "hunter2!x" in look
    assert "1 entry, in words and search" in look
    answers = {"pieces": "hunter2!x", "why": "secret", "note": ""}
    answer = black_out(client, address, answers)

    assert answer.status_code == 302
    page = client.get(f"/desk/tickets/{ticket.reference}").content.decode()
    assert "hunter2!x" not in page
    assert "the password is █████ and my fax fails." in page
    assert "Blacked out by Sam Okoro" in page
    assert "a password or key, written by mistake" in page
    assert "This may contain a password." not in page


def test_the_customer_reads_in_their_language_that_it_is_gone(world: World, ticket: Ticket) -> None:
    entry = entry_of(ticket)
    answers = {"pieces": "hunter2!x", "why": "secret", "note": "sam told them"}
    black_out(world.log_in(world.sam), f"/desk/entries/{entry.pk}/redact", answers)

    portal = follow_link(world.ada, world.messaging)
    page = portal.get(f"/messaging/requests/{ticket.reference}").content.decode()

    assert "█ Blacked out by us" in page
    assert "hunter2" not in page
    assert "sam told them" not in page


def test_nothing_goes_before_it_was_seen(world: World, ticket: Ticket) -> None:
    client, entry = world.log_in(world.sam), entry_of(ticket)
    address = f"/desk/entries/{entry.pk}/redact"

    shown = post(client, address, {"pieces": "hunter2!x", "why": "secret", "step": "go"})

    assert shown.status_code == 200
    assert "Black out for good" in shown.content.decode()
    assert "hunter2!x" in entry_of(ticket).text


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"pieces": "zebra!"}, "does not stand in the entry"),
        ({"pieces": "abc"}, "at least 4 characters"),
        ({}, "Say what should go"),
        ({"pieces": "hunter2!x", "note": "it was hunter2!x"}, "says again what should go"),
    ],
)
def test_what_cannot_go_is_said(
    world: World, ticket: Ticket, answers: dict[str, str], said: str
) -> None:
    client, entry = world.log_in(world.sam), entry_of(ticket)

    page = post(client, f"/desk/entries/{entry.pk}/redact", {"why": "secret", **answers})

    assert page.status_code in {409, 422}
    assert said in page.content.decode()


def test_a_mark_that_is_wrong_is_taken_off(world: World, ticket: Ticket) -> None:
    client, entry = world.log_in(world.sam), entry_of(ticket)

    post(client, f"/desk/entries/{entry.pk}/harmless")

    page = client.get(f"/desk/tickets/{ticket.reference}").content.decode()
    assert "This may contain a password." not in page
    with house():
        assert Act.objects.filter(act="ticket.warning_dismissed").count() == 1


def test_the_original_is_gone_and_its_identity_stays(world: World) -> None:
    letter = world.letter(text=SAID)
    digest_letters(at=world.at)
    with house():
        entry = Entry.objects.get(letter_id=letter.pk)
    client = world.log_in(world.sam)
    answers = {"pieces": "hunter2!x", "why": "secret"}
    black_out(client, f"/desk/entries/{entry.pk}/redact", answers)

    page = client.get(f"/desk/entries/{entry.pk}/original").content.decode()

    assert letter.identity in page
    assert "hunter2" not in page
    assert client.get(f"/desk/entries/{entry.pk}.eml").status_code == 404
    assert client.get(f"/desk/letters/{letter.pk}/raw").status_code == 404


def test_who_is_about_to_send_a_password_is_asked_to_look_once_more(
    world: World, ticket: Ticket
) -> None:
    client = world.log_in(world.sam)
    address = f"/desk/tickets/{ticket.reference}/reply"

    held = post(client, address, {"body": "Your new password is Zebra-77x."})
    assert held.status_code != 302
    assert "a password, a key or a card number" in held.content.decode()
    sent = post(client, address, {"body": "Your new password is Zebra-77x.", "looked": "1"})

    assert sent.status_code == 302
