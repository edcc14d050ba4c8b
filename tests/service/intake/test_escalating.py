"""An answer by mail whose first line is the command escalates; nobody else's does."""

from __future__ import annotations

import pytest

from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.service.escalation.models import Climb
from permanence.service.intake.jobs import digest_letters
from permanence.service.tickets.models import Entry, Escalation, Ticket
from tests.cast import World


def write(world: World, ticket: Ticket, text: str, *, sender: str = "") -> None:
    sender = sender or ticket.contact.email
    world.letter(sender=sender, subject=f"Re: it [#{ticket.reference}]", text=text)
    digest_letters()


def test_the_command_calls_the_manager_and_is_confirmed(world: World) -> None:
    ticket = world.ticket()

    write(world, ticket, "ESCALATE\n\nNobody has called me back.")

    with house():
        escalation = Escalation.objects.get()
        assert (escalation.ticket_id, escalation.channel) == (ticket.pk, "mail")
        assert (escalation.words, escalation.ground) == ("Nobody has called me back.", "")
        assert Climb.objects.filter(ground="customer", subject=ticket.pk).exists()
        assert Entry.objects.filter(ticket=ticket, direction="in").count() == 2
        notice = Message.objects.get(kind="notice")
        assert "ESCALATE alone in the first line" in notice.text
        assert notice.recipients == [ticket.contact.email]


def test_a_ground_after_the_command_is_the_ground_of_the_escalation(world: World) -> None:
    write(world, world.ticket(), "ESCALATE: commitments\n\nNobody has called me back.")

    with house():
        escalation = Escalation.objects.get()
        assert (escalation.words, escalation.ground) == (
            "Nobody has called me back.",
            "commitments",
        )


def test_a_sentence_with_the_word_in_it_calls_nobody(world: World) -> None:
    ticket = world.ticket()

    write(world, ticket, "I would rather not escalate this.")

    with house():
        assert not Escalation.objects.exists()


@pytest.mark.parametrize("sender", ["somebody@elsewhere.example"])
def test_a_stranger_who_knows_the_reference_calls_nobody(world: World, sender: str) -> None:
    ticket = world.ticket()

    write(world, ticket, "ESCALATE", sender=sender)

    with house():
        assert not Escalation.objects.exists()


def test_the_answers_of_the_desk_say_how_to_escalate(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content, language="fr")

    with house():
        text = Message.objects.get(owner=f"ticket:{ticket.pk}", kind="confirmation").text
    assert "répondez avec REMONTÉE seul sur la première ligne" in text
    assert "/content/escalate/" in text
