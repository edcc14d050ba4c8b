"""Asking a customer for log files and traces, and keeping what came."""

from __future__ import annotations

import pytest

from permanence.ground.journal.models import Act
from permanence.ground.outbox.models import Message
from permanence.service.tickets.actions.asking import (
    Asking,
    NoQuestion,
    NotFromHere,
    SettledAlready,
    ask_for_file,
    files_wanted,
    settle_file,
)
from permanence.service.tickets.models import AskedFile, Attachment, Ticket
from permanence.service.tickets.rules.opening import Part
from tests.cast import World
from tests.service.tickets.acting import HOUR, SAM, due, judge, policy_of

pytestmark = pytest.mark.usefixtures("house")
LOG = Part("gateway.log", "text/plain", b"220 ready")


def ask(ticket: Ticket, world: World, question: str = "The minute of the error.") -> AskedFile:
    asking = Asking("trace", question)
    return ask_for_file(ticket, asking, policy=policy_of(ticket), by=SAM, at=world.at)


def test_a_file_is_asked_for_by_mail_and_waited_for(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, at=world.at)

    ask(ticket, world)

    ticket.refresh_from_db()
    assert ticket.state == "waiting_customer"
    assert due(ticket, "resolution") is None
    text = Message.objects.get(kind="answer").text
    assert "we need a network trace from you" in text
    assert "The minute of the error." in text
    assert [row.what for row in files_wanted(ticket)] == ["trace"]


def test_a_customer_is_asked_in_their_language(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content)

    ask(ticket, world, "La minute de l'erreur.")

    assert "une trace réseau" in Message.objects.get(kind="answer").text


def test_what_came_is_tied_to_its_attachment_once(world: World) -> None:
    ticket = world.ticket(parts=[LOG])
    row = ask(ticket, world)
    came = Attachment.objects.select_related("entry").get()

    settle_file(row, came, by=SAM, at=world.at + HOUR)

    row.refresh_from_db()
    assert (row.attachment, row.settled_at) == (came, world.at + HOUR)
    assert files_wanted(ticket) == []
    assert Act.objects.get(act="ticket.file_settled").facts["name"] == "gateway.log"
    with pytest.raises(SettledAlready):
        settle_file(row, None, by=SAM, at=world.at + HOUR)


def test_a_file_of_another_ticket_is_not_what_was_asked_for(world: World) -> None:
    row = ask(world.ticket(), world)
    world.ticket(world.bea, parts=[LOG])
    foreign = Attachment.objects.select_related("entry").get()

    with pytest.raises(NotFromHere):
        settle_file(row, foreign, by=SAM, at=world.at)


def test_nothing_is_asked_for_without_saying_what_it_is_to_show(world: World) -> None:
    with pytest.raises(NoQuestion):
        ask(world.ticket(), world, " ")
