"""A person who left: nothing is open to them, and a colleague takes over what they had open."""

from __future__ import annotations

import pytest

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house, portal
from permanence.ground.lib.errors import Refusal
from permanence.overview.customers.actions import part_with_contact, welcome_back
from permanence.service.intake.actions import digest_letters
from permanence.service.intake.actions.sorting import open_letter_as_ticket
from permanence.service.tickets.actions import resolve_ticket
from permanence.service.tickets.models import Commitment, Entry, Ticket
from permanence.world.accounts.models import Contact
from permanence.world.accounts.queries import recognise_senders
from permanence.world.accounts.rules import CustomerRight
from tests.cast import World
from tests.service.tickets.acting import answer


def part(world: World, contact: Contact, to: Contact | None = None) -> list[int]:
    with house():
        return part_with_contact(contact, to=to, by=world.lena.actor, at=world.at)


def read(model: type, pk: int) -> object:
    with house():
        return model.objects.get(pk=pk)  # type: ignore[attr-defined]


def test_a_colleague_takes_over_what_is_open_and_promises_stay(world: World) -> None:
    ticket, over, alone = world.ticket(), world.ticket(), world.ticket()
    with house():
        answer(over, at=world.at)
        resolve_ticket(over, by=world.sam.actor, at=world.at)
        Ticket.objects.filter(pk=alone.pk).update(contact_only=True)
        owed = set(Commitment.objects.filter(ticket=ticket).values_list("pk", "due_at"))

    given = part(world, world.ada, world.bea)

    assert given == [ticket.pk]
    with house():
        contacts = dict(Ticket.objects.values_list("pk", "contact"))
        assert contacts == {ticket.pk: world.bea.pk, over.pk: world.ada.pk, alone.pk: world.ada.pk}
        assert set(Commitment.objects.filter(ticket=ticket).values_list("pk", "due_at")) == owed
        act = Act.objects.get(subject=f"ticket:{ticket.pk}", act="ticket.contact_left")
        assert (act.facts["was"], act.facts["now"]) == (str(world.ada), str(world.bea))
        assert Act.objects.filter(act="contact.succeeded").count() == 2
    with portal(organisation=world.brightwater.pk, contact=world.bea.pk):
        assert Entry.objects.filter(ticket=ticket).exists()
        assert not Entry.objects.filter(ticket=alone).exists()


def test_who_left_may_nothing_and_their_mail_waits_with_the_reason(world: World) -> None:
    ticket = world.ticket()
    part(world, world.ada)

    ada = read(Contact, world.ada.pk)
    assert isinstance(ada, Contact)
    assert ada.left_at == world.at
    assert not any(ada.may(right) for right in CustomerRight)
    for subject in ("Once more", f"Re: [#{ticket.reference}]"):
        letter = world.letter(subject=subject)
        with house():
            digest_letters(at=world.at)
            letter.refresh_from_db()
            assert (letter.state, letter.why) == ("held", "sender-has-left")
            with pytest.raises(Refusal, match="has left"):
                open_letter_as_ticket(letter, by=world.lena.actor, at=world.at)
    assert isinstance(kept := read(Ticket, ticket.pk), Ticket)
    assert kept.contact_id == world.ada.pk


def test_who_comes_back_is_recognised_and_takes_nothing_back(world: World) -> None:
    ticket = world.ticket()
    part(world, world.ada, world.bea)

    with house():
        welcome_back(world.ada, by=world.lena.actor, at=world.at)
        found = recognise_senders([world.ada.email])[world.ada.email]

    assert (found.contact, found.has_left) == (world.ada.pk, False)
    assert isinstance(kept := read(Ticket, ticket.pk), Ticket)
    assert kept.contact_id == world.bea.pk


def test_nobody_of_another_customer_takes_over_and_nobody_leaves_twice(world: World) -> None:
    ticket = world.ticket()

    for taker in (world.claire, world.stranger, world.ada):
        with pytest.raises(Refusal, match="cannot take over"):
            part(world, world.ada, taker)
    part(world, world.bea)
    with pytest.raises(Refusal, match="cannot take over"):
        part(world, world.ada, world.bea)
    with pytest.raises(Refusal, match="has left already"):
        part(world, world.bea)

    assert isinstance(kept := read(Ticket, ticket.pk), Ticket)
    assert kept.contact_id == world.ada.pk
    assert isinstance(ada := read(Contact, world.ada.pk), Contact)
    assert ada.left_at is None
